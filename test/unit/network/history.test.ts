import { expect, test } from '@jest/globals'
import { History } from '../../../local/network/history.ts'
import type { AppliedTransaction, ClosedLedger } from '../../../local/network/ledger/closed-ledger.ts'

const bytes = (length: number) => new Uint8Array(length)

/** A ledger with transactions of these ids, each with a meta of this length. */
function ledger(sequence: number, ids: readonly string[] = [], length = 100): ClosedLedger {
  const transactions = ids.map(
    (id, index): AppliedTransaction => ({
      id,
      innerId: `inner-${id}`,
      ledger: sequence,
      closeTime: 0n,
      order: index + 1,
      succeeded: true,
      feeBump: true,
      feeCharged: 100n,
      inclusion: { soroban: false, feePerOperation: 100n },
      envelope: bytes(100),
      result: bytes(100),
      meta: bytes(length),
      diagnostics: [],
      events: [],
      feeEvents: [],
      reason: '',
      use: null,
    }),
  )
  return { sequence, closeTime: 0n, hash: bytes(32), header: bytes(300), meta: bytes(500), transactions }
}

const numbers = (found: Iterable<ClosedLedger>) => [...found].map(({ sequence }) => sequence)

test('ledgers are found by number, also where numbers were jumped over', () => {
  const history = new History(10)
  for (const sequence of [2, 3, 4, 900, 901]) history.add(ledger(sequence))
  expect(numbers(history.from(0))).toEqual([2, 3, 4, 900, 901])
  expect(numbers(history.from(4))).toEqual([4, 900, 901])
  expect(numbers(history.from(5))).toEqual([900, 901])
  expect(numbers(history.from(3, 2))).toEqual([3, 4])
  expect(numbers(history.from(901))).toEqual([901])
  expect(numbers(history.from(902))).toEqual([])
})

test('a transaction is found by its hash and its inner one, until its ledger is forgotten', () => {
  const history = new History(2)
  history.add(ledger(2, ['a', 'b']))
  history.add(ledger(3, ['c']))
  expect([history.transaction('b')?.order, history.transaction('inner-b')?.id, history.transaction('d')]).toEqual([2, 'b', null])
  history.add(ledger(4))
  expect([history.oldest.sequence, history.latest.sequence]).toEqual([3, 4])
  expect([history.transaction('a'), history.transaction('inner-b'), history.transaction('c')?.ledger]).toEqual([null, null, 3])
})

test('what is kept stays within its room, and the last ledger is kept in any case', () => {
  const history = new History(1_000, 1_000_000)
  for (let sequence = 2; sequence < 102; sequence += 1) history.add(ledger(sequence, [`t${sequence}`], 100_000))
  // Ten of a hundred thousand bytes are too much already, since each takes some more.
  expect(history.ledgers).toHaveLength(9)
  expect([history.transaction('t92'), history.transaction('t93')?.ledger]).toEqual([null, 93])
  history.add(ledger(102, ['large'], 5_000_000))
  expect(numbers(history.from(0))).toEqual([102])
})
