import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from '@jest/globals'
import { recordingClient } from './recording-client.ts'
import { startSystem } from './system.ts'
import { builtInTypes, typesWithoutSample, typeTables, zoo } from './type-zoo.ts'

const execute = promisify(execFile)

/**
 * Releases a zoo at level 5, and compares the standby with the live database by plain dumps, which share nothing with
 * the comparison that is judged. `bin`: folder of a PostgreSQL, null for the machine's own.
 */
export async function proveZoo(bin: string | null): Promise<void> {
  await using system = await startSystem({}, { bin })
  const types = (await system.query<{ type: string }>(builtInTypes)).map(({ type }) => type)
  expect(types.length).toBeGreaterThanOrEqual(80)
  expect(typesWithoutSample(types)).toEqual([])
  await system.query(zoo)
  // A server may be built without libxml: then xml takes no value at all.
  const hasXml = await system.query("SELECT xml '<a/>'").then(
    () => true,
    () => false,
  )
  if (!hasXml) console.warn(`PostgreSQL ${system.server.version} here was built without xml: that one type is left out`)
  await system.query(typeTables(types.filter((type) => hasXml || type !== 'xml')))
  const client = await recordingClient({ bin: system.server.bin, repository: system.repository })
  await system.configure({ verify: 5, command: 'true', client: client.folder })
  const run = await system.release()

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'verified-level': '5' })
  const standby = run.outputs['standby-database'] ?? ''
  const [live, copy] = [await plainDump(system, 'traqora'), await plainDump(system, standby)]
  expect(live.lines).toBeGreaterThan(2_000)
  expect(copy).toEqual(live)
  const dumped = (await client.starts()).flatMap(({ program, environment }) =>
    program === 'pg_dump' ? environment.filter((line) => line.startsWith('PGDATABASE=')) : [],
  )
  // Of the live database once, and of the copy before it gets the name of a standby.
  expect(dumped).toEqual(['PGDATABASE=traqora', 'PGDATABASE=traqora_restoring'])
}

async function plainDump({ server, owner }: Awaited<ReturnType<typeof startSystem>>, database: string) {
  const { stdout } = await execute(join(server.bin, 'pg_dump'), ['--format=plain', database], {
    env: { PGHOST: '127.0.0.1', PGPORT: String(server.port), PGUSER: owner.name, PGPASSWORD: owner.password },
    maxBuffer: 64 * 1024 * 1024,
  })
  const lines = stdout.split('\n').filter((line) => !/^\\(un)?restrict |_state_check CHECK/.test(line))
  return { lines: lines.length, sha256: createHash('sha256').update(lines.join('\n')).digest('hex') }
}
