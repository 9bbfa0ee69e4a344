import { xdr } from '@stellar/stellar-sdk'
import { lastUse, withFields } from './account.ts'
import { type Attempt, changed, missing, signature, stranger } from './attempt.ts'
import { type Base, type Kind, timeLeft } from './kind.ts'
import { root } from './recorded.ts'

const file = 'transactions/TransactionFrame.cpp'
const isBadSeq = `${file} isBadSeq`
const preSeqNum = `${file} commonValidPreSeqNum`

/** Sequence numbers, bounds, and signers that a transaction asks for itself. */
export const conditionKinds: readonly Kind[] = [
  { name: 'a sequence number that was used', rule: isBadSeq, code: 'txBadSeq', twins: (base) => bySequence(base, 0n) },
  { name: 'a sequence number left out', rule: isBadSeq, code: 'txBadSeq', twins: (base) => bySequence(base, 2n) },
  {
    name: 'a least sequence number above that of the account',
    rule: isBadSeq,
    code: 'txBadSeq',
    twins: (base) => {
      const seqNum = base.account.seqNum + 7n
      return conditions(
        { ...base, tx: changed(base.tx, { seqNum }) },
        { minSeqNum: base.account.seqNum },
        { minSeqNum: base.account.seqNum + 1n },
      )
    },
  },
  {
    name: 'the number that accounts of this ledger start with',
    rule: isBadSeq,
    code: 'txBadSeq',
    twins: ({ tx, account, ledger }) => {
      const startingWith = (sequence: number): Attempt => {
        const seqNum = BigInt(sequence) << 32n
        return { tx: changed(tx, { seqNum }), accounts: [withFields(account, { seqNum: seqNum - 1n })] }
      }
      return { good: startingWith(ledger.sequence + 2), bad: startingWith(ledger.sequence) }
    },
  },
  {
    name: 'too young for its sequence number',
    rule: `${file} isTooEarlyForAccount`,
    code: 'txBadMinSeqAgeOrGap',
    twins: (base) => {
      const age = base.ledger.closeTime - lastUse(base.account).time
      return conditions(base, { minSeqAge: age }, { minSeqAge: age + 1n })
    },
  },
  {
    name: 'too few ledgers after the last sequence number',
    rule: `${file} isTooEarlyForAccount`,
    code: 'txBadMinSeqAgeOrGap',
    twins: (base) => {
      const gap = base.ledger.sequence + 1 - lastUse(base.account).ledger
      return conditions(base, { minSeqLedgerGap: gap }, { minSeqLedgerGap: gap + 1 })
    },
  },
  {
    name: 'time bounds that are not begun',
    rule: `${file} isTooEarly`,
    code: 'txTooEarly',
    twins: (base) => {
      const { closeTime } = base.ledger
      return { good: bounded(base, closeTime, 0n), bad: bounded(base, closeTime + 1n, 0n) }
    },
  },
  {
    name: 'time bounds that end too soon',
    rule: `${file} isTooLate`,
    code: 'txTooLate',
    twins: (base) => {
      const end = base.ledger.closeTime + timeLeft
      return { good: bounded(base, 0n, end), bad: bounded(base, 0n, end - 1n) }
    },
  },
  {
    name: 'ledger bounds that are not begun',
    rule: `${file} isTooEarly`,
    code: 'txTooEarly',
    twins: (base) => conditions(base, within(base.ledger.sequence + 1, 0), within(base.ledger.sequence + 2, 0)),
  },
  {
    name: 'ledger bounds that are over',
    rule: `${file} isTooLate`,
    code: 'txTooLate',
    twins: (base) => conditions(base, within(0, base.ledger.sequence + 2), within(0, base.ledger.sequence + 1)),
  },
  {
    name: 'an extra signer who did not sign',
    rule: `${file} checkExtraSigners`,
    code: 'txBadAuth',
    twins: (base) => {
      const { good } = conditions(base, { extraSigners: [ed25519(stranger.publicKey)] })
      return { good: { ...good, signatures: signedByBoth }, bad: good }
    },
  },
  {
    name: 'the same extra signer twice',
    rule: preSeqNum,
    code: 'txMalformed',
    twins: (base) => {
      const [one, other] = [ed25519(stranger.publicKey), ed25519(missing.publicKey)]
      const { good, bad } = conditions(base, { extraSigners: [one, other] }, { extraSigners: [one, one] })
      const all = (hash: Uint8Array) => [...signedByBoth(hash), signature(missing, hash)]
      return { good: { ...good, signatures: all }, bad: { ...bad, signatures: signedByBoth } }
    },
  },
  {
    name: 'an extra signer of nothing',
    rule: preSeqNum,
    code: 'txMalformed',
    twins: (base) => {
      const { bad } = conditions(base, {}, { extraSigners: [signerOf(new Uint8Array())] })
      return { good: conditions(base, { extraSigners: [ed25519(root.publicKey)] }).good, bad }
    },
  },
  {
    name: 'a source that does not exist',
    rule: preSeqNum,
    code: 'txNoAccount',
    twins: ({ tx }) => ({
      good: { tx },
      bad: {
        tx: changed(tx, { sourceAccount: xdr.MuxedAccount.keyTypeEd25519(missing.publicKey) }),
        signatures: (hash) => [signature(missing, hash)],
      },
    }),
  },
  {
    name: 'no operation',
    rule: preSeqNum,
    code: 'txMissingOperation',
    twins: ({ tx }) => ({ good: { tx }, bad: { tx: changed(tx, { operations: [], ext: xdr.TransactionExt.v0() }) } }),
  },
]

function bySequence({ tx, account }: Base, ahead: bigint) {
  const at = (seqNum: bigint): Attempt => ({ tx: changed(tx, { seqNum }) })
  return { good: at(account.seqNum + 1n), bad: at(account.seqNum + ahead) }
}

type Conditions = Partial<ConstructorParameters<typeof xdr.PreconditionsV2>[0]>

const none = { timeBounds: null, ledgerBounds: null, minSeqNum: null, minSeqAge: 0n, minSeqLedgerGap: 0, extraSigners: [] }

function conditions({ tx }: Base, good: Conditions, bad: Conditions = good): { good: Attempt; bad: Attempt } {
  const under = (asked: Conditions): Attempt => {
    const cond = xdr.Preconditions.precondV2(new xdr.PreconditionsV2({ ...none, ...asked }))
    return { tx: changed(tx, { cond }) }
  }
  return { good: under(good), bad: under(bad) }
}

function bounded({ tx }: Base, minTime: bigint, maxTime: bigint): Attempt {
  return { tx: changed(tx, { cond: xdr.Preconditions.precondTime(new xdr.TimeBounds({ minTime, maxTime })) }) }
}

function within(minLedger: number, maxLedger: number): Conditions {
  return { ledgerBounds: new xdr.LedgerBounds({ minLedger, maxLedger }) }
}

function ed25519(publicKey: Uint8Array): xdr.SignerKey {
  return xdr.SignerKey.signerKeyTypeEd25519(publicKey)
}

function signerOf(payload: Uint8Array): xdr.SignerKey {
  const signed = new xdr.SignerKeyEd25519SignedPayload({ ed25519: stranger.publicKey, payload })
  return xdr.SignerKey.signerKeyTypeEd25519SignedPayload(signed)
}

function signedByBoth(hash: Uint8Array): xdr.DecoratedSignature[] {
  return [signature(root, hash), signature(stranger, hash)]
}
