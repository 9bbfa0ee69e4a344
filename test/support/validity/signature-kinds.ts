import { xdr } from '@stellar/stellar-sdk'
import { sha256 } from '../../../local/network/bytes.ts'
import { account, signedBy, withFields } from './account.ts'
import { changed, decorated, hashOf, missing, signature, stranger } from './attempt.ts'
import { type Base, isInvocation, type Kind } from './kind.ts'
import { root } from './recorded.ts'

const checkSignature = 'transactions/SignatureChecker.cpp checkSignature'
const allUsed = 'transactions/SignatureChecker.cpp checkAllSignaturesUsed'
const rootHint = root.publicKey.subarray(28)

/** Signatures that do not do: the good twin is signed by its source, as it should be. */
const badSignatures: { name: string; rule: string; code: string; signatures: (hash: Uint8Array) => xdr.DecoratedSignature[] }[] = [
  { name: 'a signature with one bit flipped', rule: checkSignature, code: 'txBadAuth', signatures: (hash) => [flipped(hash)] },
  { name: 'the signature of another key', rule: checkSignature, code: 'txBadAuth', signatures: (hash) => [signature(stranger, hash)] },
  {
    name: "another key's signature under the right hint",
    rule: checkSignature,
    code: 'txBadAuth',
    signatures: (hash) => [decorated(rootHint, signature(stranger, hash).signature.value)],
  },
  {
    name: 'the right signature under another hint',
    rule: 'transactions/SignatureUtils.cpp doesHintMatch',
    code: 'txBadAuth',
    signatures: (hash) => [decorated(stranger.publicKey.subarray(28), signature(root, hash).signature.value)],
  },
  { name: 'no signature', rule: checkSignature, code: 'txBadAuth', signatures: () => [] },
  {
    name: "a stranger's signature beside the right one",
    rule: allUsed,
    code: 'txBadAuthExtra',
    signatures: (hash) => [signature(root, hash), signature(stranger, hash)],
  },
  {
    name: 'the right signature twice',
    rule: allUsed,
    code: 'txBadAuthExtra',
    signatures: (hash) => [signature(root, hash), signature(root, hash)],
  },
]

export const signatureKinds: readonly Kind[] = [
  ...badSignatures.map(({ signatures, ...kind }): Kind => ({ ...kind, twins: ({ tx }) => ({ good: { tx }, bad: { tx, signatures } }) })),
  {
    name: 'signed for another network',
    rule: 'transactions/TransactionFrame.cpp getContentsHash',
    code: 'txBadAuth',
    twins: ({ tx }) => ({ good: { tx }, bad: { tx, networkId: sha256(Buffer.from('Test SDF Network ; September 2015')) } }),
  },
  {
    name: 'changed after it was signed',
    rule: 'transactions/TransactionFrame.cpp getContentsHash',
    code: 'txBadAuth',
    twins: ({ tx, ledger }) => {
      const before = hashOf(tx, ledger.networkId)
      return { good: { tx }, bad: { tx: changed(tx, { fee: tx.fee + 1 }), signatures: () => [signature(root, before)] } }
    },
  },
  {
    name: 'a low threshold above the weight of its key',
    rule: 'transactions/TransactionFrame.cpp checkAllTransactionSignatures',
    code: 'txBadAuth',
    twins: (base) => ({ good: withThresholds(base, [2, 2, 2, 2]), bad: withThresholds(base, [1, 2, 2, 2]) }),
  },
  {
    name: 'a medium threshold above the weight of its key',
    rule: 'transactions/OperationFrame.cpp checkSignature',
    code: 'txFailed/opBadAuth',
    of: isInvocation,
    twins: (base) => ({ good: withThresholds(base, [1, 1, 1, 2]), bad: withThresholds(base, [1, 1, 2, 2]) }),
  },
  {
    name: 'a master key without weight',
    rule: 'transactions/TransactionFrame.cpp checkSignature',
    code: 'txBadAuth',
    twins: (base) => ({ good: withThresholds(base, [1, 0, 0, 0]), bad: withThresholds(base, [0, 0, 0, 0]) }),
  },
  {
    name: 'the preimage of another hash (hash-x)',
    rule: 'transactions/SignatureUtils.cpp verifyHashX',
    code: 'txBadAuth',
    twins: ({ tx, account }) => {
      const preimage = Buffer.from('preimage')
      const [hash, other] = [sha256(preimage), Buffer.from('another')]
      const accounts = [signedBy(account, xdr.SignerKey.signerKeyTypeHashX(hash))]
      const revealed = (bytes: Uint8Array) => () => [decorated(hash.subarray(28), bytes)]
      return { good: { tx, accounts, signatures: revealed(preimage) }, bad: { tx, accounts, signatures: revealed(other) } }
    },
  },
  {
    name: 'authorized in advance, but as another transaction',
    rule: checkSignature,
    code: 'txBadAuth',
    twins: ({ tx, account, ledger }) => {
      const authorized = (hash: Uint8Array) => [signedBy(account, xdr.SignerKey.signerKeyTypePreAuthTx(hash))]
      const other = hashOf(changed(tx, { fee: tx.fee + 1 }), ledger.networkId)
      const attempt = { tx, signatures: () => [] }
      return {
        good: { ...attempt, accounts: authorized(hashOf(tx, ledger.networkId)) },
        bad: { ...attempt, accounts: authorized(other) },
      }
    },
  },
  {
    name: 'the signature of another payload',
    rule: 'transactions/SignatureUtils.cpp verifyEd25519SignedPayload',
    code: 'txBadAuth',
    twins: ({ tx, account }) => {
      const payload = Buffer.from('payload')
      const accounts = [signedBy(account, payloadSigner(payload))]
      const signed = (message: Uint8Array) => () => [payloadSignature(payload, message)]
      return { good: { tx, accounts, signatures: signed(payload) }, bad: { tx, accounts, signatures: signed(Buffer.from('other')) } }
    },
  },
  {
    name: 'an operation of another account that did not sign',
    rule: 'transactions/OperationFrame.cpp checkSignature',
    code: 'txFailed/opBadAuth',
    twins: ({ tx, ledger }) =>
      withOperationOf(stranger.publicKey, tx, [account(stranger.publicKey, 10n * BigInt(ledger.header.baseReserve))]),
  },
  {
    name: 'an operation of an account that neither exists nor signed',
    rule: 'transactions/TransactionFrame.cpp checkSignatureNoAccount',
    code: 'txFailed/opBadAuth',
    twins: ({ tx }) => withOperationOf(missing.publicKey, tx, []),
  },
]

function flipped(hash: Uint8Array): xdr.DecoratedSignature {
  const bytes = Buffer.from(signature(root, hash).signature.value)
  bytes.writeUInt8(bytes.readUInt8(7) ^ 1, 7)
  return decorated(rootHint, bytes)
}

function withThresholds({ tx, account }: Base, thresholds: number[]) {
  return { tx, accounts: [withFields(account, { thresholds: new Uint8Array(thresholds) })] }
}

function payloadSigner(payload: Uint8Array): xdr.SignerKey {
  const ed25519 = stranger.publicKey
  return xdr.SignerKey.signerKeyTypeEd25519SignedPayload(new xdr.SignerKeyEd25519SignedPayload({ ed25519, payload }))
}

// The hint as CAP-40 has it, for a payload of at least four bytes.
function payloadSignature(payload: Uint8Array, message: Uint8Array): xdr.DecoratedSignature {
  const tail = payload.subarray(payload.length - 4)
  const hint = stranger.publicKey.subarray(28).map((byte, place) => byte ^ (tail[place] ?? 0))
  return decorated(hint, signature(stranger, message).signature.value)
}

function withOperationOf(publicKey: Uint8Array, tx: xdr.Transaction, accounts: xdr.AccountEntry[]) {
  const sourceAccount = xdr.MuxedAccount.keyTypeEd25519(publicKey)
  const operations = tx.operations.map(({ body }) => new xdr.Operation({ sourceAccount, body }))
  const theirs = changed(tx, { operations })
  const key = publicKey === stranger.publicKey ? stranger : missing
  const signatures = (hash: Uint8Array) => [signature(root, hash), signature(key, hash)]
  return { good: { tx: theirs, accounts, signatures }, bad: { tx: theirs, accounts } }
}
