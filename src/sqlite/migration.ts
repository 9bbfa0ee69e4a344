import type { Run } from '../core/action.ts'
import { throwProblems } from '../core/problem.ts'
import { reasonText } from '../core/road-problems.ts'
import type { World } from '../core/world.ts'
import type { LiveFile } from './live-file.ts'
import { readCommand, runCommand, type SqliteCommand } from './migration-command.ts'
import type { SqliteMigrationEnd } from './migration-end.ts'
import { readSqlFolder, runSqlFolder, type SqlFolder } from './sql-folder.ts'
import { sqliteSection } from './sqlite-section.ts'

/** What brings the schema forward, whichever tool does it, with all it needs. */
export type SqliteMigration = SqliteCommand | SqlFolder

/** Reads the section, and the files where there are any; every problem at once. */
export async function readSqliteMigration(
  run: Pick<Run, 'config' | 'references' | 'release'>,
  live: LiveFile,
  world: World,
): Promise<SqliteMigration> {
  const { migrate } = run.config.require(sqliteSection)
  if ('command' in migrate) return readCommand(run, { section: migrate, live, world })
  const { migration, problems } = await readSqlFolder(migrate, live, world)
  throwProblems(problems)
  return migration
}

/** Migrates the live file, or a copy of it. One that breaks off has failed like any other, so that the way back is gone. */
export async function runSqliteMigration(migration: SqliteMigration, target: LiveFile, world: World): Promise<SqliteMigrationEnd> {
  const started = world.clock.elapsedMs()
  try {
    return migration.kind === 'command' ? await runCommand(migration, target, world) : await runSqlFolder(migration, target, world)
  } catch (thrown) {
    return { succeeded: false, reason: reasonText(thrown, world), at: null, durationMs: world.clock.elapsedMs() - started, attempts: 1 }
  }
}
