import { loadAccount, noteSequenceUse, storeAccount } from '../account.ts'
import type { ClassicOperation } from '../operation-kind.ts'

const code = { success: 0, badSequence: -1 }

export const bumpSequence: ClassicOperation<'bumpSequence'> = {
  level: 'low',
  check({ bumpSequenceOp }) {
    return bumpSequenceOp.bumpTo < 0n ? code.badSequence : code.success
  },
  apply({ bumpSequenceOp }, { draft, rules, source }) {
    const account = loadAccount(draft, source)
    if (account === null) throw new Error('the source of an operation is gone')
    if (bumpSequenceOp.bumpTo > account.seqNum) account.seqNum = bumpSequenceOp.bumpTo
    noteSequenceUse(account, rules.moment)
    storeAccount(draft, account, rules.moment.ledger)
    return { code: code.success }
  },
}
