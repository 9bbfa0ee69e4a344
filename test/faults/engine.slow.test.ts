import { expect, test } from '@jest/globals'
import { xdr } from '@stellar/stellar-sdk/base'
import { faultTable } from '../../local/network/faults.ts'
import { startNetwork } from '../../local/network/network.ts'
import { makeSystem } from '../scenarios/deploy-soroban-contracts/system.ts'
import { runSchedules, type ScheduleOutcome, usualKinds } from './engine-schedules.ts'
import { randomFrom } from './random.ts'

/** `npm run fault:engine -- --seed N --runs 10000` is the long form, with any other seed. */
const seed = 207_830_000
const inProcess = 120
/** Each is a run of the bundle: more of them would take longer than three minutes. */
const throughTheBundle = 8

test('under seeded faults every step ends applied or proved never applied, as the ledger has it, and in time', async () => {
  const outcomes: ScheduleOutcome[] = []
  for await (const outcome of runSchedules(seed, inProcess)) outcomes.push(outcome)
  console.log(`engine: seeds ${seed} to ${seed + inProcess - 1}`)
  expect(outcomes.flatMap(({ seed: one, violations }) => violations.map((violation) => `seed ${one}: ${violation}`))).toEqual([])
  const steps = outcomes.reduce((sum, one) => sum + one.steps, 0)
  const ends = outcomes.reduce((sum, one) => sum + one.applied + one.refused.length, 0)
  expect(ends).toBe(steps)
  expect(steps).toBeGreaterThanOrEqual(inProcess)
}, 600_000)

const manifest = `system: traqora
environments:
  rehearsal:
    network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
contracts:
  deployer: { secret-key: "\${env.STELLAR_SECRET_KEY}" }
  channels: { count: 2 }
  deploy:
    loyalty:
      wasm: contracts/wasm/loyalty.wasm
      constructor: { admin: "\${deployer.address}", booking: "\${contracts.refund.id}", spent_per_point: 100 }
    refund:
      wasm: contracts/wasm/refund.wasm
      init: { call: initialize, args: { admin: "\${deployer.address}", booking: "\${contracts.loyalty.id}" } }
`

/** Upload, create, init and so on: what an applied transaction did, by its host function or operation. */
function workOf({ envelope }: { envelope: Uint8Array }): string {
  const decoded = xdr.TransactionEnvelope.fromXdr(Buffer.from(envelope).toString('base64'), 'base64')
  if (decoded.type !== 'envelopeTypeTxFeeBump') return decoded.type
  const [operation] = decoded.value.tx.innerTx.value.tx.operations
  if (operation?.body.type !== 'invokeHostFunction') return operation?.body.type ?? 'nothing'
  return operation.body.value.hostFunction.toXdr('base64')
}

test('the bundle under seeded faults does nothing twice, and what it tells is what the ledger has', async () => {
  const methods = ['sendTransaction', 'getTransaction', 'getLedgerEntries', 'simulateTransaction'] as const
  for (let index = 0; index < throughTheBundle; index += 1) {
    const random = randomFrom(seed + index)
    const count = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
    await using network = await startNetwork({ idleClose: 500 })
    await using system = await makeSystem(network, { yml: manifest })
    for (let faults = count(1, 4); faults > 0; faults -= 1) {
      const kind = usualKinds[count(0, usualKinds.length - 1)] ?? 'refuse'
      const struck: readonly string[] = faultTable[kind].of ?? methods
      network.fault(kind, {
        of: struck[count(0, struck.length - 1)] ?? 'sendTransaction',
        nth: count(1, 12),
        times: count(1, 3),
        milliseconds: 50,
      })
    }
    const run = await system.deploy()
    const applied = network.transactions.filter(({ succeeded }) => succeeded)
    const told = [...run.log.matchAll(/: applied in ledger (\d+)/g)].map((match) => Number(match[1])).sort((one, other) => one - other)
    const context = { seed: seed + index, log: run.log }
    expect({ ...context, told }).toEqual({ ...context, told: applied.map(({ ledger }) => ledger) })
    network.heal()
    const again = await system.deploy()
    expect({ ...context, errors: again.errors }).toEqual({ ...context, errors: [] })
    const works = network.transactions.map(workOf)
    expect({ ...context, twice: works.length - new Set(works).size }).toEqual({ ...context, twice: 0 })
    expect({ ...context, failed: network.transactions.filter(({ succeeded }) => !succeeded).length }).toEqual({ ...context, failed: 0 })
  }
  console.log(`bundle: seeds ${seed} to ${seed + throughTheBundle - 1}`)
}, 600_000)
