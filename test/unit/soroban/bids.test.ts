import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { firstBid, nextBid } from '../../../src/soroban/engine/bids.ts'
import { purseOf } from '../../../src/soroban/engine/purse.ts'

// A fee bump around one operation counts as two.
test.each([
  ['nothing is asked', { price: 0n, operations: 1 }, 200n],
  ['others pay more', { price: 2_500n, operations: 1 }, 5_000n],
  ['a transaction of many operations', { price: 100n, operations: 100 }, 10_100n],
])('the first bid where %s', (_, going, bid) => {
  expect(firstBid(going)).toBe(bid)
})

// stellar-core, TransactionQueue.cpp, canReplaceByFee: a replacement bids at least ten times as much.
test.each([
  ['a waiting copy is replaced by ten times its bid', { bid: 200n, asked: null, isQueued: true, most: null }, 2_000n],
  ['the network names a higher price', { bid: 200n, asked: 7_000n, isQueued: true, most: null }, 7_000n],
  ['the network names a price below ten times', { bid: 200n, asked: 900n, isQueued: true, most: null }, 2_000n],
  ['nothing waits: the price it names does', { bid: 200n, asked: 900n, isQueued: false, most: null }, 900n],
  ['the limit leaves too little', { bid: 200n, asked: null, isQueued: true, most: 1_999n }, null],
  ['beyond all reason', { bid: 20_000_000n, asked: null, isQueued: true, most: null }, null],
])('%s', (_, rise, bid) => {
  expect(nextBid(rise)).toBe(bid)
})

test('whatever is offered and charged, a purse never promises more than its limit', () => {
  const stroops = fc.bigInt({ min: 0n, max: 1_000n })
  const act = fc.record({
    step: fc.constantFrom('a', 'b', 'c'),
    offer: stroops,
    share: fc.integer({ min: 0, max: 100 }),
    settles: fc.boolean(),
  })
  fc.assert(
    fc.property(stroops, fc.array(act), (limit, acts) => {
      const purse = purseOf(limit)
      const offers = new Map<string, bigint>()
      let charged = 0n
      for (const { step, offer, share, settles } of acts) {
        if (purse.offer(step, offer)) offers.set(step, offer)
        const held = offers.get(step)
        if (settles && held !== undefined) {
          const fee = (held * BigInt(share)) / 100n
          purse.charge(step, fee)
          charged += fee
          offers.delete(step)
        }
        const promised = [...offers.values()].reduce((sum, one) => sum + one, charged)
        expect(promised).toBeLessThanOrEqual(limit)
      }
    }),
  )
})

test('what is put aside for other steps is not spent on a bid', () => {
  const purse = purseOf(
    100n,
    new Map([
      ['upload', 40n],
      ['create', 50n],
    ]),
  )
  expect(purse.most('upload')).toBe(50n)
  expect(purse.offer('upload', 51n)).toBe(false)
  purse.charge('create', 20n)
  expect(purse.offer('upload', 80n)).toBe(true)
})
