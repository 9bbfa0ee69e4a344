import { execFile } from 'node:child_process'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Bench, BenchOptions } from '../../scripts/bench.ts'
import { readAddress } from '../../src/postgres/address.ts'
import { dumpDatabase } from '../../src/postgres/backup/dump.ts'
import { openDatabaseAt } from '../../src/postgres/database.ts'
import { measureReaderStall } from '../scenarios/backup-and-migrate/reader-stall.ts'
import { type System, startSystem } from '../scenarios/backup-and-migrate/system.ts'
import { postgresOfMajor } from '../support/postgres-wheels.ts'
import { fill } from './database-content.ts'
import { quietWorld } from './quiet-world.ts'
import { measureSwaps } from './swaps.ts'

const execute = promisify(execFile)
const rounds = 3

/**
 * The database part against what a checklist does with the same database in the same run: `pg_dump > file` and
 * `psql < file`. Times are medians of three; ratios are ours over theirs, but for `swapOverPlainRestore`, which says how
 * often a swap fits into one plain restore.
 */
export const bench: Bench = async ({ size, postgres, say }) => {
  const bin = postgres === null ? null : await wheel(postgres)
  const settings = size !== 'small' ? { shared_buffers: '512MB', max_wal_size: '8GB', maintenance_work_mem: '256MB' } : {}
  await using system = await startSystem({ command: 'true' }, { bin, settings })
  say(`PostgreSQL ${system.server.version}: filling the database (${size})`)
  await system.query(fill(size))
  await system.query('VACUUM (ANALYZE)')
  const [{ megabytes = 0 } = {}] = await system.query<{ megabytes: number }>(
    'SELECT (pg_database_size(current_database()) / 1048576)::int AS megabytes',
  )
  say(`${megabytes} MB`)
  if (size === 'large') return { databaseMb: megabytes, ...(await measureSwapsAlone(system, say)) }
  const plain = await measurePlain(system, say)
  const ours = await measureOurs(system, say)
  const { swapP95Ms, mixedReads } = await measureSwaps(system, { standby: ours.standby, release: ours.release, say })
  const stalls = await measureStalls(bin, say)
  return {
    databaseMb: megabytes,
    postgresMajor: Number.parseInt(system.server.version, 10),
    verifiedPipelineRatio: ratio(ours.level4Ms, plain.restoreMs),
    fixedPointPipelineRatio: ratio(ours.level5Ms, plain.restoreMs),
    dumpTimeRatio: ratio(ours.dumpMs, plain.dumpMs),
    dumpSizeRatio: ratio(ours.dumpBytes, plain.dumpBytes),
    swapP95Ms,
    swapOverPlainRestore: ratio(plain.restoreMs, swapP95Ms),
    mixedReads,
    ...stalls,
    peakMemoryMb: ours.peakMemoryMb,
    plainDumpMs: Math.round(plain.dumpMs),
    plainRestoreMs: Math.round(plain.restoreMs),
  }
}

/** A standby database of its own, made by the server: how it was made does not matter to a swap. */
async function measureSwapsAlone(system: System, say: BenchOptions['say']) {
  const standby = 'traqora_standby_staging_1'
  say('copying the database')
  await system.query(`CREATE DATABASE ${standby} TEMPLATE traqora STRATEGY file_copy`, 'postgres')
  return measureSwaps(system, { standby, release: 'staging-1', say })
}

async function measurePlain(system: System, say: BenchOptions['say']) {
  const file = join(system.repository, 'plain.sql')
  const psql = join(system.server.bin, 'psql')
  const dumps: number[] = []
  const restores: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    say(`plain pg_dump and psql, ${round} of ${rounds}`)
    dumps.push(await timed(() => execute(join(system.server.bin, 'pg_dump'), ['--file', file, 'traqora'], { env: client(system) })))
    await system.query('CREATE DATABASE plain TEMPLATE template0', 'postgres')
    restores.push(await timed(() => execute(psql, ['--quiet', '--output=/dev/null', '--file', file, 'plain'], { env: client(system) })))
    await system.query('DROP DATABASE plain', 'postgres')
  }
  const { size: dumpBytes } = await stat(file)
  await rm(file)
  return { dumpMs: median(dumps), restoreMs: median(restores), dumpBytes }
}

/** Whole runs of the action, from its start to its end, with a migration that does nothing. */
async function measureOurs(system: System, say: BenchOptions['say']) {
  const times = { 4: [] as number[], 5: [] as number[] }
  const memory: number[] = []
  let number = 0
  let last = { standby: '', bytes: 0 }
  for (const verify of [5, 4] as const) {
    await system.configure({ command: 'true', keep: '7d', client: system.server.bin, verify })
    for (let round = 1; round <= rounds; round += 1) {
      say(`backup-and-migrate at level ${verify}, ${round} of ${rounds}`)
      number += 1
      if (last.standby !== '') await system.query(`DROP DATABASE ${last.standby}`, 'postgres')
      const run = await system.release({ id: String(number) })
      if (run.exitCode !== 0) throw new Error(run.log)
      const result = JSON.parse(run.outputs['result'] ?? '{}') as { peakMemoryMb: number }
      times[verify].push(run.seconds * 1_000)
      memory.push(result.peakMemoryMb)
      last = {
        standby: run.outputs['standby-database'] ?? '',
        bytes: await bytesIn(join(system.repository, run.outputs['backup-path'] ?? '')),
      }
    }
  }
  return {
    level4Ms: median(times[4]),
    level5Ms: median(times[5]),
    dumpMs: await dumpAlone(system, say),
    dumpBytes: last.bytes,
    peakMemoryMb: Math.max(...memory),
    standby: last.standby,
    release: `staging-${number}`,
  }
}

/** The worst of a migration by our runner and of one by a wrapped tool; the plain one without any limit. */
async function measureStalls(bin: string | null, say: BenchOptions['say']) {
  const stalls = []
  for (const kind of ['sql', 'command'] as const) {
    say(`readers behind a lock held for 6 s: a migration by ${kind}, and the same by hand`)
    stalls.push(await measureReaderStall(kind, { bin }))
  }
  return {
    worstReaderStallMs: Math.round(Math.max(...stalls.map(({ worstReaderStallMs }) => worstReaderStallMs))),
    plainReaderStallMs: Math.round(Math.max(...stalls.map(({ plainReaderStallMs }) => plainReaderStallMs))),
  }
}

/** pg_dump as the action starts it (src/postgres/backup/dump.ts), alone. */
async function dumpAlone(system: System, say: BenchOptions['say']): Promise<number> {
  const folder = join(system.repository, 'alone')
  const programs = { folder: system.server.bin, version: system.server.version, major: Number.parseInt(system.server.version, 10) }
  const world = quietWorld(system.repository)
  await using database = await openDatabaseAt(readAddress(system.url, null), {
    maintenanceName: 'postgres',
    release: 'bench',
    randomBytes: world.randomBytes,
  })
  const times: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    say(`our dump alone, ${round} of ${rounds}`)
    times.push(await timed(() => dumpDatabase({ database, programs, name: 'traqora', snapshot: null, to: folder }, world)))
    await rm(folder, { recursive: true })
  }
  return median(times)
}

function client({ server, owner }: System): Record<string, string> {
  return { PGHOST: '127.0.0.1', PGPORT: String(server.port), PGUSER: owner.name, PGPASSWORD: owner.password }
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))
  return sizes.reduce((sum, bytes) => sum + bytes, 0)
}

async function wheel(major: number): Promise<string> {
  const bin = major === 17 || major === 18 ? await postgresOfMajor(major) : null
  if (bin === null) throw new Error(`PostgreSQL ${major} cannot be installed here: 17 and 18 can`)
  return bin
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}

function ratio(ours: number, theirs: number): number {
  return Number((ours / theirs).toFixed(2))
}
