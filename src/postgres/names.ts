import { createHash } from 'node:crypto'

/** Bytes of a PostgreSQL identifier (NAMEDATALEN - 1). */
const longestName = 63

/** Name of the restored copy that can be swapped in for the live database. */
export function standbyName({ database, release }: { database: string; release: string }): string {
  return fitting(`${database}_standby_${slug(release)}`)
}

/** Name under which the database is kept that the standby took the place of. */
export function failedName({ database, release }: { database: string; release: string }): string {
  return fitting(`${database}_failed_${slug(release)}`)
}

/** Name that a standby has while it is restored: half of one must never pass for it. */
export function restoringName(database: string): string {
  return fitting(`${database}_restoring`)
}

/** Name of the copy that a drill restores and drops. */
export function drillName(database: string): string {
  return fitting(`${database}_drill`)
}

/** Name of the copy that a migration is rehearsed on: one at a time, since it is done under the migration lock. */
export function rehearsalName(database: string): string {
  return fitting(`${database}_rehearsal`)
}

/**
 * What a session of ours is for; `dump` and `migrate` are those of programs we start. Under the migration lock `dump`,
 * `backup`, `restore` and `migrate` sessions of another run can only be orphans.
 */
export type SessionPurpose = 'lock' | 'read' | 'watch' | 'swap' | 'backup' | 'dump' | 'restore' | 'migrate'

/** application_name of a session: visible in pg_stat_activity, names the release to whoever waits. */
export function applicationName({ purpose, release, nonce }: { purpose: SessionPurpose; release: string; nonce: string }): string {
  return `fairlead ${purpose} ${slug(release).slice(0, 34)} ${nonce}`
}

function slug(release: string): string {
  return release.replaceAll(/[^A-Za-z0-9_]/g, '_')
}

function fitting(name: string): string {
  if (Buffer.byteLength(name) <= longestName) return name
  const end = `_${shortHash(name)}`
  let start = name
  while (Buffer.byteLength(start) + end.length > longestName) start = start.slice(0, -1)
  return start + end
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
