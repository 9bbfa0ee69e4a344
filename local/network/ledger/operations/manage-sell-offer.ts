import * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate, equal, int32, int64 } from '../../bytes.ts'
import { type Account, availableBalance, loadAccount, storeAccount } from '../account.ts'
import { extend, extensionOf } from '../account-extension.ts'
import { isAssetValid, isCredit } from '../asset.ts'
import { type AccountId, entryType, keyText } from '../keys.ts'
import { exchange, isCrossedBy, sellable } from '../offer-amount.ts'
import type { ClassicOperation, ClassicOutcome, OperationContext } from '../operation-kind.ts'
import { publicKey, type Reservation, release, reserve, sponsoredBy } from '../sponsorship.ts'
import { availableOf, isAuthorized, isIssuer, liabilitiesOf, loadTrustLine, roomOf, setLiabilities, storeTrustLine } from '../trust-line.ts'

const code = {
  success: 0,
  malformed: -1,
  sellNoTrust: -2,
  buyNoTrust: -3,
  sellNotAuthorized: -4,
  buyNotAuthorized: -5,
  lineFull: -6,
  underfunded: -7,
  lowReserve: -12,
}
const largest = 2n ** 63n - 1n
const effect = { created: 0, deleted: 2 }
const noneClaimed = int32(0)

/** New offers that wait. Changing an offer, and one that would trade at once, are not supported here. */
export const manageSellOffer: ClassicOperation<'manageSellOffer'> = {
  level: 'medium',
  check({ manageSellOfferOp: { selling, buying, amount, price, offerId } }) {
    if (!isAssetValid(selling) || !isAssetValid(buying) || equal(selling.toXDR(), buying.toXDR())) return code.malformed
    if (amount < 0n || price.n <= 0 || price.d <= 0 || offerId < 0n || (offerId === 0n && amount === 0n)) return code.malformed
    return offerId === 0n ? code.success : 'notSupported'
  },
  apply({ manageSellOfferOp: offer }, context) {
    const { draft, rules, source } = context
    const refusal = refusalOf(offer, context)
    if (refusal !== null) return { code: refusal }
    if (wouldTrade(offer, context)) return { error: 'notSupported' }
    const owner = accountOf(draft, source)
    const place: Reservation = { owner, reserves: 1, subEntry: true }
    const reserved = reserve(place, context)
    if ('refused' in reserved) return reserved.refused === 'lowReserve' ? { code: code.lowReserve } : { error: reserved.refused }
    storeAccount(draft, owner, rules.moment.ledger)
    const amount = amountOf(offer, context)
    if ('refused' in amount) return { code: amount.refused }
    if (amount.selling > 0n) return put(offer, amount.selling, reserved.sponsor, context)
    release(place, reserved.sponsor === null ? null : publicKey(reserved.sponsor), context)
    storeAccount(draft, owner, rules.moment.ledger)
    return { code: code.success, payload: concatenate(noneClaimed, int32(effect.deleted)) }
  },
}

function refusalOf({ selling, buying }: xdr.ManageSellOfferOp, { draft, source }: OperationContext): number | null {
  if (isCredit(selling) && !isIssuer(source, selling)) {
    const line = loadTrustLine(draft, source, selling)
    if (line === null) return code.sellNoTrust
    if (line.balance === 0n) return code.underfunded
    if (!isAuthorized(line)) return code.sellNotAuthorized
  }
  if (isCredit(buying) && !isIssuer(source, buying)) {
    const line = loadTrustLine(draft, source, buying)
    if (line === null) return code.buyNoTrust
    if (!isAuthorized(line)) return code.buyNotAuthorized
  }
  return null
}

function amountOf(
  { selling, buying, amount, price }: xdr.ManageSellOfferOp,
  context: OperationContext,
): { refused: number } | { selling: bigint } {
  const [room, available] = [roomFor(buying, context), availableOfAsset(selling, context)]
  const bound = exchange(price, amount, largest)
  if (room < bound.buying || room === 0n) return { refused: code.lineFull }
  if (available < bound.selling) return { refused: code.underfunded }
  return { selling: sellable(price, amount < available ? amount : available, room) }
}

function put(offer: xdr.ManageSellOfferOp, amount: bigint, sponsor: AccountId | null, context: OperationContext): ClassicOutcome {
  const { draft, rules, source, ids } = context
  const { selling, buying, price } = offer
  ids.last += 1n
  const fields = { sellerId: publicKey(source), offerId: ids.last, selling, buying, amount, price, flags: 0 }
  const entry = new xdr.OfferEntry({ ...fields, ext: xdr.OfferEntryExt.v0() })
  const data = xdr.LedgerEntryData.offer(entry)
  const stored = new xdr.LedgerEntry({ lastModifiedLedgerSeq: rules.moment.ledger, data, ext: sponsoredBy(sponsor) })
  const key = concatenate(int32(entryType.offer), int32(0), Buffer.from(source, 'hex'), int64(ids.last))
  draft.set(keyText(key), stored.toXDR())
  bind(selling, { buying: 0n, selling: amount }, context)
  bind(buying, { buying: exchange(price, amount, largest).buying, selling: 0n }, context)
  return { code: code.success, payload: concatenate(noneClaimed, int32(effect.created), entry.toXDR()) }
}

function roomFor(asset: xdr.Asset, { draft, source }: OperationContext): bigint {
  if (!isCredit(asset)) {
    const account = accountOf(draft, source)
    return largest - account.balance - extensionOf(account).liabilities.buying
  }
  const line = isIssuer(source, asset) ? null : loadTrustLine(draft, source, asset)
  return line === null ? largest : roomOf(line)
}

function availableOfAsset(asset: xdr.Asset, { draft, source, rules }: OperationContext): bigint {
  if (!isCredit(asset)) return availableBalance(accountOf(draft, source), rules.moment.baseReserve)
  const line = isIssuer(source, asset) ? null : loadTrustLine(draft, source, asset)
  return line === null ? largest : availableOf(line)
}

// What an offer may take or bring stays bound until it is gone.
function bind(asset: xdr.Asset, more: { buying: bigint; selling: bigint }, { draft, source, rules }: OperationContext): void {
  const sum = (one: { buying: bigint; selling: bigint }) => ({ buying: one.buying + more.buying, selling: one.selling + more.selling })
  if (!isCredit(asset)) {
    const account = accountOf(draft, source)
    extend(account, { liabilities: sum(extensionOf(account).liabilities) })
    storeAccount(draft, account, rules.moment.ledger)
    return
  }
  const line = isIssuer(source, asset) ? null : loadTrustLine(draft, source, asset)
  if (line === null) return
  setLiabilities(line, sum(liabilitiesOf(line)))
  storeTrustLine(draft, line, rules.moment.ledger)
}

function wouldTrade(offer: xdr.ManageSellOfferOp, { offers }: OperationContext): boolean {
  return offers().some(
    (other) =>
      equal(other.selling.toXDR(), offer.buying.toXDR()) &&
      equal(other.buying.toXDR(), offer.selling.toXDR()) &&
      isCrossedBy(other.price, offer.price),
  )
}

function accountOf(draft: OperationContext['draft'], source: AccountId): Account {
  const account = loadAccount(draft, source)
  if (account === null) throw new Error('the source of an operation is gone')
  return account
}
