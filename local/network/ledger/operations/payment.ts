import { accountIdOfMuxed, availableBalance, canReceive, loadAccount, storeAccount } from '../account.ts'
import { type Credit, isAssetValid, isCredit, issuerOf } from '../asset.ts'
import { paymentEvent } from '../events.ts'
import type { AccountId } from '../keys.ts'
import type { ClassicOperation, OperationContext } from '../operation-kind.ts'
import { availableOf, isAuthorized, isIssuer, loadTrustLine, roomOf, storeTrustLine } from '../trust-line.ts'

const code = {
  success: 0,
  malformed: -1,
  underfunded: -2,
  sourceHasNoTrust: -3,
  sourceNotAuthorized: -4,
  noDestination: -5,
  noTrust: -6,
  notAuthorized: -7,
  lineFull: -8,
}

/** What it is worth is given first and taken then, as in the path payment that stellar-core makes of it. */
export const payment: ClassicOperation<'payment'> = {
  level: 'medium',
  check({ paymentOp: { amount, asset } }) {
    return amount > 0n && isAssetValid(asset) ? code.success : code.malformed
  },
  apply({ paymentOp: { amount, asset, destination: muxed } }, context) {
    const destination = accountIdOfMuxed(muxed)
    const refusal = isCredit(asset) ? payCredit(asset, amount, destination, context) : payNative(amount, destination, context)
    if (refusal !== null) return { code: refusal }
    const { rules, sourceAddress, memo } = context
    return { code: code.success, events: [paymentEvent({ asset, amount, from: sourceAddress, to: muxed, memo }, rules.moment.networkId)] }
  },
}

function payNative(amount: bigint, destination: AccountId, { draft, rules, source }: OperationContext): number | null {
  const { ledger, baseReserve } = rules.moment
  if (destination === source) return null
  const receiver = loadAccount(draft, destination)
  if (receiver === null) return code.noDestination
  if (!canReceive(receiver, amount)) return code.lineFull
  const payer = loadAccount(draft, source)
  if (payer === null || availableBalance(payer, baseReserve) < amount) return code.underfunded
  receiver.balance += amount
  payer.balance -= amount
  storeAccount(draft, receiver, ledger)
  storeAccount(draft, payer, ledger)
  return null
}

function payCredit(asset: Credit, amount: bigint, destination: AccountId, context: OperationContext): number | null {
  // An issuer that is gone still takes its own asset back.
  if (issuerOf(asset) !== destination && loadAccount(context.draft, destination) === null) return code.noDestination
  return give(asset, amount, destination, context) ?? take(asset, amount, context)
}

function give(asset: Credit, amount: bigint, destination: AccountId, { draft, rules }: OperationContext): number | null {
  if (isIssuer(destination, asset)) return null
  const line = loadTrustLine(draft, destination, asset)
  if (line === null) return code.noTrust
  if (!isAuthorized(line)) return code.notAuthorized
  if (roomOf(line) < amount) return code.lineFull
  storeTrustLine(draft, { ...line, balance: line.balance + amount }, rules.moment.ledger)
  return null
}

function take(asset: Credit, amount: bigint, { draft, rules, source }: OperationContext): number | null {
  if (isIssuer(source, asset)) return null
  const line = loadTrustLine(draft, source, asset)
  if (line === null) return code.sourceHasNoTrust
  if (!isAuthorized(line)) return code.sourceNotAuthorized
  if (availableOf(line) < amount) return code.underfunded
  storeTrustLine(draft, { ...line, balance: line.balance - amount }, rules.moment.ledger)
  return null
}
