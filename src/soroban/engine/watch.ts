import { problemsOf } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import type { Chain } from '../network/chain.ts'
import { accountIn, type FoundAccount } from '../network/facts.ts'
import { accountKey } from '../network/keys.ts'

/** An account as one ledger has it; null: it is not there. */
export interface Sight {
  readonly account: FoundAccount | null
  readonly ledger: number
}

/** Looks at accounts for all that wait: one request a beat, however many transactions are on their way. */
export interface Watch {
  /** As it is now. */
  now(address: string): Promise<Sight>
  /** As it is one beat later; null: no node answered. */
  next(address: string): Promise<Sight | null>
  /** Something was just sent: the next beats come fast. */
  hurry(): void
}

const pause = { firstMs: 40, growth: 1.6, longestMs: 400 }

export function watchAccounts(chain: Chain, { sleep, log }: Pick<World, 'sleep' | 'log'>): Watch {
  const waiting = new Map<string, PromiseWithResolvers<Sight | null>>()
  let pauseMs = pause.firstMs
  let isBeating = false

  async function see(addresses: readonly string[]): Promise<(address: string) => Sight> {
    const keys = new Map(addresses.map((address) => [address, accountKey(address, chain.sdk)]))
    const read = await chain.read([...keys.values()])
    return (address) => {
      const key = keys.get(address)
      return { account: key === undefined ? null : accountIn(read.entry(key), chain.sdk), ledger: read.latestLedger }
    }
  }

  async function beat(): Promise<void> {
    await sleep(pauseMs)
    pauseMs = Math.min(pauseMs * pause.growth, pause.longestMs)
    isBeating = false
    const asked = new Map(waiting)
    waiting.clear()
    try {
      const seen = await see([...asked.keys()])
      for (const [address, { resolve }] of asked) resolve(seen(address))
    } catch (thrown) {
      const problems = problemsOf(thrown)
      // What is on its way is not settled by a node that is gone: it is asked again, until time is up.
      if (problems !== null) log.line(`${problems[0]?.message} Asking again.`)
      for (const { resolve, reject } of asked.values()) problems === null ? reject(thrown) : resolve(null)
    }
  }

  return {
    now: async (address) => (await see([address]))(address),
    next(address) {
      const answer = waiting.get(address) ?? Promise.withResolvers<Sight | null>()
      waiting.set(address, answer)
      if (!isBeating) {
        isBeating = true
        void beat()
      }
      return answer.promise
    },
    hurry() {
      pauseMs = pause.firstMs
    },
  }
}
