import { expect, test } from '@jest/globals'
import { type Contract, type Keypair, scValToNative, xdr } from '@stellar/stellar-sdk'
import { hex } from '../../../local/network/bytes.ts'
import { seedOf } from '../../../local/network/ledger/apply-soroban.ts'
import type { Ledger } from '../../../local/network/ledger/ledger.ts'
import { readTransaction, type Transaction } from '../../../local/network/ledger/transaction.ts'
import { encodeTransactionSet } from '../../../local/network/ledger/transaction-set.ts'
import { startNetwork } from '../../../local/network/network.ts'
import { number, StellarClient } from '../../support/stellar-client.ts'

// Each is the output of `sha256sum` over the 32 bytes of the hash and the index as 8 bytes, big endian.
const seeds = [
  { hash: '11'.repeat(32), index: 0, seed: 'f81644b212d3462ef98c29d15b7238744daf88e7c6622e7fe3cfaaf938f60f88' },
  { hash: '11'.repeat(32), index: 1, seed: '1ebd42831ae281e9f44f398b131824280b084e917760862ab6190fee68173783' },
  {
    hash: [...Array(32).keys()].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    index: 258,
    seed: 'c9651fe15985e65a819a4ab80216ab29623d962a7d120b697bc3d25eb60c2c5e',
  },
]

for (const { hash, index, seed } of seeds) {
  test(`the seed of transaction ${index} is the hash of the set's hash ${hash.slice(0, 4)}... and that number`, () => {
    expect(hex(seedOf(Buffer.from(hash, 'hex'), index))).toBe(seed)
  })
}

test('what a contract draws depends on the hash of the set and the place of its transaction in it, and on nothing else', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const [key, other] = [await client.funded(), await client.funded()]
  const counter = await client.deployed(key)
  const draw = (who: Keypair) => prepared(client, network.ledger, counter, who)
  const [one, another] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]

  const [first = ''] = drawn(network.ledger, one, [await draw(key)])
  const [again = ''] = drawn(network.ledger, one, [await draw(key)])
  const [elsewhere = ''] = drawn(network.ledger, another, [await draw(key)])
  const [before = '', after = ''] = drawn(network.ledger, one, [await draw(other), await draw(key)])

  expect(again).toBe(first)
  expect(elsewhere).not.toBe(first)
  expect(before).toBe(first)
  expect(after).not.toBe(first)
})

async function prepared(client: StellarClient, ledger: Ledger, counter: Contract, key: Keypair): Promise<Transaction> {
  const transaction = await client.prepare(key, counter.call('draw', number(4)))
  return readTransaction(transaction.toEnvelope().toXDR(), ledger.networkId)
}

/** Closes a ledger with the transactions in this order, as if their set had this hash, and gives what each drew. */
function drawn(ledger: Ledger, txSetHash: Uint8Array, transactions: readonly Transaction[]): string[] {
  const set = { classic: [], stages: [[transactions]] }
  const agreed = new xdr.StellarValue({
    txSetHash,
    closeTime: ledger.closeTime,
    upgrades: [],
    ext: xdr.StellarValueExt.stellarValueBasic(),
  })
  const encodedSet = encodeTransactionSet(set, ledger.hash, ledger.header.baseFee)
  const closed = ledger.closeAgreed({ set, encodedSet, agreed, evicted: [], buckets: null })
  return closed.transactions.map(({ meta, succeeded }) => {
    const { type, value } = xdr.TransactionMeta.fromXDR(meta)
    if (!succeeded || type !== 'v4') throw new Error('the draw failed')
    return String(scValToNative((value as xdr.TransactionMetaV4).sorobanMeta?.returnValue ?? xdr.ScVal.scvVoid()))
  })
}
