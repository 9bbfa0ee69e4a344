import { expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { idsOf, makeSystem, manifest } from './system.ts'

const atomic = manifest.replace('  env-files:', '  strategy: atomic\n  env-files:')
/** Its new entries live long enough, so nothing is extended. */
const profile = 'mainnet'
const nextRun = { facts: { GITHUB_RUN_ID: '8413' } }

test('four contracts and an initialization are one transaction, and have the ids that the waves give them', async () => {
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network, { yml: atomic })
  const planned = await system.deploy({ inputs: { 'dry-run': 'true' } })
  expect(planned.errors).toEqual([])
  expect(planned.summary).toContain('at least 3 ledgers')
  const first = await system.deploy()
  expect(first.errors).toEqual([])
  // The contract that does it is made by two more, once.
  expect(first.outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '3' })
  expect(network.transactions.map(({ succeeded }) => succeeded)).toEqual([true, true, true])

  await using alone = await startNetwork({ profile })
  await using same = await makeSystem(alone, { deployer: system.deployer })
  expect(idsOf(await same.deploy())).toEqual(idsOf(first))

  const again = await system.deploy(nextRun)
  expect(again.outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '0' })
  expect(network.transactions).toHaveLength(3)
})
