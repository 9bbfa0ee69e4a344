import { setImmediate } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { startAction } from '../../support/run-action.ts'
import { byHand, closeWhenWaiting, makeSystem } from './system.ts'

/** What the runner leaves between the first signal and the last one (DESIGN section 4). */
const leftByTheRunner = 10

test.each([
  ['a ledger takes what is on its way: it is settled, and nothing new is begun', true, 'core/cancelled'],
  ['no ledger comes: what is on its way is told with its bound', false, 'soroban/interrupted'],
] as const)(
  'after SIGINT %s',
  async (_, comes, code) => {
    await using network = await startNetwork(byHand)
    await using system = await makeSystem(network, { isByHand: true })
    const action = {
      repository: system.repository,
      inputs: { environment: 'rehearsal' },
      env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret() },
    }
    const started = await startAction('deploy-soroban-contracts', action)
    while (network.waiting < 1) await setImmediate()
    const signalledMs = performance.now()
    started.kill('SIGINT')
    if (comes) network.closeLedger()
    const run = await started.ended
    expect((performance.now() - signalledMs) / 1_000).toBeLessThan(leftByTheRunner)
    // What may still be applied is a change whose outcome is not known.
    expect(run.outputs).toMatchObject({ 'reason-code': code, verdict: comes ? 'fail' : 'error', changed: 'true' })
    expect(network.transactions).toHaveLength(comes ? 1 : 0)

    const again = await startAction('deploy-soroban-contracts', { ...action, facts: { GITHUB_RUN_ATTEMPT: '2' } })
    await closeWhenWaiting(network, Array(comes ? 9 : 10).fill(1))
    expect((await again.ended).errors).toEqual([])
    expect(network.transactions).toHaveLength(10)
    expect(network.transactions.filter(({ succeeded }) => !succeeded)).toEqual([])
  },
  120_000,
)
