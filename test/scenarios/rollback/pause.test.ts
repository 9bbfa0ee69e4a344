import { expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { runAction } from '../../support/run-action.ts'
import { makeSystem, manifest } from '../deploy-soroban-contracts/system.ts'

const pausable = manifest.replace('    refund:\n', '    refund:\n      pause: { call: pause }\n')

test('mode: pause stops the contracts that can be stopped, once, and says which go on', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network, { yml: pausable })
  const env = { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret() }
  const pause = (inputs: Readonly<Record<string, string>> = {}) =>
    runAction('rollback', {
      repository: system.repository,
      inputs: { environment: 'rehearsal', mode: 'pause', ...inputs },
      env,
      facts: { GITHUB_RUN_ID: '9001' },
    })
  expect((await pause()).outputs['reason-code']).toBe('rollback/record-empty')
  expect((await system.deploy()).errors).toEqual([])
  const transactions = network.transactions.length

  const told = await pause({ 'dry-run': 'true' })
  expect(told.summary).toMatch(/stops the business of refund[\s\S]*they go on/)
  expect(network.transactions).toHaveLength(transactions)

  const paused = await pause()
  expect(paused.errors).toEqual([])
  expect(paused.outputs).toMatchObject({ verdict: 'pass', decision: 'none', changed: 'true', steps: '["pause"]' })
  const again = await pause()
  expect(again.outputs).toMatchObject({ verdict: 'pass', changed: 'false' })
  // What is asked of the chain says the same.
  const verified = await system.deploy({ inputs: { mode: 'verify' } })
  expect(verified.errors.map(({ title }) => title)).toContain('soroban/drift-paused')
})

test('where no contract names a pause function, it is red and nothing is sent', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  await system.deploy()
  const run = await runAction('rollback', {
    repository: system.repository,
    inputs: { environment: 'rehearsal', mode: 'pause' },
    env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret() },
  })
  expect(run.exitCode).toBe(1)
  expect(run.outputs['reason-code']).toBe('rollback/nothing-to-pause')
})
