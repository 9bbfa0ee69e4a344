import { createHash } from 'node:crypto'
import type { World } from '../../core/world.ts'
import { readSqlFiles, type SqlFile } from '../../database/sql-files.ts'
import { type Connection, codeOf } from '../connection.ts'
import { pauseBeforeRetry } from '../migration/migration-end.ts'
import { loadSqlParser } from '../sql/sql-parser.ts'
import { standsAlone, transactionControl } from '../sql/sql-transactions.ts'
import { forgetApplied } from '../sql/sqlx-table.ts'

/** The .down.sql files of some migrations, the newest first: one transaction takes all of them back, or none. */
export interface DownMigration {
  readonly files: readonly SqlFile[]
  /** sha256 (hex) of versions and contents. */
  readonly digest: string
}

/** Null, or why there is none: a file is missing, or cannot run inside one transaction with the others. */
export async function readDownMigration(
  { folder, versions }: { folder: string; versions: readonly bigint[] },
  { directory }: Pick<World, 'directory'>,
): Promise<DownMigration | { readonly lacks: string }> {
  const found = (await readSqlFiles(folder, directory)).files.filter(({ direction }) => direction === 'down')
  const { parse } = await loadSqlParser()
  const files: SqlFile[] = []
  for (const version of versions.toSorted((one, other) => (one < other ? 1 : -1))) {
    const file = found.find((candidate) => candidate.version === version)
    if (file === undefined) return { lacks: `there is no .down.sql of version ${version}` }
    const parsed = parse(file.bytes.toString('utf8'))
    const isAtomic = ({ tree }: { tree: Parameters<typeof standsAlone>[0] }) =>
      standsAlone(tree) === null && transactionControl(tree) === null
    if (!file.inTransaction || !parsed.parsed || !parsed.statements.every(isAtomic))
      return { lacks: `${file.path} cannot be run inside a transaction with the others` }
    files.push(file)
  }
  const digest = createHash('sha256')
  for (const { version, checksum } of files) digest.update(`${version} ${checksum}\n`)
  return { files, digest: digest.digest('hex') }
}

/**
 * Takes the migrations back in one transaction. `verify` looks before it is committed: what it throws undoes everything.
 * A lock that is not to be had within `lockTimeoutMs` is tried again for `patienceMs`.
 */
export async function runDownMigration(
  session: Connection,
  {
    down,
    table,
    lockTimeoutMs,
    patienceMs,
    verify,
  }: {
    down: DownMigration
    table: string
    lockTimeoutMs: number
    patienceMs: number
    verify: (session: Connection) => Promise<void>
  },
  world: World,
): Promise<void> {
  const until = world.clock.elapsedMs() + patienceMs
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await world.write('run down migrations', () => inOneTransaction(session, { down, table, lockTimeoutMs, verify }))
    } catch (thrown) {
      if (codeOf(thrown) !== '55P03' || world.clock.elapsedMs() > until) throw thrown
      world.log.line('a lock was not to be had within the limit, the down migrations are tried again')
      await world.sleep(pauseBeforeRetry(attempt))
    }
  }
}

async function inOneTransaction(
  session: Connection,
  {
    down,
    table,
    lockTimeoutMs,
    verify,
  }: { down: DownMigration; table: string; lockTimeoutMs: number; verify: (session: Connection) => Promise<void> },
): Promise<void> {
  await session.query(`SET lock_timeout = ${lockTimeoutMs}`)
  await session.query('BEGIN')
  try {
    for (const file of down.files) {
      await session.query(file.bytes.toString('utf8'))
      await forgetApplied(session, { table, version: file.version })
    }
    await verify(session)
    await session.query('COMMIT')
  } catch (thrown) {
    if (!session.isLost()) await session.query('ROLLBACK').catch(() => {})
    throw thrown
  }
}
