import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readTransaction } from '../../../local/network/ledger/transaction.ts'
import { Queue } from '../../../local/network/queue.ts'
import { entryOf, keyOfAccount } from '../../support/validity/account.ts'
import { type Attempt, codeOf, envelopeOf } from '../../support/validity/attempt.ts'
import { conditionKinds } from '../../support/validity/condition-kinds.ts'
import { feeKinds } from '../../support/validity/fee-kinds.ts'
import { type Base, type Kind, timeLeft } from '../../support/validity/kind.ts'
import { root, walk } from '../../support/validity/recorded.ts'
import { resourceKinds } from '../../support/validity/resource-kinds.ts'
import { signatureKinds } from '../../support/validity/signature-kinds.ts'

const archive = join(import.meta.dirname, '../../../../shared/golden/ledgers-p27.tar.xz')
const kinds: readonly Kind[] = [...signatureKinds, ...conditionKinds, ...feeKinds, ...resourceKinds]
/** Each kind takes every so many of the recorded transactions that it can, not all the same of them. */
const strideOf = ({ of, rare }: Kind): number => (rare === true ? 1 : of === undefined ? 5 : 4)
const least = 1_000

// The recorded ledgers are data beside the repository, not part of it.
const testWhereRecorded = existsSync(archive) ? test : test.skip

testWhereRecorded(
  `what was recorded is accepted, and what is spoiled in ${kinds.length} ways is refused with the code that stellar-core's rules give`,
  () => {
    const wrong: string[] = []
    const counts = new Map(kinds.map(({ name }) => [name, 0]))
    let recorded = 0
    const expectAnswer = (what: string, base: Base, given: string, wanted: string) => {
      if (given !== wanted) wrong.push(`transaction ${base.ordinal}, ${what}: ${given} for ${wanted}`)
    }
    walk(archive, 27, ({ transaction, base }) => {
      recorded += 1
      expectAnswer('as recorded', base, answer(transaction.bytes, base), 'PENDING')
      for (const [place, kind] of kinds.entries()) {
        if ((base.ordinal + place) % strideOf(kind) !== 0 || kind.of?.(base) === false) continue
        const { name, code } = kind
        const { good, bad } = kind.twins(base)
        expectAnswer(`the good twin of ${name}`, base, attempted(good, base), 'PENDING')
        expectAnswer(name, base, attempted(bad, base), code)
        counts.set(name, (counts.get(name) ?? 0) + 1)
      }
    })
    const rows = kinds.map(({ name, rule, code }) => `${String(counts.get(name)).padStart(6)}  ${code.padEnd(36)}  ${name} (${rule})`)
    process.stdout.write(`${recorded} transactions as recorded; spoiled:\n${rows.join('\n')}\n`)

    expect(wrong.slice(0, 20)).toEqual([])
    expect(kinds.filter(({ name }) => (counts.get(name) ?? 0) < least).map(({ name }) => name)).toEqual([])
    expect(recorded).toBeGreaterThan(5_000)
  },
  1_800_000,
)

/** What a node with an empty queue answers, its accounts being as the attempt wants them. */
function attempted(attempt: Attempt, base: Base): string {
  const { state, networkId } = base.ledger
  const wanted = (attempt.accounts ?? []).map((account) => ({ key: keyOfAccount(account), entry: entryOf(account) }))
  const before = wanted.map(({ key }) => ({ key, entry: state.get(key) }))
  for (const { key, entry } of wanted) state.set(key, entry)
  const given = answer(envelopeOf(attempt, networkId, root), base)
  for (const { key, entry } of before) state.set(key, entry)
  return given
}

function answer(envelope: Uint8Array, { ledger }: Base): string {
  const admission = new Queue(ledger).add(readTransaction(envelope, ledger.networkId), timeLeft)
  return admission.status === 'ERROR' ? codeOf(admission.result) : admission.status
}
