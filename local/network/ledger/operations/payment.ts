import { accountIdOfMuxed, availableBalance, canReceive, loadAccount, storeAccount } from '../account.ts'
import type { ClassicOperation } from '../operation.ts'

const code = { success: 0, malformed: -1, underfunded: -2, noTrust: -3, noDestination: -5, lineFull: -8 }

/** Payments of the native asset. This network has no trust lines, so that nobody holds another asset. */
export const payment: ClassicOperation<'payment'> = {
  level: 'medium',
  check({ paymentOp }) {
    return paymentOp.amount <= 0n ? code.malformed : code.success
  },
  apply({ paymentOp }, { draft, rules, source }) {
    const { ledger, baseReserve } = rules.moment
    const { amount, asset } = paymentOp
    if (asset.type !== 'assetTypeNative') return { code: code.noTrust }
    const destination = accountIdOfMuxed(paymentOp.destination)
    if (destination === source) return { code: code.success }
    const receiver = loadAccount(draft, destination)
    if (receiver === null) return { code: code.noDestination }
    if (!canReceive(receiver, amount)) return { code: code.lineFull }
    const payer = loadAccount(draft, source)
    if (payer === null || availableBalance(payer, baseReserve) < amount) return { code: code.underfunded }
    receiver.balance += amount
    payer.balance -= amount
    storeAccount(draft, receiver, ledger)
    storeAccount(draft, payer, ledger)
    return { code: code.success }
  },
}
