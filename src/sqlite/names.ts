import { backupFolderName } from '../database/stored-backup.ts'
import type { DatabaseFile } from './database-file.ts'

type Named = Pick<DatabaseFile, 'path'>

/** The restored and compared copy of a release's backup, ready to be put over the live file. */
export function standbyPath({ path }: Named, release: string): string {
  return `${path}.standby-${backupFolderName(release)}`
}

/** What the live file held when the standby was put over it. */
export function failedPath({ path }: Named, release: string): string {
  return `${path}.failed-${backupFolderName(release)}`
}

/** The copy that a migration is rehearsed on: one at a time, since it is done under the lock. */
export function rehearsalPath({ path }: Named): string {
  return `${path}.rehearsal`
}

/** The database whose lock says that a run is at work. */
export function lockPath({ path }: Named): string {
  return `${path}.fairlead-lock`
}
