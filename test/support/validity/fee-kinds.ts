import { xdr } from '@stellar/stellar-sdk'
import { account, boundOf, withFields, withLiabilities } from './account.ts'
import { type Attempt, changed, missing, payer, signature, stranger } from './attempt.ts'
import { type Base, isSoroban, type Kind } from './kind.ts'
import { root } from './recorded.ts'
import { computedResourceFee } from './resource-fee.ts'

const frame = 'transactions/TransactionFrame.cpp'
const bumpFrame = 'transactions/FeeBumpTransactionFrame.cpp'
const possibleFees = `${frame} XDRProvidesValidFee`
/** What the largest resource fee may be: 2^50 stroops. */
const mostForResources = 1_125_899_906_842_624n

/** Fees, balances, and fee bumps. The base fee of the recorded networks is 100 stroops. */
export const feeKinds: readonly Kind[] = [
  {
    name: 'a bid of one stroop less than the base fee',
    rule: `${frame} commonValidPreSeqNum`,
    code: 'txInsufficientFee',
    twins: ({ tx, soroban }) => {
      const least = Number(soroban?.resourceFee ?? 0n) + 100 * tx.operations.length
      return { good: { tx: changed(tx, { fee: least }) }, bad: { tx: changed(tx, { fee: least - 1 }) } }
    },
  },
  {
    name: 'a balance of one stroop less than the fee',
    rule: `${frame} commonValid`,
    code: 'txInsufficientBalance',
    twins: ({ tx, account, ledger }) => {
      const enough = BigInt(tx.fee) + boundOf(account, ledger.header.baseReserve)
      const having = (balance: bigint) => ({ tx, accounts: [withFields(account, { balance })] })
      return { good: having(enough), bad: having(enough - 1n) }
    },
  },
  {
    name: 'a balance that its offers have bound',
    rule: 'transactions/TransactionUtils.cpp getAvailableBalance',
    code: 'txInsufficientBalance',
    twins: ({ tx, account, ledger }) => {
      const free = account.balance - BigInt(tx.fee) - BigInt(2 + account.numSubEntries) * BigInt(ledger.header.baseReserve)
      const bound = (selling: bigint) => ({ tx, accounts: [withLiabilities(account, selling)] })
      return { good: bound(free), bad: bound(free + 1n) }
    },
  },
  {
    name: 'a resource fee of one stroop less than is computed',
    rule: `${frame} commonValidPreSeqNum`,
    code: 'txSorobanInvalid',
    of: isSoroban,
    twins: (base) => {
      const computed = computedResourceFee(base)
      return { good: withResourceFee(base, computed), bad: withResourceFee(base, computed - 1n) }
    },
  },
  {
    name: 'a resource fee above the whole fee',
    rule: 'herder/TransactionQueue.cpp canAdd',
    code: 'txMalformed',
    of: isSoroban,
    twins: ({ tx, soroban }) => {
      const fee = Number(soroban?.resourceFee)
      return { good: { tx: changed(tx, { fee: fee + 100 }) }, bad: { tx: changed(tx, { fee: fee - 1 }) } }
    },
  },
  {
    name: 'a resource fee below nothing',
    rule: possibleFees,
    code: 'txMalformed',
    of: isSoroban,
    twins: (base) => ({ good: { tx: base.tx }, bad: withResourceFee(base, -1n) }),
  },
  {
    name: 'a resource fee above 2^50',
    rule: possibleFees,
    code: 'txMalformed',
    of: isSoroban,
    twins: (base) => {
      const at = (fee: bigint) => bumped(withResourceFee(base, fee), { fee: fee + 200n })
      return { good: at(mostForResources), bad: at(mostForResources + 1n) }
    },
  },
  {
    name: 'a Soroban operation without resources',
    rule: possibleFees,
    code: 'txMalformed',
    of: isSoroban,
    twins: ({ tx }) => ({ good: { tx }, bad: { tx: changed(tx, { ext: xdr.TransactionExt.v0() }) } }),
  },
  {
    name: 'a fee bump of one stroop less than the base fee for one operation more',
    rule: `${bumpFrame} commonValidPreSeqNum`,
    code: 'txInsufficientFee',
    twins: (base) => byBump(base, 100, { good: 200n, bad: 199n }),
  },
  {
    name: 'a fee bump that pays less an operation than what it holds',
    rule: `${bumpFrame} commonValidPreSeqNum`,
    code: 'txInsufficientFee',
    twins: (base) => byBump(base, 1_000, { good: 2_000n, bad: 1_999n }),
  },
  {
    name: 'a fee bump below nothing',
    rule: `${bumpFrame} XDRProvidesValidFee`,
    code: 'txMalformed',
    twins: (base) => byBump(base, 100, { good: 200n, bad: -2_000_000_000_000n }),
  },
  {
    name: 'a fee bump by an account that does not exist',
    rule: `${bumpFrame} commonValidPreSeqNum`,
    code: 'txNoAccount',
    twins: (base) => bumps(base, {}, { source: missing }),
  },
  {
    name: 'a fee bump that its payer did not sign',
    rule: `${bumpFrame} commonValid`,
    code: 'txBadAuth',
    twins: (base) => bumps(base, {}, { signatures: (hash) => [signature(stranger, hash)] }),
  },
  {
    name: 'a fee bump with a signature too many',
    rule: 'transactions/SignatureChecker.cpp checkAllSignaturesUsed',
    code: 'txBadAuthExtra',
    twins: (base) => bumps(base, {}, { signatures: (hash) => [signature(payer, hash), signature(stranger, hash)] }),
  },
  {
    name: 'a fee bump of one stroop more than its payer has',
    rule: `${bumpFrame} commonValid`,
    code: 'txInsufficientBalance',
    twins: (base) => {
      const { good } = bumps(base, {}, {})
      const enough = (good.bump?.fee ?? 0n) + 2n * BigInt(base.ledger.header.baseReserve)
      const having = (balance: bigint): Attempt => ({ ...good, accounts: [account(payer.publicKey, balance)] })
      return { good: having(enough), bad: having(enough - 1n) }
    },
  },
  {
    name: 'a fee bump around a transaction without signatures',
    rule: `${frame} commonValid`,
    code: 'txFeeBumpInnerFailed/txBadAuth',
    twins: (base) => {
      const { good } = bumps(base, {}, {})
      return { good, bad: { ...good, signatures: () => [] } }
    },
  },
  {
    name: 'a fee bump around a used sequence number',
    rule: `${frame} isBadSeq`,
    code: 'txFeeBumpInnerFailed/txBadSeq',
    twins: (base) => {
      const { good } = bumps(base, {}, {})
      return { good, bad: { ...good, tx: changed(good.tx, { seqNum: base.account.seqNum }) } }
    },
  },
  {
    name: 'a fee bump around a signature too many',
    rule: 'transactions/SignatureChecker.cpp checkAllSignaturesUsed',
    code: 'txFeeBumpInnerFailed/txBadAuthExtra',
    twins: (base) => {
      const { good } = bumps(base, {}, {})
      return { good, bad: { ...good, signatures: (hash) => [signature(root, hash), signature(stranger, hash)] } }
    },
  },
]

function withResourceFee({ tx, soroban }: Base, resourceFee: bigint): Attempt {
  if (soroban === null) throw new Error('a classic transaction has no resources')
  const data = new xdr.SorobanTransactionData({ ...soroban, resourceFee })
  // What it bids stays; above 32 bits a fee bump has to pay.
  const fee = Number(resourceFee) + 100
  return { tx: changed(tx, { ext: xdr.TransactionExt.sorobanData(data), fee: fee > 0 && fee < 2 ** 32 ? fee : 100 }) }
}

const rich = account(payer.publicKey, 10n ** 17n)

function bumped(attempt: Attempt, bump: Attempt['bump']): Attempt {
  return { ...attempt, accounts: [rich], ...(bump === undefined ? {} : { bump }) }
}

/** Around a bid of so many stroops: two fee bumps that bid so much in all. */
function byBump({ tx, soroban }: Base, bid: number, bids: { good: bigint; bad: bigint }) {
  const resources = soroban?.resourceFee ?? 0n
  const inner = { tx: changed(tx, { fee: Number(resources) + bid * tx.operations.length }) }
  // All recorded ones have one operation.
  return { good: bumped(inner, { fee: resources + bids.good }), bad: bumped(inner, { fee: resources + bids.bad }) }
}

type Bump = Partial<NonNullable<Attempt['bump']>>

function bumps(base: Base, good: Bump, bad: Bump) {
  const plain = byBump(base, 100, { good: 200n, bad: 200n })
  const fee = plain.good.bump?.fee ?? 0n
  return { good: bumped(plain.good, { fee, ...good }), bad: bumped(plain.bad, { fee, ...bad }) }
}
