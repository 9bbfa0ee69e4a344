import { expect, test } from '@jest/globals'
import { Keypair, Operation } from '@stellar/stellar-sdk'
import { startNetwork } from '../../../local/network/network.ts'
import { Crowd, idle } from '../../support/crowd.ts'
import { fixtureWasm, StellarClient } from '../../support/stellar-client.ts'

/** Ledgers close only when a test closes them. */
const still = { close: 3_600_000 } as const
/** Operations that a ledger of the test network takes; twice as many wait. */
const full = 100

test('an account has one transaction waiting: the same envelope is a duplicate, another has to wait, an older one is refused', async () => {
  await using network = await startNetwork(still)
  const [one, other] = keys()
  const crowd = await Crowd.on(network, one, other)
  const waiting = await crowd.transaction(one, { ahead: 1, fee: 300 })

  expect(await crowd.send(await crowd.transaction(one, { ahead: 2 }))).toBe('ERROR txBadSeq 100')
  expect(await crowd.send(waiting)).toBe('PENDING')
  expect(await crowd.send(waiting)).toBe('DUPLICATE')
  expect(await crowd.send(await crowd.transaction(one, { fee: 10_000 }))).toBe('TRY_AGAIN_LATER')
  expect(await crowd.send(await crowd.transaction(one, { ahead: 2 }))).toBe('TRY_AGAIN_LATER')
  expect(await crowd.send(await crowd.transaction(one, { ahead: 0 }))).toBe('ERROR txBadSeq 0')
  // The same transaction in another envelope: one signature more.
  expect(await crowd.send(await crowd.transaction(one, { fee: 300, signers: [one, other] }))).toBe('TRY_AGAIN_LATER')
  network.closeLedger()
  expect(await crowd.fate(waiting)).toBe('SUCCESS')
})

test('a fee bump takes the place of what waits for ten times its bid an operation', async () => {
  await using network = await startNetwork(still)
  const [one, payer] = keys()
  const crowd = await Crowd.on(network, one, payer)
  const waiting = await crowd.transaction(one, { fee: 150 })
  expect(await crowd.send(waiting)).toBe('PENDING')

  // 150 for one operation, so 1,500 for each of the two that a fee bump counts as.
  expect(await crowd.send(crowd.bump(waiting, payer, 2_999n))).toBe('ERROR txInsufficientFee 3000')
  const bump = crowd.bump(waiting, payer, 3_000n)
  expect(await crowd.send(bump)).toBe('PENDING')
  expect(await crowd.send(bump)).toBe('DUPLICATE')
  expect(await crowd.send(waiting)).toBe('DUPLICATE')
  expect(await crowd.send(crowd.bump(waiting, payer, 29_999n))).toBe('ERROR txInsufficientFee 30000')
  network.closeLedger()
  expect([await crowd.fate(bump), await crowd.fate(waiting)]).toEqual(['SUCCESS', 'SUCCESS'])
  expect(network.transactions.filter(({ feeBump }) => feeBump)).toHaveLength(1)
})

test('a payer cannot promise more than it has over all fee bumps that wait', async () => {
  await using network = await startNetwork(still)
  const [one, other, payer] = keys()
  const crowd = await Crowd.on(network, one, other, payer)
  // 100 lumens, of which one is the reserve of the account.
  const [first, second] = [crowd.bump(await crowd.transaction(one), payer, 600_000_000n), await crowd.transaction(other)]

  expect(await crowd.send(first)).toBe('PENDING')
  expect(await crowd.send(crowd.bump(second, payer, 390_000_001n))).toBe('ERROR txInsufficientBalance 0')
  expect(await crowd.send(crowd.bump(second, payer, 390_000_000n))).toBe('PENDING')
})

test('what was applied is not taken again: first to be tried later, then its number is used', async () => {
  await using network = await startNetwork(still)
  const [one] = keys()
  const crowd = await Crowd.on(network, one)
  const applied = await crowd.transaction(one)
  await crowd.send(applied)
  network.closeLedger()
  const answers: string[] = []
  for (let later = 0; later < 10; later += 1) {
    answers.push(await crowd.send(applied))
    network.closeLedger()
  }

  // stellar-core keeps ten lists of bans, and begins a new one right after a ledger was applied.
  expect(answers).toEqual([...Array(9).fill('TRY_AGAIN_LATER'), 'ERROR txBadSeq 100'])
})

test('what waits through four ledgers is let go, and refused for ten', async () => {
  await using network = await startNetwork(still)
  const [patient, ...rich] = keys()
  const crowd = await Crowd.on(network, patient, ...rich)
  const low = await crowd.transaction(patient)
  expect(await crowd.send(low)).toBe('PENDING')
  for (const filler of rich) {
    await crowd.send(await crowd.transaction(filler, { operations: idle(full), fee: 200 * full }))
    network.closeLedger()
  }
  const answers: string[] = []
  for (let later = 0; later < 11; later += 1) {
    answers.push(await crowd.send(low))
    if (later < 10) network.closeLedger()
  }

  expect(answers).toEqual([...Array(10).fill('TRY_AGAIN_LATER'), 'PENDING'])
  expect(await crowd.fate(low)).toBe('NOT_FOUND')
  network.closeLedger()
  expect(await crowd.fate(low)).toBe('SUCCESS')
})

test('a full queue takes only better bids, tells what would do, and lets the lowest go', async () => {
  await using network = await startNetwork(still)
  const [low, middle, high, late, small] = keys()
  const crowd = await Crowd.on(network, low, middle, high, late, small)
  const offer = async (key: Keypair, bid: number, count = full) =>
    await crowd.transaction(key, { operations: idle(count), fee: bid * count })
  const lowest = await offer(low, 200)
  for (const each of [lowest, await offer(middle, 300)]) expect(await crowd.send(each)).toBe('PENDING')

  const equal = await offer(high, 200)
  expect(await crowd.send(equal)).toBe('ERROR txInsufficientFee 20001')
  expect(await crowd.send(equal)).toBe('TRY_AGAIN_LATER')
  const better = await offer(high, 201)
  expect(await crowd.send(better)).toBe('PENDING')
  expect(await crowd.send(lowest)).toBe('TRY_AGAIN_LATER')
  expect(await crowd.send(await offer(late, 250))).toBe('PENDING')
  // 201 had to go since the last ledger: whoever comes now must beat it, room or not.
  expect(await crowd.send(await offer(small, 201, 1))).toBe('ERROR txInsufficientFee 202')
  network.closeLedger()
  expect(await crowd.send(await offer(small, 150, 1))).toBe('PENDING')
  network.closeLedger()
  expect(network.transactions.slice(1).map(({ feeCharged }) => feeCharged)).toEqual([10_000n, 10_000n])
  expect(await crowd.fate(lowest)).toBe('NOT_FOUND')
})

test('what cannot be valid any more is let go before a ledger, and costs nothing', async () => {
  let now = Date.now()
  await using network = await startNetwork({ ...still, now: () => now })
  const [hasty, owner] = keys()
  const crowd = await Crowd.on(network, hasty, owner)
  const short = await crowd.transaction(hasty, { maxTime: Math.floor(now / 1_000) + 60 })
  expect(await crowd.send(short)).toBe('PENDING')
  now += 120_000
  const applied = network.transactions.length
  network.closeLedger()

  expect(network.transactions).toHaveLength(applied)
  expect(await crowd.send(short)).toBe('TRY_AGAIN_LATER')
})

test('what a ledger made invalid is let go after it', async () => {
  await using network = await startNetwork(still)
  const [owner, friend, filler] = keys()
  const crowd = await Crowd.on(network, owner, friend, filler)
  const own = await crowd.transaction(owner)
  const jump = Operation.bumpSequence({ bumpTo: '9000000000000000000', source: owner.publicKey() })
  const foreign = await crowd.transaction(friend, { operations: [jump, ...idle(full - 1)], fee: 300 * full, signers: [friend, owner] })

  expect([await crowd.send(own), await crowd.send(foreign)]).toEqual(['PENDING', 'PENDING'])
  network.closeLedger()
  expect([await crowd.fate(foreign), await crowd.fate(own)]).toEqual(['SUCCESS', 'NOT_FOUND'])
  expect(await crowd.send(own)).toBe('TRY_AGAIN_LATER')
})

test('an account is in one phase of a ledger at a time, as a payer too', async () => {
  await using network = await startNetwork(still)
  const [caller, payer] = keys()
  const crowd = await Crowd.on(network, caller, payer)
  const client = new StellarClient(network)
  const invocation = await client.prepare(caller, Operation.uploadContractWasm({ wasm: fixtureWasm }))
  expect(await crowd.send(crowd.bump(invocation, payer, 1_000_000_000n - 20_000_000n))).toBe('PENDING')

  expect(await crowd.send(await crowd.transaction(caller))).toBe('TRY_AGAIN_LATER')
  expect(await crowd.send(await crowd.transaction(payer))).toBe('TRY_AGAIN_LATER')
  network.closeLedger()
  expect(await crowd.send(await crowd.transaction(payer))).toBe('PENDING')
  expect(await crowd.send(await client.prepare(payer, Operation.uploadContractWasm({ wasm: fixtureWasm })))).toBe('TRY_AGAIN_LATER')
})

/** As many as any test needs. */
function keys(): [Keypair, Keypair, Keypair, Keypair, Keypair] {
  return [Keypair.random(), Keypair.random(), Keypair.random(), Keypair.random(), Keypair.random()]
}
