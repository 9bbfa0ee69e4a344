import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Keypair, rpc } from '@stellar/stellar-sdk'
import pg from 'pg'
import { startNetwork } from '../../../local/network/network.ts'
import { startBalancer } from '../../../local/services/balancer.ts'
import { freePorts } from '../../../local/services/ports.ts'
import { startPostgres } from '../../../local/services/postgres.ts'
import { startRedis } from '../../../local/services/redis.ts'
import { directoryStore } from '../../../src/record/directory-store.ts'
import { openRecord } from '../../../src/record/record.ts'
import { runAction } from '../../support/run-action.ts'
import { type Checkout, checkOut, startService } from '../traqora/system.ts'

const commit = '1'.repeat(40)
const told = { RELEASE_ID: 'rehearsal-8411', RELEASE_COMMIT: commit }
const secrets = { JWT_SECRET: 'j'.repeat(32), JWT_REFRESH_SECRET: 'r'.repeat(32), ADMIN_API_KEY: 'admin-api-key-of-a-test' }

test("every profile of Traqora's own fairlead.yml holds on its real services, and a booking of the smoke run leaves nothing", async () => {
  await using checkout = await checkOut()
  await using postgres = await startPostgres()
  await using redis = await startRedis()
  await using network = await startNetwork()
  const databaseUrl = await postgres.createDatabase('traqora')
  await checkout.npm(['run', 'db:migrate', '--workspace=packages/backend'], { DATABASE_URL: databaseUrl })
  const chain = { STELLAR_RPC_URL: network.rpcUrl, STELLAR_NETWORK_PASSPHRASE: network.passphrase }
  const bookingContract = await releaseContracts(checkout, chain)

  const optional = redis === null ? {} : { REDIS_URL: redis.url }
  await using backend = await startService({
    folder: join(checkout.folder, 'packages/backend'),
    env: { DATABASE_URL: databaseUrl, BOOKING_CONTRACT_ID: bookingContract, ...optional, ...chain, ...secrets, ...told },
    readyAt: '/version',
  })
  await using client = await startService({
    folder: join(checkout.folder, 'packages/client'),
    env: { NEXT_PUBLIC_API_URL: backend.url, ...told },
    readyAt: '/version.json',
  })
  const [apiPort = 0, pagePort = 0, unused = 0] = await freePorts(3)
  const [backendPort, clientPort] = [portOf(backend), portOf(client)]
  await using balancer = await startBalancer({
    frontends: [
      { name: 'backend', port: apiPort, blue: backendPort, green: unused },
      { name: 'client', port: pagePort, blue: clientPort, green: unused },
    ],
    key: 'traqora',
    color: 'blue',
  })
  const env = {
    ...chain,
    ...optional,
    TRAQORA_STATE: join(checkout.folder, '.state'),
    DATABASE_URL: databaseUrl,
    PUBLIC_API_URL: balancer.url['backend'] ?? '',
    PUBLIC_CLIENT_URL: balancer.url['client'] ?? '',
    BACKEND_BLUE_PORT: String(backendPort),
    BACKEND_GREEN_PORT: String(unused),
    CLIENT_BLUE_PORT: String(clientPort),
    CLIENT_GREEN_PORT: String(unused),
  }
  const check = (profile: string) =>
    runAction('health-check', {
      repository: checkout.folder,
      inputs: { environment: 'rehearsal', profile, balancer: `embedded: { admin: "${balancer.adminUrl}", key: traqora }` },
      env,
    })

  const active = await check('active')
  const outside = await check('public')
  // Users go to the other color: what runs is the idle one now.
  await balancer.compareAndSet((await balancer.color()).version, 'green')
  const idle = await check('idle')

  for (const run of [active, outside, idle]) expect([run.errors, run.outputs['verdict']]).toEqual([[], 'pass'])
  expect(Number(active.outputs['samples'])).toBeGreaterThanOrEqual(80)
  expect(JSON.parse(outside.outputs['probes'] ?? '{}')).toMatchObject({ 'contract booking paused': 'pass', 'soroban rpc': 'pass' })
  expect(await bookingsIn(databaseUrl)).toBe(0)
  const written = [active, outside, idle].map(({ everythingItWrote }) => everythingItWrote).join('\n')
  expect(written).not.toContain(new URL(databaseUrl).password)
})

/** Deploys the contracts as release 8411 and records that it was accepted; resolves with the id of the booking contract. */
async function releaseContracts(checkout: Checkout, chain: Readonly<Record<string, string>>): Promise<string> {
  const deployer = Keypair.random()
  await new rpc.Server(chain['STELLAR_RPC_URL'] ?? '', { allowHttp: true }).requestAirdrop(deployer.publicKey())
  const state = join(checkout.folder, '.state')
  const deployed = await runAction('deploy-soroban-contracts', {
    repository: checkout.folder,
    inputs: { environment: 'rehearsal' },
    env: { ...chain, TRAQORA_STATE: state, STELLAR_SECRET_KEY: deployer.secret() },
    facts: { GITHUB_RUN_ID: '8411' },
  })
  expect(deployed.errors).toEqual([])
  const record = await openRecord(directoryStore(join(state, 'record', 'rehearsal')))
  const last = record.entries.at(-1)
  if (last === undefined) throw new Error('the record is empty')
  const { schema: _, sequence: __, previous: ___, ...entry } = last
  await record.append({ ...entry, action: 'blue-green-switch', kind: 'accepted', outputs: {}, facts: {} })
  return (JSON.parse(deployed.outputs['contract-ids'] ?? '{}') as { booking: string }).booking
}

function portOf({ url }: { url: string }): number {
  return Number(new URL(url).port)
}

async function bookingsIn(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM bookings')
    return rows[0]?.count ?? Number.NaN
  } finally {
    await client.end()
  }
}
