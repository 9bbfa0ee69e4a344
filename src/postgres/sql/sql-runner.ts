import { durationText } from '../../core/duration.ts'
import type { Place } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { placeIn } from '../../database/sql-place.ts'
import { type Connection, codeOf, messageOf } from '../connection.ts'
import type { Database } from '../database.ts'
import { dropNewInvalidIndexes } from '../migration/invalid-indexes.ts'
import { type LockWaits, watchLockWaits } from '../migration/lock-waits.ts'
import { beyondAutovacuumMs, type MigrationEnd, type MigrationTarget, pauseBeforeRetry } from '../migration/migration-end.ts'
import type { MigrationTime } from '../migration/prediction.ts'
import { invalidIndexes } from '../schema.ts'
import type { PendingSql } from './sql-judge.ts'
import type { SqlStatement } from './sql-parser.ts'
import { leavesTransactionOpen, waitsQuietly } from './sql-transactions.ts'
import { createSqlxTable, locateSqlxTable, recordApplied, takeSqlxLock } from './sqlx-table.ts'

/** A folder of SQL files with what of it is to be run. */
export interface SqlMigration {
  readonly kind: 'sql'
  /** The folder, from the working directory. */
  readonly text: string
  readonly pending: readonly PendingSql[]
  readonly table: string
  readonly sessionNames: readonly string[]
  readonly lockTimeoutMs: number
  readonly patienceMs: number
}

/** Looks at every statement from within its session, while its transaction is open. Its own time is nobody's. */
export interface StatementObserver {
  before(session: Connection): Promise<void>
  after(session: Connection, done: { file: PendingSql; statement: SqlStatement | null; durationMs: number }): Promise<void>
}

const nobody: StatementObserver = { async before() {}, async after() {} }

interface Work {
  readonly migration: SqlMigration
  readonly session: Connection
  readonly waits: LockWaits
  readonly observer: StatementObserver
  readonly observing: { ms: number }
  /** An earlier attempt may have been killed inside the first file, where that runs without a transaction. */
  readonly resumed: boolean
  readonly world: World
}

/** Statements of a file without a transaction that are done for good, those of one that it begins itself together: the next attempt begins behind them. */
interface Progress {
  statements: number
}

/** What a file came to. `lock`: it was undone, since a lock was not to be had, and may be tried again. */
type FileEnd =
  | { readonly done: true; readonly ms: number }
  | { readonly done: false; readonly lock: boolean; readonly reason: string; readonly at: Place | null }

/** Runs each pending file once, in its own transaction unless it begins with `-- no-transaction`; stops at the first that fails. */
export async function runSqlMigration(
  migration: SqlMigration,
  {
    database,
    target,
    resumed,
    observer = nobody,
  }: { database: Database; target: MigrationTarget; resumed: boolean; observer?: StatementObserver },
  world: World,
): Promise<MigrationEnd> {
  const { pending, sessionNames, lockTimeoutMs, patienceMs } = migration
  const started = world.clock.elapsedMs()
  await using session = await database.connect({ to: target.name, as: 'migrate' })
  await using waits = await watchLockWaits(
    database,
    { names: sessionNames, target: target.name, limitMs: Math.max(lockTimeoutMs, beyondAutovacuumMs) },
    world,
  )
  using _ = cancelWith(session, { database, world })
  let attempts = 1
  const times: MigrationTime[] = []
  const observing = { ms: 0 }
  const ended = (end: FileEnd): MigrationEnd => ({
    succeeded: end.done,
    reason: end.done ? '' : end.reason,
    forLock: !end.done && end.lock,
    at: end.done ? null : end.at,
    durationMs: world.clock.elapsedMs() - started - observing.ms,
    times,
    attempts,
    blockers: waits.blockers(),
    stopped: waits.stopped(),
  })
  if (pending.length === 0) return ended({ done: true, ms: 0 })
  if (!(await takeSqlxLock(session, { database: target.name, patienceMs }, world))) {
    return ended({
      done: false,
      lock: true,
      at: null,
      reason: `another migrator (sqlx) held its lock on "${target.name}" for ${durationText(patienceMs)}`,
    })
  }
  const table = await locateSqlxTable(session, migration.table)
  const work: Work = { migration: { ...migration, table }, session, waits, observer, observing, resumed, world }
  const until = world.clock.elapsedMs() + patienceMs
  for (const file of pending) {
    const progress: Progress = { statements: 0 }
    for (let attempt = 1; ; attempt += 1, attempts += 1) {
      const end = await world.write(`apply ${file.path}`, () => applyFile(file, { work, attempt, progress }))
      if (end.done) {
        times.push({ migration: file.path, ms: end.ms })
        break
      }
      if (!end.lock || world.cancellation.requested() || world.clock.elapsedMs() > until) return ended(end)
      world.log.line(`${file.path}: a lock was not to be had within the limit, tried again; in the way: ${waits.blockers().join('; ')}`)
      await world.sleep(pauseBeforeRetry(attempt))
    }
    world.log.line(`applied ${file.path}`)
  }
  return ended({ done: true, ms: 0 })
}

async function applyFile(
  file: PendingSql,
  { work, attempt, progress }: { work: Work; attempt: number; progress: Progress },
): Promise<FileEnd> {
  const { session, migration, world, waits, observing } = work
  const observedBefore = observing.ms
  const limitMs = attempt > 1 && waits.behindAutovacuum() ? Math.max(beyondAutovacuumMs, migration.lockTimeoutMs) : migration.lockTimeoutMs
  const started = world.clock.elapsedMs()
  const invalidBefore = file.inTransaction ? [] : await invalidIndexes(session)
  let current: SqlStatement | null = null
  try {
    await session.query(`SET lock_timeout = ${limitMs}`)
    if (file.inTransaction) await session.query('BEGIN')
    // With the file that needs it, so that one that fails leaves nothing at all.
    if (file.inTransaction) await createSqlxTable(session, migration.table)
    for (const [index, statement] of (file.statements ?? [null]).entries()) {
      if (index < progress.statements) continue
      current = statement
      await runStatement(statement, { file, work, limitMs })
      if (!file.inTransaction && !isInside(file, index)) progress.statements = index + 1
    }
    current = null
    if (!file.inTransaction) await createSqlxTable(session, migration.table)
    await recordApplied(session, { table: migration.table, file, durationMs: world.clock.elapsedMs() - started })
    if (file.inTransaction) await session.query('COMMIT')
    return { done: true, ms: world.clock.elapsedMs() - started - (observing.ms - observedBefore) }
  } catch (cause) {
    if (session.isLost()) throw cause
    // Of a file without a transaction it is the one that it may have begun itself.
    await session.query('ROLLBACK')
    // What cannot be dropped either is told as an invalid index.
    if (!file.inTransaction) await dropNewInvalidIndexes(session, invalidBefore).catch((thrown) => world.log.line(messageOf(thrown)))
    return failureOf(cause, { file, statement: current, stopped: waits.stopped() > 0, cancelled: world.cancellation.requested() })
  }
}

/** Whether a statement leaves the file inside a transaction that the file itself began. */
function isInside({ statements }: PendingSql, index: number): boolean {
  return leavesTransactionOpen((statements ?? []).slice(0, index + 1).map(({ tree }) => tree))
}

async function runStatement(
  statement: SqlStatement | null,
  { file, work, limitMs }: { file: PendingSql; work: Work; limitMs: number },
): Promise<void> {
  const { session, world, migration, observer } = work
  // Those before it are recorded, those behind it were never reached.
  const mayBeDone = work.resumed && !file.inTransaction && file === migration.pending[0]
  world.cancellation.throwIfRequested('statement')
  await observed(work, () => observer.before(session))
  const quietly = statement !== null && waitsQuietly(statement.tree)
  const started = world.clock.elapsedMs()
  if (quietly) await session.query(`SET lock_timeout = ${migration.patienceMs}`)
  try {
    if (mayBeDone && statement !== null) await dropInvalidNamesake(session, statement)
    const run = () => session.query(statement?.text ?? file.text)
    // Each of these is done for good at once.
    await (file.inTransaction ? run() : world.write('statement without transaction', run))
  } catch (cause) {
    if (!(mayBeDone && isDoneAlready(cause))) throw cause
    world.log.line(`${file.path}: ${messageOf(cause)}: an earlier attempt had done this statement`)
  }
  if (quietly) await session.query(`SET lock_timeout = ${limitMs}`)
  const durationMs = world.clock.elapsedMs() - started
  await observed(work, () => observer.after(session, { file, statement, durationMs }))
}

async function observed({ observing, world }: Work, look: () => Promise<void>): Promise<void> {
  const started = world.clock.elapsedMs()
  await look()
  observing.ms += world.clock.elapsedMs() - started
}

/** What a killed CREATE INDEX CONCURRENTLY left would pass for the index (IF NOT EXISTS), or stand in its way. */
async function dropInvalidNamesake(session: Connection, { tree }: SqlStatement): Promise<void> {
  const name = 'IndexStmt' in tree && tree.IndexStmt.concurrent === true ? tree.IndexStmt.idxname : undefined
  if (name === undefined) return
  const others = (await invalidIndexes(session)).filter((found) => found.split('.').at(-1)?.replaceAll(/^"|"$/g, '') !== name)
  await dropNewInvalidIndexes(session, others)
}

/** duplicate_table (also of indexes), duplicate_object, undefined_object: in a file that was begun before, the sign of work done. */
function isDoneAlready(cause: unknown): boolean {
  return ['42P07', '42710', '42704'].includes(codeOf(cause) ?? '')
}

function failureOf(
  cause: unknown,
  { file, statement, stopped, cancelled }: { file: PendingSql; statement: SqlStatement | null; stopped: boolean; cancelled: boolean },
): FileEnd {
  if (cancelled) return { done: false, lock: false, reason: 'the run was cancelled while the migration ran', at: null }
  const { position, detail } = cause as { position?: string; detail?: string }
  const base = statement?.offset ?? 0
  const offset = base + (position === undefined ? 0 : Number(position) - 1)
  // lock_not_available, deadlock_detected; query_canceled where the file set a limit of its own and was stopped from outside.
  const lock = ['55P03', '40P01'].includes(codeOf(cause) ?? '') || (codeOf(cause) === '57014' && stopped)
  const reason = `${messageOf(cause)}${detail === undefined ? '' : ` (${detail})`}`
  return { done: false, lock, reason, at: placeIn(file.path, file.text, Math.min(offset, file.text.length)) }
}

/** A run that is asked to stop does not wait for a statement to end by itself. */
function cancelWith(session: Connection, { database, world }: { database: Database; world: World }): Disposable {
  const { signal } = world.cancellation
  const cancel = () => void database.maintenance.query('SELECT pg_cancel_backend($1)', [session.pid]).catch(() => {})
  signal.addEventListener('abort', cancel, { once: true })
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', cancel) }
}
