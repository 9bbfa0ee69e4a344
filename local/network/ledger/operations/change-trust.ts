import * as xdr from '@stellar/stellar-sdk/xdr'
import { loadAccount, storeAccount } from '../account.ts'
import { type Credit, isAssetValid, isCredit, issuerOf } from '../asset.ts'
import type { ClassicOperation, ClassicOutcome, OperationContext } from '../operation-kind.ts'
import { release, reserve, sponsoredBy, sponsorOf } from '../sponsorship.ts'
import { liabilitiesOf, loadTrustLine, storeTrustLine, type TrustLine, trustLineFlag, trustLineKey } from '../trust-line.ts'

const code = { success: 0, malformed: -1, noIssuer: -2, invalidLimit: -3, lowReserve: -4, cannotDelete: -7 }
const accountFlag = { authorizationRequired: 1, clawback: 8 }

/** Trust in credit assets; shares of liquidity pools are not supported here. */
export const changeTrust: ClassicOperation<'changeTrust'> = {
  level: 'medium',
  check({ changeTrustOp: { line, limit } }, source) {
    if (line.type === 'assetTypePoolShare') return 'notSupported'
    if (limit < 0n || !isCredit(line)) return code.malformed
    return isAssetValid(assetOf(line)) && issuerOf(assetOf(line)) !== source ? code.success : code.malformed
  },
  apply({ changeTrustOp: { line, limit } }, context) {
    if (!isCredit(line)) throw new Error('the form of the operation was not checked')
    const asset = assetOf(line)
    const present = loadTrustLine(context.draft, context.source, asset)
    if (present === null) return create(asset, limit, context)
    if (limit < present.balance + liabilitiesOf(present).buying) return { code: code.invalidLimit }
    return limit === 0n ? remove(present, context) : change(present, limit, context)
  },
}

function create(asset: Credit, limit: bigint, context: OperationContext): ClassicOutcome {
  const { draft, source, rules } = context
  if (limit === 0n) return { code: code.invalidLimit }
  const issuer = loadAccount(draft, issuerOf(asset))
  if (issuer === null) return { code: code.noIssuer }
  const owner = loadAccount(draft, source)
  if (owner === null) throw new Error('the source of an operation is gone')
  const place = reserve({ owner, reserves: 1, subEntry: true }, context)
  if ('refused' in place) return place.refused === 'lowReserve' ? { code: code.lowReserve } : { error: place.refused }
  storeAccount(draft, owner, rules.moment.ledger)
  const authorized = (issuer.flags & accountFlag.authorizationRequired) === 0 ? trustLineFlag.authorized : 0
  const clawback = (issuer.flags & accountFlag.clawback) === 0 ? 0 : trustLineFlag.clawback
  const line: TrustLine = {
    account: source,
    asset,
    balance: 0n,
    limit,
    flags: authorized | clawback,
    ext: xdr.TrustLineEntryExt.v0(),
    entryExtension: sponsoredBy(place.sponsor),
  }
  storeTrustLine(draft, line, rules.moment.ledger)
  return { code: code.success }
}

function change(line: TrustLine, limit: bigint, { draft, rules }: OperationContext): ClassicOutcome {
  if (loadAccount(draft, issuerOf(line.asset)) === null) return { code: code.noIssuer }
  storeTrustLine(draft, { ...line, limit }, rules.moment.ledger)
  return { code: code.success }
}

function remove(line: TrustLine, context: OperationContext): ClassicOutcome {
  const { draft, source, rules } = context
  if (line.ext.type === 'v1' && line.ext.v1.ext.type === 'v2' && line.ext.v1.ext.v2.liquidityPoolUseCount !== 0) {
    return { code: code.cannotDelete }
  }
  const owner = loadAccount(draft, source)
  if (owner === null) throw new Error('the source of an operation is gone')
  release({ owner, reserves: 1, subEntry: true }, sponsorOf(line.entryExtension), context)
  storeAccount(draft, owner, rules.moment.ledger)
  draft.set(trustLineKey(source, line.asset), null)
  return { code: code.success }
}

// A line of trust names its asset in a type of its own, with the same bytes.
function assetOf(line: xdr.ChangeTrustAssetCreditAlphanum4 | xdr.ChangeTrustAssetCreditAlphanum12): Credit {
  return line.type === 'assetTypeCreditAlphanum4'
    ? xdr.Asset.assetTypeCreditAlphanum4(line.alphaNum4)
    : xdr.Asset.assetTypeCreditAlphanum12(line.alphaNum12)
}
