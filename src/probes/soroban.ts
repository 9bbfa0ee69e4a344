import { z } from 'zod'
import { problemsOf } from '../core/problem.ts'
import { keeps, parseThreshold, type Threshold } from '../core/threshold.ts'
import { networkOf } from '../soroban/network/network.ts'
import { rpcAt } from '../soroban/network/rpc.ts'
import { abortion } from './abortion.ts'
import { defineProbe, patienceKeys } from './kind.ts'
import { sorobanUnhealthy } from './problems.ts'
import { passed, refused } from './result.ts'

const seconds = z.string().refine((text) => ageOf(text) !== null, 'Expected `< 60 s`')

/** An RPC node that is healthy, of the right network, and in step with it. */
export const soroban = defineProbe({
  name: 'soroban',
  schema: z.strictObject({
    rpc: z.string().optional().describe('Default: the one of `network`.'),
    passphrase: z.string().optional().describe('Default: the one of `network`.'),
    'ledger-age': seconds.optional().describe('How old the newest ledger may be. Default < 60 s.'),
    ...patienceKeys,
  }),
  title: () => 'rpc',
  patience: (declared) => declared,
  async prepare(declared, context) {
    const { probe, at, world } = context
    const rpcUrl = declared.rpc === undefined ? networkOf(context.run).rpcUrl : context.text(declared.rpc, 'rpc')
    const passphrase =
      declared.passphrase === undefined ? networkOf(context.run).passphrase : context.text(declared.passphrase, 'passphrase')
    const bound = declared['ledger-age'] ?? '< 60 s'
    const age = ageOf(bound) ?? parseThreshold('< 60 s')
    const rpc = rpcAt(rpcUrl, world)
    const expected = `healthy, "${passphrase}", newest ledger ${bound}`
    return async (signal) => {
      const giveUp = abortion(signal)
      try {
        const facts = await Promise.race([
          Promise.all([
            rpc.read<Health>('getHealth'),
            rpc.read<{ passphrase: string }>('getNetwork'),
            rpc.read<{ closeTime?: string | number }>('getLatestLedger'),
          ]),
          giveUp.promise,
        ])
        const { reason, observed } = judge(facts, { passphrase, age, nowSeconds: world.clock.now().getTime() / 1_000 })
        if (reason === null) return passed(expected, observed)
        return refused(sorobanUnhealthy({ probe, reason, at: at() }), { expected, observed })
      } catch (thrown) {
        const problems = problemsOf(thrown)
        if (problems === null && !signal.aborted) throw thrown
        const reason = problems?.[0]?.message ?? 'no answer in time'
        return refused(sorobanUnhealthy({ probe, reason: reason.replace(/\.$/, ''), at: at() }), { expected, observed: reason })
      } finally {
        giveUp.cancel()
      }
    }
  },
})

interface Health {
  readonly status: string
  readonly latestLedgerCloseTime?: string | number
}

/** What is wrong with the node, or null; and what was seen. */
function judge(
  [health, network, latest]: readonly [Health, { passphrase: string }, { closeTime?: string | number }],
  { passphrase, age, nowSeconds }: { passphrase: string; age: Threshold; nowSeconds: number },
): { reason: string | null; observed: string } {
  const ageSeconds = nowSeconds - Number(latest.closeTime ?? health.latestLedgerCloseTime ?? Number.NaN)
  const observed = `${health.status}, newest ledger ${Number.isFinite(ageSeconds) ? `${ageSeconds.toFixed(0)} s` : 'of unknown age'}`
  if (health.status !== 'healthy') return { reason: `its status is "${health.status}"`, observed }
  if (network.passphrase !== passphrase) return { reason: `it serves "${network.passphrase}", expected "${passphrase}"`, observed }
  // A node whose clock runs ahead gives a negative age: that is fresh.
  if (!keeps(age, Number.isFinite(ageSeconds) ? Math.max(0, ageSeconds) : ageSeconds)) {
    return {
      reason: `the newest ledger is ${Number.isFinite(ageSeconds) ? `${ageSeconds.toFixed(0)} s old` : 'of unknown age'}, expected ${age.operator} ${age.value} s`,
      observed,
    }
  }
  return { reason: null, observed }
}

function ageOf(text: string): Threshold | null {
  try {
    const bound = parseThreshold(text)
    return bound.operator.startsWith('<') && bound.unit === 's' && bound.value > 0 ? bound : null
  } catch {
    return null
  }
}
