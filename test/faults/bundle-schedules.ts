import { xdr } from '@stellar/stellar-sdk/base'
import { faultTable } from '../../local/network/faults.ts'
import { startNetwork } from '../../local/network/network.ts'
import { makeSystem } from '../scenarios/deploy-soroban-contracts/system.ts'
import { usualKinds } from './engine-schedules.ts'
import { randomFrom } from './random.ts'

/** What came of one schedule through the committed bundle, disturbed and then once more in peace. */
export interface BundleOutcome {
  readonly seed: number
  readonly strategy: 'waves' | 'atomic'
  readonly transactions: number
  /** Where what was told and the network's own ledger disagree, or anything was done twice or failed. */
  readonly violations: readonly string[]
  readonly log: string
}

const methods = ['sendTransaction', 'getTransaction', 'getLedgerEntries', 'simulateTransaction'] as const

/** Runs schedules one after the other, seed by seed: even seeds with waves over channel accounts, odd ones in one transaction. */
export async function* runBundleSchedules(firstSeed: number, runs: number): AsyncGenerator<BundleOutcome> {
  for (let index = 0; index < runs; index += 1) yield await runSchedule(firstSeed + index)
}

async function runSchedule(seed: number): Promise<BundleOutcome> {
  const random = randomFrom(seed)
  const count = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  const strategy = seed % 2 === 0 ? 'waves' : 'atomic'
  await using network = await startNetwork({ idleClose: 500 })
  await using system = await makeSystem(network, { yml: manifest(strategy) })
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
  const disturbed = await system.deploy()
  const applied = network.transactions.filter(({ succeeded }) => succeeded).map(({ ledger }) => ledger)
  const told = [...disturbed.log.matchAll(/: applied in ledger (\d+)/g)].map((match) => Number(match[1])).sort((one, other) => one - other)
  network.heal()
  const peaceful = await system.deploy()
  const works = network.transactions.map(workOf)
  const failed = network.transactions.filter(({ succeeded }) => !succeeded).length
  return {
    seed,
    strategy,
    transactions: works.length,
    violations: [
      ...(told.join() === applied.join() ? [] : [`told ledgers ${told.join()}, and the ledger has ${applied.join()}`]),
      ...peaceful.errors.map(({ message }) => `the run in peace failed: ${message.split('\n')[0]}`),
      ...(new Set(works).size === works.length ? [] : ['something was done twice']),
      ...(failed === 0 ? [] : [`${failed} transactions failed`]),
    ],
    log: disturbed.log,
  }
}

function manifest(strategy: BundleOutcome['strategy']): string {
  return `system: traqora
environments:
  rehearsal:
    network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
contracts:
  deployer: { secret-key: "\${env.STELLAR_SECRET_KEY}" }
  strategy: ${strategy}
  channels: { count: 2 }
  deploy:
    loyalty:
      wasm: contracts/wasm/loyalty.wasm
      constructor: { admin: "\${deployer.address}", booking: "\${contracts.refund.id}", spent_per_point: 100 }
    refund:
      wasm: contracts/wasm/refund.wasm
      init: { call: initialize, args: { admin: "\${deployer.address}", booking: "\${contracts.loyalty.id}" } }
`
}

/** Upload, create, init and so on: what an applied transaction did, by its host function or operation. */
function workOf({ envelope }: { envelope: Uint8Array }): string {
  const decoded = xdr.TransactionEnvelope.fromXdr(Buffer.from(envelope).toString('base64'), 'base64')
  if (decoded.type !== 'envelopeTypeTxFeeBump') return decoded.type
  const [operation] = decoded.value.tx.innerTx.value.tx.operations
  if (operation?.body.type !== 'invokeHostFunction') return operation?.body.type ?? 'nothing'
  return operation.body.value.hostFunction.toXdr('base64')
}
