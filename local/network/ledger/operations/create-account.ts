import { accountIdOf, availableBalance, loadAccount, newAccount, storeAccount } from '../account.ts'
import { transferEvent } from '../events.ts'
import type { ClassicOperation } from '../operation-kind.ts'
import { startingSequence } from '../sequence.ts'
import { reserve, sponsoredBy } from '../sponsorship.ts'

const code = { success: 0, malformed: -1, underfunded: -2, lowReserve: -3, alreadyExists: -4 }

export const createAccount: ClassicOperation<'createAccount'> = {
  level: 'medium',
  check({ createAccountOp }, source) {
    const { destination, startingBalance } = createAccountOp
    return startingBalance < 0n || accountIdOf(destination) === source ? code.malformed : code.success
  },
  apply({ createAccountOp }, context) {
    const { draft, rules, source, sourceAddress, memo } = context
    const { ledger, baseReserve, networkId } = rules.moment
    const { startingBalance } = createAccountOp
    const destination = accountIdOf(createAccountOp.destination)
    if (loadAccount(draft, destination) !== null) return { code: code.alreadyExists }
    const owner = newAccount(destination, startingBalance, startingSequence(ledger))
    const place = reserve({ owner, reserves: 2, subEntry: false }, context)
    if ('refused' in place) return place.refused === 'lowReserve' ? { code: code.lowReserve } : { error: place.refused }
    const payer = loadAccount(draft, source)
    if (payer === null || availableBalance(payer, baseReserve) < startingBalance) return { code: code.underfunded }
    payer.balance -= startingBalance
    storeAccount(draft, payer, ledger)
    storeAccount(draft, { ...owner, entryExtension: sponsoredBy(place.sponsor) }, ledger)
    const transfer = { amount: startingBalance, from: sourceAddress, to: createAccountOp.destination, memo }
    return { code: code.success, events: [transferEvent(transfer, networkId)] }
  },
}
