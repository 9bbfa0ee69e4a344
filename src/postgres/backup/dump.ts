import { join } from 'node:path'
import type { World } from '../../core/world.ts'
import { lastWords } from '../../database/last-words.ts'
import { programEnvironment } from '../address.ts'
import type { ClientPrograms } from '../client-programs.ts'
import type { Database } from '../database.ts'
import { catalogEntry } from '../live-state.ts'
import { runProgram } from '../programs.ts'
import { dumpFailed } from './backup-problems.ts'

/** From this size on two workers pay: one large table beside all others. Below, their start costs more than they save. */
const parallelFromBytes = 64 * 1024 * 1024

/** zlib's fastest level: half the time of its default for a few percent of size (research: postgres, section 2). */
const gzip = '1'
/** A third of that time again at a tenth less size. */
const zstd = 'zstd:1'
const firstMajorWithZstd = 16

export interface DumpRequest {
  readonly database: Database
  readonly programs: ClientPrograms
  /** The database to dump; on the server of `database`. */
  readonly name: string
  /** Name of an exported snapshot, or null for the moment it begins. */
  readonly snapshot: string | null
  /** Folder that the archive becomes; must not exist. */
  readonly to: string
  /** Ends the dump before its time. */
  readonly stop?: AbortSignal
}

/** Writes the directory archive of one database. Problem `postgres/dump-failed`. */
export async function dumpDatabase({ database, programs, name, snapshot, to, stop }: DumpRequest, world: World): Promise<void> {
  const bytes = (await catalogEntry(database, name))?.bytes ?? 0
  const workers = bytes < parallelFromBytes ? 1 : 2
  // pg_dump itself has one, and each worker of a parallel dump another.
  if (name === database.name) database.sessionsOfProgram(workers === 1 ? 1 : workers + 1)
  const finished = await runProgram(
    join(programs.folder, 'pg_dump'),
    [
      '--format=directory',
      `--jobs=${workers}`,
      `--compress=${await compressionOf(programs, world)}`,
      ...(snapshot === null ? [] : [`--snapshot=${snapshot}`]),
      '--lock-wait-timeout=30000',
      '--no-password',
      `--file=${to}`,
    ],
    {
      environment: programEnvironment(database.address, { database: name, application: database.applicationName('dump') }),
      world,
      what: 'dumping',
      ...(stop === undefined ? {} : { signal: stop }),
    },
  )
  world.cancellation.throwIfRequested('backup manifest')
  if (finished.exitCode !== 0) throw dumpFailed({ exitCode: finished.exitCode, tail: lastWords(finished) })
}

/** Zstandard where this pg_dump was built with it, which it says before it connects anywhere. */
async function compressionOf({ folder, major }: ClientPrograms, { processes }: Pick<World, 'processes'>): Promise<string> {
  if (major < firstMajorWithZstd) return gzip
  const probe = await processes.run(join(folder, 'pg_dump'), [
    '--format=directory',
    `--compress=${zstd}`,
    '--no-password',
    '--host=/nowhere',
    '--file=/nowhere/at/all',
  ])
  return probe.tail.some((line) => line.includes('not support compression')) ? gzip : zstd
}
