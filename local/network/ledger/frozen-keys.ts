import * as xdr from '@stellar/stellar-sdk/xdr'
import { hex } from '../bytes.ts'
import { accountIdOf, accountIdOfMuxed } from './account.ts'
import { type AccountId, accountKey, keyText } from './keys.ts'
import type { Settings } from './settings.ts'
import type { KeyText } from './state.ts'
import { type InnerTransaction, isSorobanInner, sourceOf } from './transaction.ts'

/** Whether a transaction touches an entry that the validators froze, as far as that can be told before it is applied (CAP-77). */
export function touchesFrozenKey(inner: InnerTransaction, hash: Uint8Array, { frozen }: Settings): boolean {
  if (frozen.keys.size === 0 || frozen.exempt.has(hex(hash))) return false
  const { readOnly = [], readWrite = [] } = (isSorobanInner(inner) ? inner.soroban?.resources.footprint : null) ?? {}
  const touched = [
    accountKey(inner.source),
    ...[...readOnly, ...readWrite].map((key) => keyText(key.toXDR())),
    ...inner.body.operations.flatMap((operation) => touchedBy(operation, sourceOf(operation, inner))),
  ]
  return touched.some((key) => frozen.keys.has(key))
}

/** Whether an account that pays for another's transaction is frozen. */
export function isFrozenPayer(payer: AccountId, hash: Uint8Array, { frozen }: Settings): boolean {
  return frozen.keys.has(accountKey(payer)) && !frozen.exempt.has(hex(hash))
}

// stellar-core: doesAccessFrozenKey of each kind of operation. What only its application can tell is left to that.
function touchedBy({ body }: xdr.Operation, source: AccountId): KeyText[] {
  const own = accountKey(source)
  switch (body.type) {
    case 'createAccount':
      return [own, accountKey(accountIdOf(body.createAccountOp.destination))]
    case 'payment':
      return [own, ...transferKeys(source, accountIdOfMuxed(body.paymentOp.destination), body.paymentOp.asset, body.paymentOp.asset)]
    case 'pathPaymentStrictReceive': {
      const { destination, sendAsset, destAsset } = body.pathPaymentStrictReceiveOp
      return [own, ...transferKeys(source, accountIdOfMuxed(destination), sendAsset, destAsset)]
    }
    case 'pathPaymentStrictSend': {
      const { destination, sendAsset, destAsset } = body.pathPaymentStrictSendOp
      return [own, ...transferKeys(source, accountIdOfMuxed(destination), sendAsset, destAsset)]
    }
    case 'manageSellOffer':
      return [own, ...trustLines(source, body.manageSellOfferOp.selling, body.manageSellOfferOp.buying)]
    case 'manageBuyOffer':
      return [own, ...trustLines(source, body.manageBuyOfferOp.selling, body.manageBuyOfferOp.buying)]
    case 'createPassiveSellOffer':
      return [own, ...trustLines(source, body.createPassiveSellOfferOp.selling, body.createPassiveSellOfferOp.buying)]
    case 'changeTrust':
      return [own, ...(body.changeTrustOp.line.type === 'assetTypePoolShare' ? [] : trustLines(source, body.changeTrustOp.line))]
    case 'allowTrust':
      return [own, ...trustLines(accountIdOf(body.allowTrustOp.trustor), issuedBy(source, body.allowTrustOp.asset))]
    case 'setTrustLineFlags':
      return [own, ...trustLines(accountIdOf(body.setTrustLineFlagsOp.trustor), body.setTrustLineFlagsOp.asset)]
    case 'clawback':
      return [own, ...trustLines(accountIdOfMuxed(body.clawbackOp.from), body.clawbackOp.asset)]
    case 'createClaimableBalance':
      return [own, ...trustLines(source, body.createClaimableBalanceOp.asset)]
    case 'accountMerge':
      return [own, accountKey(accountIdOfMuxed(body.destination))]
    case 'revokeSponsorship':
      return [own, sponsoredKey(body.revokeSponsorshipOp)]
    default:
      return [own]
  }
}

function transferKeys(from: AccountId, to: AccountId, sent: xdr.Asset, received: xdr.Asset): KeyText[] {
  const arriving = received.type === 'assetTypeNative' ? [accountKey(to)] : trustLines(to, received)
  return [...trustLines(from, sent), ...arriving]
}

function trustLines(account: AccountId, ...assets: readonly xdr.Asset[]): KeyText[] {
  const accountId = xdr.PublicKey.publicKeyTypeEd25519(Buffer.from(account, 'hex'))
  return assets
    .filter((asset) => asset.type !== 'assetTypeNative')
    .map((asset) => {
      // The two unions have their arms for issued assets in common.
      const line = new xdr.LedgerKeyTrustLine({ accountId, asset: xdr.TrustLineAsset.fromXDR(asset.toXDR()) })
      return keyText(xdr.LedgerKey.trustline(line).toXDR())
    })
}

function issuedBy(source: AccountId, code: xdr.AssetCode): xdr.Asset {
  const issuer = xdr.PublicKey.publicKeyTypeEd25519(Buffer.from(source, 'hex'))
  return code.type === 'assetTypeCreditAlphanum4'
    ? xdr.Asset.assetTypeCreditAlphanum4(new xdr.AlphaNum4({ assetCode: code.assetCode4, issuer }))
    : xdr.Asset.assetTypeCreditAlphanum12(new xdr.AlphaNum12({ assetCode: code.assetCode12, issuer }))
}

function sponsoredKey(sponsorship: xdr.RevokeSponsorshipOp): KeyText {
  return sponsorship.type === 'revokeSponsorshipLedgerEntry'
    ? keyText(sponsorship.ledgerKey.toXDR())
    : accountKey(accountIdOf(sponsorship.signer.accountId))
}
