import { startNetwork } from '../../local/network/network.ts'
import { verifySystem } from '../../src/soroban/drift.ts'
import { makeSystem } from '../scenarios/deploy-soroban-contracts/system.ts'
import { wantedOf } from '../scenarios/deploy-soroban-contracts/wanted-of.ts'

export interface VerificationFigures {
  /** Milliseconds from the first request to the verdict, for 50 contracts that are as wanted. */
  readonly verify50Ms: number
  /** Requests of getLedgerEntries. */
  readonly reads: number
  readonly simulations: number
  readonly problems: number
}

/** Deploys 50 contracts to a local network and verifies them, each with its constructor read back. */
export async function measureVerification(): Promise<VerificationFigures> {
  await using network = await startNetwork()
  await using system = await makeSystem(network, { yml: manifestOf(50) })
  const run = await system.deploy()
  if (run.exitCode !== 0) throw new TypeError(run.log)
  const { wanted, chain } = await wantedOf(system, network)
  const count = (method: string) => network.calls.get(method) ?? 0
  const before = { reads: count('getLedgerEntries'), simulations: count('simulateTransaction') }
  const startedMs = performance.now()
  const { problems } = await verifySystem({ ...wanted, envFiles: [] }, { chain, deployed: null, directory: system.repository })
  return {
    verify50Ms: Math.round(performance.now() - startedMs),
    reads: count('getLedgerEntries') - before.reads,
    simulations: count('simulateTransaction') - before.simulations,
    problems: problems.length,
  }
}

function manifestOf(contracts: number): string {
  const one = (index: number) => `    loyalty-${index}:
      wasm: contracts/wasm/loyalty.wasm
      constructor: { admin: "\${deployer.address}", booking: "\${deployer.address}", spent_per_point: ${index + 1} }
      read-back: { call: parameters }
`
  return `system: many
environments:
  rehearsal:
    network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
contracts:
  deployer: { secret-key: "\${env.STELLAR_SECRET_KEY}" }
  ttl: { extend-to: 6d, when-below: 1d }
  deploy:
${Array.from({ length: contracts }, (_, index) => one(index)).join('')}`
}
