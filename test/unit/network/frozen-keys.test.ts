import { expect, test } from '@jest/globals'
import { Asset, Claimant, Keypair, Operation, xdr } from '@stellar/stellar-sdk'
import type { Ledger } from '../../../local/network/ledger/ledger.ts'
import { readTransaction } from '../../../local/network/ledger/transaction.ts'
import { type Attempt, envelopeOf, hashOf, payer, signature, stranger } from '../../support/validity/attempt.ts'
import { bench, owner, resources, sent, transaction } from '../../support/validity/bench.ts'
import { data } from '../../support/validity/footprint-keys.ts'

const refused = 'txFrozenKeyAccessed'
const [own, theirs] = [owner.publicKey, stranger.publicKey].map((key) => Keypair.fromPublicKey(address(key))) as [Keypair, Keypair]
const issuer = Keypair.fromPublicKey(address(payer.publicKey))
const usd = new Asset('USD', issuer.publicKey())
const ownAsset = new Asset('OWN', own.publicKey())
const [lumens, price, destination] = [Asset.native(), '1', theirs.publicKey()]
const to = { destination, sendAsset: usd, destAsset: usd }

/** What each operation touches beside its source, as doesAccessFrozenKey of its frame in stellar-core has it. */
const cases: { name: string; operation: xdr.Operation; touched: xdr.LedgerKey[] }[] = [
  { name: 'creating an account', operation: Operation.createAccount({ destination, startingBalance: '5' }), touched: [accountOf(theirs)] },
  { name: 'paying in lumens', operation: Operation.payment({ destination, asset: lumens, amount: '1' }), touched: [accountOf(theirs)] },
  {
    name: 'paying in an asset',
    operation: Operation.payment({ destination, asset: usd, amount: '1' }),
    touched: [lineOf(own, usd), lineOf(theirs, usd)],
  },
  {
    name: 'a path to a fixed amount',
    operation: Operation.pathPaymentStrictReceive({ ...to, sendMax: '1', destAmount: '1', path: [] }),
    touched: [lineOf(own, usd), lineOf(theirs, usd)],
  },
  {
    name: 'a path from a fixed amount',
    operation: Operation.pathPaymentStrictSend({ ...to, destAsset: lumens, sendAmount: '1', destMin: '1', path: [] }),
    touched: [lineOf(own, usd), accountOf(theirs)],
  },
  {
    name: 'selling',
    operation: Operation.manageSellOffer({ selling: usd, buying: lumens, amount: '1', price }),
    touched: [lineOf(own, usd)],
  },
  {
    name: 'buying',
    operation: Operation.manageBuyOffer({ selling: lumens, buying: usd, buyAmount: '1', price }),
    touched: [lineOf(own, usd)],
  },
  {
    name: 'selling passively',
    operation: Operation.createPassiveSellOffer({ selling: usd, buying: lumens, amount: '1', price }),
    touched: [lineOf(own, usd)],
  },
  { name: 'trusting', operation: Operation.changeTrust({ asset: usd }), touched: [lineOf(own, usd)] },
  {
    name: 'allowing trust',
    operation: Operation.allowTrust({ trustor: destination, assetCode: 'OWN', authorize: true }),
    touched: [lineOf(theirs, ownAsset)],
  },
  {
    name: 'setting flags of a trust line',
    operation: Operation.setTrustLineFlags({ trustor: destination, asset: ownAsset, flags: { authorized: true } }),
    touched: [lineOf(theirs, ownAsset)],
  },
  {
    name: 'clawing back',
    operation: Operation.clawback({ from: destination, asset: ownAsset, amount: '1' }),
    touched: [lineOf(theirs, ownAsset)],
  },
  {
    name: 'a claimable balance',
    operation: Operation.createClaimableBalance({ asset: usd, amount: '1', claimants: [new Claimant(destination)] }),
    touched: [lineOf(own, usd)],
  },
  { name: 'merging', operation: Operation.accountMerge({ destination }), touched: [accountOf(theirs)] },
  { name: 'revoking a sponsorship', operation: Operation.revokeAccountSponsorship({ account: destination }), touched: [accountOf(theirs)] },
  {
    name: "revoking a signer's sponsorship",
    operation: Operation.revokeSignerSponsorship({ account: destination, signer: { ed25519PublicKey: issuer.publicKey() } }),
    touched: [accountOf(theirs)],
  },
  {
    name: 'an operation of another',
    operation: Operation.bumpSequence({ bumpTo: '0', source: destination }),
    touched: [accountOf(theirs)],
  },
]

test.each(cases)('$name touches what may be frozen', ({ operation, touched }) => {
  const tx = transaction([operation])
  const attempt = { tx, signatures: (hash: Uint8Array) => [signature(owner, hash), signature(stranger, hash)] }
  for (const key of [...touched, accountOf(own)]) {
    const ledger = freezing([key])
    expect(sent(attempt, ledger).code).toBe(refused)
    expect(sent(attempt, freezing([key], [hashOf(tx, ledger.networkId)])).code).not.toBe(refused)
  }
  expect(sent(attempt, freezing([data(1), lineOf(issuer, usd)])).code).not.toBe(refused)
})

test.each(['read-only', 'read-write'])('a frozen key in the %s footprint is touched', (where) => {
  const keys = where === 'read-only' ? resources([data(1)], []) : resources([], [data(1)])
  const operation = where === 'read-only' ? Operation.extendFootprintTtl({ extendTo: 100 }) : Operation.restoreFootprint({})
  expect(sent({ tx: transaction([operation], keys) }, freezing([data(1)])).code).toBe(refused)
  expect(sent({ tx: transaction([operation], keys) }, freezing([data(2)])).code).toBe('PENDING')
})

test('a fee bump is refused for its payer, and exempt by its own hash, which counts for what it holds, too', () => {
  const attempt: Attempt = { tx: transaction([Operation.bumpSequence({ bumpTo: '0' })]), bump: { fee: 200n } }
  const hash = bumpHash(attempt)
  expect(sent(attempt, freezing([accountOf(issuer)])).code).toBe(refused)
  expect(sent(attempt, freezing([accountOf(issuer)], [hash])).code).toBe('PENDING')
  expect(sent(attempt, freezing([accountOf(own)])).code).toBe(`txFeeBumpInnerFailed/${refused}`)
  expect(sent(attempt, freezing([accountOf(own)], [hash])).code).toBe('PENDING')
})

test('one that comes into a ledger all the same is charged, and its number stays unused', () => {
  const ledger = freezing([accountOf(own)])
  const attempt = { tx: transaction([Operation.bumpSequence({ bumpTo: '0' })]) }
  const { transactions } = ledger.close([readTransaction(envelopeOf(attempt, ledger.networkId, owner), ledger.networkId)], 1_005n)
  const [applied] = transactions
  expect(xdr.TransactionResult.fromXDR(applied?.result ?? new Uint8Array()).result.type).toBe(refused)
  expect(applied?.feeCharged).toBe(100n)
  expect(sent(attempt, ledger).code).toBe(refused)
})

function freezing(keys: xdr.LedgerKey[], exempt: Uint8Array[] = []): Ledger {
  return bench([
    xdr.ConfigSettingEntry.configSettingFrozenLedgerKeys(new xdr.FrozenLedgerKeys({ keys: keys.map((key) => key.toXDR()) })),
    xdr.ConfigSettingEntry.configSettingFreezeBypassTxs(new xdr.FreezeBypassTxs({ txHashes: exempt })),
  ])
}

function bumpHash(attempt: Attempt): Uint8Array {
  const { networkId } = bench()
  return readTransaction(envelopeOf(attempt, networkId, owner), networkId).hash
}

function accountOf(key: Keypair): xdr.LedgerKey {
  return xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: key.xdrAccountId() }))
}

function lineOf(key: Keypair, asset: Asset): xdr.LedgerKey {
  return xdr.LedgerKey.trustline(new xdr.LedgerKeyTrustLine({ accountId: key.xdrAccountId(), asset: asset.toTrustLineXDRObject() }))
}

function address(publicKey: Uint8Array): string {
  return new Keypair({ type: 'ed25519', publicKey: Buffer.from(publicKey) }).publicKey()
}
