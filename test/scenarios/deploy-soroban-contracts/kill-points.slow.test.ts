import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { type KillPoint, type KillScenario, killAndRunAgain, killPointsOf } from '../../faults/kill-points.ts'
import { runAction, startAction } from '../../support/run-action.ts'
import { makeSystem } from './system.ts'

/** Two contracts that name each other, one of them initialized by a call. */
const manifest = `system: traqora
release: { directory: "releases/\${release.id}", copy: [packages] }
environments:
  rehearsal:
    network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
contracts:
  deployer: { secret-key: "\${env.STELLAR_SECRET_KEY}" }
  channels: { count: 2 }
  env-files: [packages/backend/.env]
  deploy:
    loyalty:
      wasm: contracts/wasm/loyalty.wasm
      constructor: { admin: "\${deployer.address}", booking: "\${contracts.refund.id}", spent_per_point: 100 }
    refund:
      wasm: contracts/wasm/refund.wasm
      init:
        call: initialize
        args: { admin: "\${deployer.address}", booking: "\${contracts.loyalty.id}" }
        read-back: { call: parameters }
`
const atomicManifest = manifest.replace('  channels: { count: 2 }\n', '  strategy: atomic\n')
/** The upload and the instance of the batch deployer, everything in one, the extension. */
const undisturbedAtomic = 4
/** Transactions of a deployment that nobody disturbs: the channel accounts, two uploads, two creates, the initialization, the extension. */
const undisturbed = 7

async function freshScenario(yml = manifest, transactions = undisturbed): Promise<KillScenario & { network: Network }> {
  const network = await startNetwork()
  const system = await makeSystem(network, { yml })
  return {
    network,
    action: 'deploy-soroban-contracts',
    repository: system.repository,
    inputs: { environment: 'rehearsal' },
    env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret() },
    async converged() {
      // Nothing twice, nothing failed, nothing missing: the ledger is the judge.
      expect(network.transactions.filter(({ succeeded }) => !succeeded)).toEqual([])
      expect(network.transactions).toHaveLength(transactions)
      const rendered = await readFile(join(system.repository, 'releases', 'rehearsal-8412', 'packages', 'backend', '.env'), 'utf8')
      expect(rendered).toMatch(/^LOYALTY_CONTRACT_ID=C[A-Z2-7]{55}\nREFUND_CONTRACT_ID=C[A-Z2-7]{55}$/m)
    },
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]()
      await network.stop()
    },
  }
}

/** The journal only saves time: points at which a transaction is signed and not settled are tried without it, too. */
const isOnItsWay = ({ name, when }: KillPoint) =>
  (name.startsWith('journal of') ? when === 'after' : when === 'before') && /upload|create|init|extend|open/.test(name)

test.each([
  ['SIGKILL', 'kept', () => true],
  ['SIGKILL', 'deleted', isOnItsWay],
  ['SIGINT', 'kept', ({ name }: KillPoint) => !name.startsWith('journal of')],
] as const)(
  'a second run converges after %s at every write, its journal %s',
  async (signal, journal, concerns) => {
    await using undisturbedScenario = await freshScenario()
    const { points } = await killPointsOf(undisturbedScenario)
    await undisturbedScenario.converged()
    expect(points.map(({ name }) => name)).toEqual(expect.arrayContaining(['init refund', 'open channels', 'journal of init refund']))
    const concerned = points.filter(concerns)
    expect(concerned.length).toBeGreaterThan(10)
    for (const point of concerned) {
      await using scenario = await freshScenario()
      const { repository } = scenario
      const between = () =>
        journal === 'deleted' ? rm(join(repository, '.fairlead', 'journal'), { recursive: true, force: true }) : undefined
      const { again } = await killAndRunAgain(scenario, { point, signal, between })
      expect({ point, errors: again.errors, verdict: again.outputs['verdict'] }).toEqual({ point, errors: [], verdict: 'pass' })
    }
    console.log(
      `deploy-soroban-contracts: ${concerned.length} of ${points.length} kill points converge after ${signal}, journal ${journal}`,
    )
  },
  600_000,
)

test('a second run converges after SIGKILL while the answer to each transaction is on its way', async () => {
  for (let nth = 1; nth <= undisturbed; nth += 1) {
    await using scenario = await freshScenario()
    const { network, action } = scenario
    network.fault('lose-answer', { of: 'sendTransaction', nth })
    network.fault('delay', { of: 'getTransaction', nth, milliseconds: 60_000 })
    const started = await startAction(action, scenario)
    while (network.transactions.length < nth) await setImmediate()
    started.kill('SIGKILL')
    expect((await started.ended).signal).toBe('SIGKILL')
    network.heal()
    const again = await runAction(action, { ...scenario, facts: { GITHUB_RUN_ATTEMPT: '2' } })
    expect({ nth, errors: again.errors, verdict: again.outputs['verdict'] }).toEqual({ nth, errors: [], verdict: 'pass' })
    await scenario.converged()
  }
}, 300_000)

test.each(['kept', 'deleted'] as const)(
  'a second run converges after SIGKILL at every write of one transaction for all, its journal %s',
  async (journal) => {
    await using undisturbedScenario = await freshScenario(atomicManifest, undisturbedAtomic)
    const { points } = await killPointsOf(undisturbedScenario)
    await undisturbedScenario.converged()
    const concerned = points.filter(({ name }) => journal === 'kept' || /batch/.test(name))
    expect(concerned.map(({ name }) => name)).toEqual(expect.arrayContaining(['batch', 'journal of batch']))
    for (const point of concerned) {
      await using scenario = await freshScenario(atomicManifest, undisturbedAtomic)
      const between = () =>
        journal === 'deleted' ? rm(join(scenario.repository, '.fairlead', 'journal'), { recursive: true, force: true }) : undefined
      const { again } = await killAndRunAgain(scenario, { point, signal: 'SIGKILL', between })
      expect({ point, errors: again.errors, verdict: again.outputs['verdict'] }).toEqual({ point, errors: [], verdict: 'pass' })
    }
    console.log(`one transaction: ${concerned.length} of ${points.length} kill points converge after SIGKILL, journal ${journal}`)
  },
  600_000,
)
