import { int64 } from '../../bytes.ts'
import { type Account, accountIdOfMuxed, canReceive, loadAccount, storeAccount } from '../account.ts'
import { extensionOf } from '../account-extension.ts'
import { transferEvent } from '../events.ts'
import { accountKey } from '../keys.ts'
import type { ClassicOperation, OperationContext } from '../operation-kind.ts'
import { startingSequence } from '../sequence.ts'
import { removeSigner } from '../signer.ts'
import { release, sponsorOf } from '../sponsorship.ts'

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
  apply({ destination }, context) {
    const { draft, rules, source, sourceAddress, memo } = context
    const { ledger, networkId } = rules.moment
    if (loadAccount(draft, accountIdOfMuxed(destination)) === null) return { code: code.noAccount }
    const leaving = loadAccount(draft, source)
    if (leaving === null) throw new Error('the source of an operation is gone')
    const refusal = refusalToLeave(leaving, context)
    if (refusal !== null) return { code: refusal }
    while (leaving.signers.length > 0) removeSigner(leaving, leaving.signers.length - 1, context)
    const amount = leaving.balance
    const receiver = loadAccount(draft, accountIdOfMuxed(destination))
    if (receiver === null || !canReceive(receiver, amount)) return { code: code.destinationFull }
    receiver.balance += amount
    storeAccount(draft, receiver, ledger)
    release({ owner: leaving, reserves: 2, subEntry: false }, sponsorOf(leaving.entryExtension), context)
    draft.set(accountKey(source), null)
    const event = transferEvent({ amount, from: sourceAddress, to: destination, memo }, networkId)
    return { code: code.success, payload: int64(amount), events: [event] }
  },
}

function refusalToLeave(account: Account, { rules, sponsorships, source }: OperationContext): number | null {
  if ((account.flags & immutableFlag) !== 0) return code.immutable
  if (account.numSubEntries !== account.signers.length) return code.hasSubEntries
  // Made anew in this ledger, the account could repeat its old transactions.
  if (account.seqNum >= startingSequence(rules.moment.ledger)) return code.sequenceTooFar
  if ([...sponsorships.values()].includes(source)) return code.isSponsor
  return extensionOf(account).numSponsoring > 0 ? code.isSponsor : null
}
