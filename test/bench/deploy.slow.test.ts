import { expect, test } from '@jest/globals'
import { bench } from './deploy.ts'

test('seven contracts take a few ledgers where a script takes one a transaction, and a second run nothing', async () => {
  const figures = await bench({ size: 'small', postgres: null, closeMs: 1_000, say: () => undefined })
  console.log(JSON.stringify({ bench: 'deploy', figures }))
  // Two and three where the machine keeps up with a ledger a second; a busy one misses some.
  expect(figures['ledgers']).toBeGreaterThanOrEqual(2)
  expect(figures['ledgersWithInit']).toBeGreaterThanOrEqual(3)
  expect(figures['ledgersWithInit']).toBeLessThan((figures['scriptLedgers'] ?? 0) / 2)
  expect(figures['scriptLedgers']).toBeGreaterThanOrEqual(21)
  expect(figures['ledgersAtomic']).toBe(1)
  expect(figures).toMatchObject({ noopTransactions: 0, noopRpcCalls: 2 })
}, 300_000)
