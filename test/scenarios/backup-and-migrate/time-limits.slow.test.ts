import { expect, test } from '@jest/globals'
import { postgresOfMajor } from '../../support/postgres-wheels.ts'
import { startSystem } from './system.ts'
import { answerVersion, become, wrappedClient } from './wrapped-client.ts'

const bin = await postgresOfMajor(17)
/** Where it cannot be installed that is told as skipped, never as passed. */
const testWithPostgres17 = bin === null ? test.skip : test

testWithPostgres17('time limits that a role has for its services do not cut a long dump off', async () => {
  await using system = await startSystem({}, { bin })
  const client = await wrappedClient({
    bin: system.server.bin,
    repository: system.repository,
    name: 'slow',
    pg_dump: `${answerVersion}\nsleep 1\n${become}`,
  })
  await system.configure({ command: 'true', client })
  for (const limit of ['transaction', 'statement', 'idle_in_transaction_session'])
    await system.query(`ALTER ROLE app SET ${limit}_timeout = '500ms'`)
  const run = await system.release()

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'verified-level': '4' })
})
