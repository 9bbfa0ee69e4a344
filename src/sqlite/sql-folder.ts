import { type Problem, problemsOf } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import { waitingMigrations } from '../database/applied-migrations.ts'
import { migrationText } from '../database/migration-problems.ts'
import { readSqlFiles, type SqlFile } from '../database/sql-files.ts'
import { rowsOf } from './connection.ts'
import { type LiveFile, readingLive } from './live-file.ts'
import type { SqliteMigrationEnd } from './migration-end.ts'
import { whenFree } from './patience.ts'
import type { SqliteSqlSection } from './sqlite-section.ts'
import { createSqlxTable, readSqlxTable, recordApplied } from './sqlx-table.ts'

/** A folder of SQL files with what of it is to be run. */
export interface SqlFolder {
  readonly kind: 'sql'
  readonly pending: readonly SqlFile[]
  readonly table: string
}

export async function readSqlFolder(
  section: SqliteSqlSection,
  live: LiveFile,
  world: World,
): Promise<{ migration: SqlFolder; problems: readonly Problem[] }> {
  const { files, problems } = await readSqlFiles(section.sql, world.directory)
  const applied = await readingLive(live, () => readSqlxTable(live.database, section['version-table']), world)
  const judged = waitingMigrations({ files, applied, folder: section.sql, outOfOrder: section['out-of-order'] })
  return {
    migration: { kind: 'sql', pending: judged.waiting, table: section['version-table'] },
    problems: [...problems, ...judged.problems, ...judged.waiting.flatMap(problemsOfText)],
  }
}

/** Runs each pending file once, in its own transaction unless it begins with `-- no-transaction`; stops at the first that fails. */
export async function runSqlFolder({ pending, table }: SqlFolder, target: LiveFile, world: World): Promise<SqliteMigrationEnd> {
  const started = world.clock.elapsedMs()
  const ended = (reason: string, file: SqlFile | null): SqliteMigrationEnd => ({
    succeeded: reason === '',
    reason,
    at: file === null ? null : { file: file.path, line: null, column: null },
    durationMs: world.clock.elapsedMs() - started,
    attempts: 1,
  })
  for (const file of pending) {
    if (world.cancellation.requested()) return ended('the run was cancelled while the migration ran', file)
    const failure = await world.write(`apply ${file.path}`, () => applyFile(file, { table, target, world }))
    if (failure !== null) return ended(failure, file)
    world.log.line(`applied ${file.path}`)
  }
  return ended('', null)
}

/** Null when it was applied, else why not; then nothing of a file in a transaction is left. */
async function applyFile(
  file: SqlFile,
  { table, target, world }: { table: string; target: LiveFile; world: World },
): Promise<string | null> {
  const { database } = target
  const started = world.clock.elapsedMs()
  const begin = () => whenFree(() => database.exec('BEGIN IMMEDIATE'), target, world)
  try {
    if (!file.inTransaction) execPatiently(file.bytes.toString('utf8'), target)
    await begin()
    createSqlxTable(database, table)
    if (file.inTransaction) {
      database.exec(file.bytes.toString('utf8'))
      if (!database.isTransaction) return 'it ends the transaction that the whole file runs in: remove BEGIN and COMMIT'
    }
    recordApplied(database, { table, file, durationMs: world.clock.elapsedMs() - started })
    await whenFree(() => database.exec('COMMIT'), target, world)
    return null
  } catch (cause) {
    return problemsOf(cause)?.[0]?.message ?? (cause as Error).message
  } finally {
    if (database.isTransaction) database.exec('ROLLBACK')
  }
}

/** Statements that are not in one transaction cannot be begun anew, so each waits for a lock of others inside of SQLite. */
function execPatiently(text: string, { database, patienceMs }: LiveFile): void {
  const [before] = rowsOf<{ timeout: bigint }>(database, 'PRAGMA busy_timeout')
  database.exec(`PRAGMA busy_timeout = ${Math.round(patienceMs)}`)
  try {
    database.exec(text)
  } finally {
    database.exec(`PRAGMA busy_timeout = ${before?.timeout ?? 0}`)
  }
}

function problemsOfText(file: SqlFile): Problem[] {
  const text = file.bytes.toString('utf8')
  const at = { file: file.path, line: 1, column: 1 }
  if (!Buffer.from(text).equals(file.bytes)) return [migrationText({ reason: 'it is not UTF-8', at })]
  if (text.startsWith('\ufeff'))
    return [migrationText({ reason: 'it begins with a byte order mark, and "-- no-transaction" behind it is not seen', at })]
  const hasStatement = text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() !== ''
  return hasStatement ? [] : [migrationText({ reason: 'it holds no statement', at })]
}
