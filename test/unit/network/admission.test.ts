import { expect, test } from '@jest/globals'
import { Account, Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk'
import fc from 'fast-check'
import { admit, type Guest } from '../../../local/network/ledger/admission.ts'
import { fitting } from '../../../local/network/ledger/capacity.ts'
import { readTransaction } from '../../../local/network/ledger/transaction.ts'

const members = Array.from({ length: 30 }, (_, number) => guest(Keypair.random(), 100 + 10 * (number % 7), 1 + (number % 3)))

test('a queue takes who fits, lets the cheapest go for a better bid, and no more of them than needed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(28), { maxLength: 20 }),
      fc.array(fc.bigInt({ min: 1n, max: 9n }), { minLength: 60, maxLength: 60 }),
      fc.bigInt({ min: 9n, max: 60n }),
      (chosen, amounts, room) => {
        const limits = [room, room + 3n]
        const waiting: Guest[] = []
        for (const place of new Set(chosen)) {
          const next = { ...member(place), amounts: [amounts[place] ?? 1n, amounts[place + 30] ?? 1n] }
          if (isWithin([...waiting, next], limits)) waiting.push(next)
        }
        const newcomer = { ...member(29), amounts: [amounts[29] ?? 1n, amounts[59] ?? 1n] }
        const decision = admit(newcomer, { waiting, replaced: null, limits, outbid: null })
        const byRate = waiting.toSorted((one, other) => rate(one) - rate(other))
        if (!decision.admitted) {
          // Somebody who bids as much would have had to go.
          const cheaper = byRate.filter((one) => rate(one) < rate(newcomer))
          expect(isWithin([...waiting.filter((one) => !cheaper.includes(one)), newcomer], limits)).toBe(false)
          return
        }
        const left = waiting.filter(({ transaction }) => !decision.leaving.includes(transaction))
        expect(isWithin([...left, newcomer], limits)).toBe(true)
        const gone = decision.leaving.map((transaction) => byRate.findIndex((one) => one.transaction === transaction))
        expect(gone.every((place) => rate(byRate[place]) < rate(newcomer))).toBe(true)
        expect(Math.max(0, ...gone.map((place) => rate(byRate[place])))).toBeLessThanOrEqual(Math.min(1_000, ...left.map(rate)))
        const last = waiting.find(({ transaction }) => transaction === decision.leaving.at(-1))
        if (last !== undefined) expect(isWithin([...left, last, newcomer], limits)).toBe(false)
      },
    ),
    { numRuns: 500 },
  )
})

test.each([
  { name: 'equal bids', bids: [100, 100], fee: 101n },
  { name: 'a bid for two operations against one for one', bids: [150, 200], operations: [1, 2], fee: 301n },
  { name: 'a lower bid', bids: [500, 100], fee: 501n },
])('$name: the fee that would do is told', ({ bids: [there, mine] = [], operations: [few, many] = [1, 1], fee }) => {
  const present = { ...guest(Keypair.random(), there ?? 0, few ?? 1), amounts: [1n] }
  const newcomer = { ...guest(Keypair.random(), mine ?? 0, many ?? 1), amounts: [1n] }
  expect(admit(newcomer, { waiting: [present], replaced: null, limits: [1n], outbid: null })).toEqual({ admitted: false, fee })
})

test('no fee helps who is larger than all room, and nobody pushes out himself', () => {
  const [one, other] = [Keypair.random(), Keypair.random()]
  const large = { ...guest(one, 10_000, 1), amounts: [3n] }
  expect(admit(large, { waiting: [], replaced: null, limits: [2n], outbid: null })).toEqual({ admitted: false, fee: null })
  const [own, foreign] = [
    { ...guest(one, 100, 1), amounts: [1n] },
    { ...guest(other, 900, 1), amounts: [1n] },
  ]
  const grown = { ...guest(one, 5_000, 1), amounts: [2n] }
  expect(admit(grown, { waiting: [own, foreign], replaced: own, limits: [2n], outbid: null })).toEqual({ admitted: false, fee: null })
  expect(admit({ ...grown, amounts: [1n] }, { waiting: [own, foreign], replaced: own, limits: [2n], outbid: null })).toEqual({
    admitted: true,
    leaving: [],
  })
})

test('a ledger takes the best bids that fit, smaller ones behind a large one too', () => {
  const offers = [
    guest(Keypair.random(), 200, 2),
    guest(Keypair.random(), 900, 3),
    guest(Keypair.random(), 800, 4),
    guest(Keypair.random(), 110, 1),
  ]
  const taken = fitting(
    offers.map(({ transaction }) => transaction),
    [5n],
  )
  expect(taken.map(({ inner }) => inner.body.fee)).toEqual([900, 110])
})

function guest(key: Keypair, fee: number, operations: number): Guest {
  const options = { fee: '0', networkPassphrase: 'test', timebounds: { minTime: 0, maxTime: 0 } }
  const builder = new TransactionBuilder(new Account(key.publicKey(), '0'), options)
  for (let count = 0; count < operations; count += 1) builder.addOperation(Operation.bumpSequence({ bumpTo: '0' }))
  const envelope = builder.build().toEnvelope()
  const transaction = readTransaction(envelope.toXDR(), Buffer.alloc(32))
  return { transaction: withFee(transaction, fee), amounts: [BigInt(operations)] }
}

function withFee(transaction: Guest['transaction'], fee: number): Guest['transaction'] {
  const { envelope } = transaction
  if (envelope.type !== 'envelopeTypeTx') throw new Error('a fee bump')
  const bytes = Buffer.from(transaction.bytes)
  // Type of the envelope, type and key of the source; then the fee.
  bytes.writeUInt32BE(fee, 4 + 4 + 32)
  return readTransaction(bytes, Buffer.alloc(32))
}

function member(place: number): Guest {
  const found = members[place]
  if (found === undefined) throw new Error('no such member')
  return found
}

function isWithin(guests: readonly Guest[], limits: readonly bigint[]): boolean {
  return limits.every((limit, place) => guests.reduce((sum, { amounts }) => sum + (amounts[place] ?? 0n), 0n) <= limit)
}

function rate(guest: Guest | undefined): number {
  const body = guest?.transaction.inner.body
  return body === undefined ? Number.NaN : body.fee / body.operations.length
}
