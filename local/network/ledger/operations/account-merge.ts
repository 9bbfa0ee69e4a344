import { int64 } from '../../bytes.ts'
import { type Account, accountIdOfMuxed, canReceive, loadAccount, storeAccount } from '../account.ts'
import { accountKey } from '../keys.ts'
import type { ClassicOperation } from '../operation.ts'
import { startingSequence } from '../sequence.ts'

const code = {
  success: 0,
  malformed: -1,
  noAccount: -2,
  immutable: -3,
  hasSubEntries: -4,
  sequenceTooFar: -5,
  destinationFull: -6,
  isSponsor: -7,
}
const immutableFlag = 4

export const accountMerge: ClassicOperation<'accountMerge'> = {
  level: 'high',
  check({ destination }, source) {
    return accountIdOfMuxed(destination) === source ? code.malformed : code.success
  },
  apply(body, { draft, rules, source }) {
    const { ledger } = rules.moment
    const receiver = loadAccount(draft, accountIdOfMuxed(body.destination))
    if (receiver === null) return { code: code.noAccount }
    const leaving = loadAccount(draft, source)
    if (leaving === null) throw new Error('the source of an operation is gone')
    const refusal = refusalToLeave(leaving, ledger)
    if (refusal !== null) return { code: refusal }
    if (!canReceive(receiver, leaving.balance)) return { code: code.destinationFull }
    receiver.balance += leaving.balance
    storeAccount(draft, receiver, ledger)
    draft.set(accountKey(source), null)
    return { code: code.success, payload: int64(leaving.balance) }
  },
}

function refusalToLeave(account: Account, ledger: number): number | null {
  if ((account.flags & immutableFlag) !== 0) return code.immutable
  if (account.numSubEntries !== account.signers.length) return code.hasSubEntries
  // Made anew in this ledger, the account could repeat its old transactions.
  if (account.seqNum >= startingSequence(ledger)) return code.sequenceTooFar
  const sponsorship = account.ext.type === 'v1' && account.ext.v1.ext.type === 'v2' ? account.ext.v1.ext.v2 : null
  return (sponsorship?.numSponsoring ?? 0) > 0 ? code.isSponsor : null
}
