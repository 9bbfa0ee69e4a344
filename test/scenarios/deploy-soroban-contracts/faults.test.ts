import { expect, test } from '@jest/globals'
import type { FaultKind } from '../../../local/network/faults.ts'
import { startNetwork } from '../../../local/network/network.ts'
import { makeSystem } from './system.ts'

const kinds: FaultKind[][] = [
  ['lose-answer', 'refuse', '503', '429'],
  ['try-again-later', 'internal-error', 'truncate', 'delay'],
]

test.each(kinds.map((some) => [some]))('answers of sendTransaction: %s, each outcome settled by evidence', async (kinds) => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  for (const [index, kind] of kinds.entries()) network.fault(kind, { of: 'sendTransaction', nth: 2 + 3 * index, milliseconds: 300 })
  const run = await system.deploy()
  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', changed: 'true' })
  // Nothing was done twice: each step is one transaction.
  expect(network.transactions).toHaveLength(10)
  expect(network.transactions.filter(({ succeeded }) => !succeeded)).toEqual([])
})

test('reads whose answers are lost are asked again', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  for (const of of ['getNetwork', 'getLedgerEntries', 'simulateTransaction', 'getTransaction', 'getFeeStats']) {
    network.fault('lose-answer', { of })
    network.fault('503', { of, nth: 3 })
  }
  const run = await system.deploy()
  expect(run.errors).toEqual([])
  expect(network.transactions).toHaveLength(10)
})

test('a network that is gone is told, and nothing was sent', async () => {
  const network = await startNetwork()
  await using system = await makeSystem(network)
  await network.stop()
  const run = await system.deploy()
  expect(run.outputs['reason-code']).toBe('soroban/rpc-unreachable')
})

test('two runs at once end with one set of contracts', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const record = (name: string) => ({
    inputs: { record: `directory:${system.repository}/record-${name}`, 'release-id': `rehearsal-${name}` },
  })
  const runs = await Promise.all([system.deploy(record('one')), system.deploy(record('two'))])
  expect(runs.flatMap(({ errors }) => errors)).toEqual([])
  const created = network.transactions.filter(({ succeeded }) => succeeded)
  expect(created.length).toBeGreaterThanOrEqual(10)
  const third = await system.deploy(record('three'))
  expect(third.outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '0' })
})
