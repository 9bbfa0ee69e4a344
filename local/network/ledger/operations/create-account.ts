import { accountIdOf, availableBalance, loadAccount, newAccount, storeAccount } from '../account.ts'
import type { ClassicOperation } from '../operation.ts'
import { startingSequence } from '../sequence.ts'

const code = { success: 0, malformed: -1, underfunded: -2, lowReserve: -3, alreadyExists: -4 }

export const createAccount: ClassicOperation<'createAccount'> = {
  level: 'medium',
  check({ createAccountOp }, source) {
    const { destination, startingBalance } = createAccountOp
    return startingBalance < 0n || accountIdOf(destination) === source ? code.malformed : code.success
  },
  apply({ createAccountOp }, { draft, rules, source }) {
    const { ledger, baseReserve } = rules.moment
    const { startingBalance } = createAccountOp
    const destination = accountIdOf(createAccountOp.destination)
    if (loadAccount(draft, destination) !== null) return { code: code.alreadyExists }
    if (startingBalance < 2n * BigInt(baseReserve)) return { code: code.lowReserve }
    const payer = loadAccount(draft, source)
    if (payer === null || availableBalance(payer, baseReserve) < startingBalance) return { code: code.underfunded }
    payer.balance -= startingBalance
    storeAccount(draft, payer, ledger)
    storeAccount(draft, newAccount(destination, startingBalance, startingSequence(ledger)), ledger)
    return { code: code.success }
  },
}
