import { expect, test } from '@jest/globals'
import { postgresOfMajor } from '../../support/postgres-wheels.ts'
import { startSystem } from './system.ts'
import { answerVersion, become, wrappedClient } from './wrapped-client.ts'

test('time limits that a role has for its services do not cut a long dump off', async () => {
  const bin = await postgresOfMajor(17)
  if (bin === null) {
    console.warn('PostgreSQL 17 cannot be installed here: not tested')
    return
  }
  await using system = await startSystem({}, { bin })
  const client = await wrappedClient({ bin, repository: system.repository, name: 'slow', pg_dump: `${answerVersion}\nsleep 1\n${become}` })
  await system.configure({ command: 'true', client })
  for (const limit of ['transaction', 'statement', 'idle_in_transaction_session'])
    await system.query(`ALTER ROLE app SET ${limit}_timeout = '500ms'`)
  const run = await system.release()

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'verified-level': '4' })
})
