import { z } from 'zod'
import { problemsOf } from '../core/problem.ts'
import { readResolvedExpression } from '../core/resolved-expression.ts'
import type { ContractId } from '../soroban/contract-id.ts'
import { readContract } from '../soroban/contract-reading.ts'
import { openChain } from '../soroban/network/chain.ts'
import { networkOf } from '../soroban/network/network.ts'
import { loadSdk } from '../soroban/network/sdk.ts'
import { abortion } from './abortion.ts'
import { defineProbe, patienceKeys } from './kind.ts'
import { contractUnread, expectationNotMet } from './problems.ts'
import { passed, refused } from './result.ts'

/** What a contract answers when it is asked by simulation. */
export const contract = defineProbe({
  name: 'contract',
  schema: z.strictObject({
    id: z.string().describe('"${contracts.booking.id}"'),
    call: z.string().describe('A function that only reads.'),
    args: z.record(z.string(), z.unknown()).optional(),
    expect: z.string().describe('CEL over `value`, what it answered. Integers beyond 2^53 and bytes (hex) are text.'),
    ...patienceKeys,
  }),
  title: ({ id, call }) => `${/^\$\{contracts\.(.*)\.id\}$/.exec(id)?.[1] ?? id} ${call}`,
  conditions: ({ expect }, { at }) => [{ text: expect, at: at('expect') }],
  patience: (declared) => declared,
  async prepare({ id: declaredId, call, args = {}, expect }, context) {
    const { probe, at, world, references } = context
    const id = context.text(declaredId, 'id') as ContractId
    const expression = await readResolvedExpression(expect, { references, at: at('expect') })
    const typed = Object.fromEntries(
      Object.entries(args).map(([name, value]) => [name, typeof value === 'string' ? context.text(value, 'args', name) : value]),
    )
    const network = networkOf(context.run)
    // On a busy machine it takes seconds, which are not the node's.
    await loadSdk()
    return async (signal) => {
      const giveUp = abortion(signal)
      try {
        const read = openChain(network, world).then((chain) => readContract(chain, { id, call, args: typed, at: at('call') }))
        const { holds, observed } = expression.judge({ value: await Promise.race([read, giveUp.promise]) })
        if (holds) return passed(expect, observed)
        return refused(expectationNotMet({ probe, expression: expect, observed, at: at('expect') }), { expected: expect, observed })
      } catch (thrown) {
        if (signal.aborted) {
          const reason = 'no answer in time'
          return refused(contractUnread({ probe, reason, at: at() }), { verdict: 'error', expected: expect, observed: reason })
        }
        const [problem] = problemsOf(thrown) ?? []
        if (problem === undefined) throw thrown
        return refused(problem, { verdict: 'error', expected: expect, observed: problem.message })
      } finally {
        giveUp.cancel()
      }
    }
  },
})
