import { expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { freePort } from '../../../local/services/ports.ts'
import { startPostgres } from '../../../local/services/postgres.ts'
import { findRedis, startRedis } from '../../../local/services/redis.ts'
import { runAction } from '../../support/run-action.ts'
import { StellarClient } from '../../support/stellar-client.ts'
import { checkout } from './service.ts'

const inputs = { environment: 'rehearsal', profile: 'parts' }

test('a database, an RPC node and a port answer', async () => {
  await using postgres = await startPostgres()
  await using network = await startNetwork()
  await using repository = await checkout(`system: demo
environments: { rehearsal: {} }
network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
health:
  profiles:
    parts:
      - postgres: { url: "\${env.DATABASE_URL}" }
      - soroban: {}
      - tcp: { host: 127.0.0.1, port: "${postgres.port}" }
`)
  const run = await runAction('health-check', {
    repository: repository.folder,
    inputs,
    env: { DATABASE_URL: postgres.url, STELLAR_RPC_URL: network.rpcUrl },
  })

  expect(run.errors).toEqual([])
  expect(run.outputs['verdict']).toBe('pass')
  expect(run.everythingItWrote).not.toContain(new URL(postgres.url).password)
})

test('each part that fails is told by itself, and no secret with it', async () => {
  await using postgres = await startPostgres()
  await using network = await startNetwork({ passphrase: 'Test SDF Network ; September 2015' })
  const closed = await freePort()
  const wrong = new URL(postgres.url)
  wrong.password = 'not-the-password-at-all'
  await using repository = await checkout(`system: demo
environments: { rehearsal: {} }
network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
health:
  profiles:
    parts:
      - postgres: { url: "\${env.DATABASE_URL}" }
      - soroban: {}
      - tcp: { host: 127.0.0.1, port: ${closed} }
      - redis: { url: "redis://127.0.0.1:${closed}" }
      - contract: { id: CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM, call: paused, expect: value == false }
`)
  const run = await runAction('health-check', {
    repository: repository.folder,
    inputs,
    env: { DATABASE_URL: wrong.href, STELLAR_RPC_URL: network.rpcUrl },
  })

  expect(run.exitCode).toBe(1)
  expect(run.errors.map(({ title, line }) => [title, line])).toEqual([
    ['probes/postgres-failed', 7],
    ['probes/soroban-unhealthy', 8],
    ['probes/port-closed', 9],
    ['probes/redis-failed', 10],
    ['soroban/wrong-passphrase', 3],
  ])
  expect(run.everythingItWrote).not.toContain('not-the-password-at-all')
})

// Not to be hidden where the machine has none: the run lists it as skipped.
const withRedis = (await findRedis()) === null ? test.skip : test

withRedis('Redis keeps a value and will forget it', async () => {
  await using redis = await startRedis()
  if (redis === null) throw new Error('Redis was found, but did not start')
  await using repository = await checkout(
    `system: demo\nenvironments: { rehearsal: {} }\nhealth: { profiles: { parts: [{ redis: { url: "\${env.REDIS_URL}" } }] } }\n`,
  )
  const run = await runAction('health-check', { repository: repository.folder, inputs, env: { REDIS_URL: redis.url } })

  expect(run.errors).toEqual([])
  expect(run.outputs['verdict']).toBe('pass')
})

test('a contract is read by simulation, and judged by what it answers', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const deployer = await client.funded()
  const id = (await client.deployed(deployer, 5)).contractId()
  const applied = network.transactions.length
  await using repository = await checkout(`system: demo
environments: { rehearsal: {} }
network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
health:
  profiles:
    parts:
      - contract: { id: ${id}, call: count, expect: value == 5 }
      - contract: { id: ${id}, call: count, expect: value > 5 }
      - contract: { id: ${id}, call: cuont, expect: value == 5 }
`)
  const run = await runAction('health-check', { repository: repository.folder, inputs, env: { STELLAR_RPC_URL: network.rpcUrl } })

  expect(run.errors.map(({ title, line }) => [title, line])).toEqual([
    ['probes/expectation-not-met', 8],
    ['soroban/function-missing', 9],
  ])
  expect(run.errors[0]?.message).toContain('value = 5')
  expect(network.transactions).toHaveLength(applied)
})
