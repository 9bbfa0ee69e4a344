import type { Run } from '../../core/action.ts'
import { parseDuration } from '../../core/duration.ts'
import { type Problem, throwProblems } from '../../core/problem.ts'
import { reasonText } from '../../core/road-problems.ts'
import type { World } from '../../core/world.ts'
import { readSqlFiles } from '../../database/sql-files.ts'
import type { Database } from '../database.ts'
import { databaseSection } from '../database-section.ts'
import { judgeSqlMigrations } from '../sql/sql-judge.ts'
import { grammarMajor, loadSqlParser } from '../sql/sql-parser.ts'
import { runSqlMigration, type SqlMigration, type StatementObserver } from '../sql/sql-runner.ts'
import { readSqlxTable } from '../sql/sqlx-table.ts'
import { unmetExpectations } from './expectation.ts'
import type { Expectation } from './expectation-section.ts'
import type { SqlSection } from './migrate-section.ts'
import { type MigrationCommand, readMigrationCommand, runMigrationCommand } from './migration-command.ts'
import type { MigrationEnd, MigrationTarget } from './migration-end.ts'
import { endMigrationSessions } from './migration-sessions.ts'

/** What brings the schema forward, whichever tool does it, with all it needs. */
export type Migration = (MigrationCommand | SqlMigration) & { readonly expectations: readonly Expectation[] }

/** Reads the section, and the files where there are any; every problem at once. `isOpen`: whether the live database can be read. */
export async function readMigration(
  run: Pick<Run, 'config' | 'references' | 'release'>,
  { database, isOpen, world }: { database: Database; isOpen: boolean; world: Pick<World, 'directory'> },
): Promise<Migration> {
  const { migrate } = run.config.require(databaseSection)
  const expectations = migrate.expect
  if ('command' in migrate) return { ...readMigrationCommand(run, { section: migrate, database, world }), expectations }
  const { migration, problems } = await readSqlMigration(migrate, { database, isOpen, world })
  throwProblems(problems)
  return { ...migration, expectations }
}

/** Does it once, and asks what was expected of it. `resumed`: an earlier attempt of this release had begun it. */
export async function runMigration(
  migration: Migration,
  options: { database: Database; target: MigrationTarget; resumed: boolean; observer?: StatementObserver },
  world: World,
): Promise<MigrationEnd> {
  const started = world.clock.elapsedMs()
  const run = () =>
    migration.kind === 'command' ? runMigrationCommand(migration, options, world) : runSqlMigration(migration, options, world)
  const end = await world.write('migrate', run).catch(async (thrown): Promise<MigrationEnd> => {
    // A lost connection, or a run that is to stop between two files: an end like any other, so that the way back is gone.
    await endMigrationSessions(options.database, { names: migration.sessionNames, target: options.target }, world)
    return { ...brokenOff, reason: reasonText(thrown, world), durationMs: world.clock.elapsedMs() - started }
  })
  if (!end.succeeded) return end
  const unmet = await unmetExpectations(migration.expectations, { database: options.database, name: options.target.name })
  return unmet.length === 0 ? end : { ...end, succeeded: false, reason: `it ended well, but not as expected: ${unmet.join('; ')}` }
}

const brokenOff = { succeeded: false, forLock: false, at: null, times: [], attempts: 1, blockers: [], stopped: 0 }

async function readSqlMigration(
  section: SqlSection,
  { database, isOpen, world }: { database: Database; isOpen: boolean; world: Pick<World, 'directory'> },
): Promise<{ migration: SqlMigration; problems: readonly Problem[] }> {
  const { files, problems } = await readSqlFiles(section.sql, world.directory)
  const { parse } = await loadSqlParser()
  const judged = judgeSqlMigrations({
    files,
    applied: isOpen ? await readApplied(database, section['version-table']) : [],
    folder: section.sql,
    outOfOrder: section['out-of-order'],
    parse,
    knowsGrammar: database.server.major <= grammarMajor,
  })
  return {
    migration: {
      kind: 'sql',
      text: section.sql,
      pending: judged.pending,
      table: section['version-table'],
      sessionNames: [database.applicationName('migrate')],
      lockTimeoutMs: parseDuration(section['lock-timeout']).ms,
      patienceMs: parseDuration(section['lock-patience']).ms,
    },
    problems: [...problems, ...judged.problems],
  }
}

async function readApplied(database: Database, table: string) {
  await using live = await database.connect({ to: database.name, as: 'read' })
  return await readSqlxTable(live, table)
}
