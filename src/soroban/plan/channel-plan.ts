import type { ChainFacts } from '../network/facts.ts'
import type { DeploymentStep } from './deployment-plan.ts'
import { type OrderedContract, orderOf } from './order.ts'
import { wavesOf } from './waves.ts'

export interface ChannelPolicy {
  /** Addresses of the accounts that may lend sequence numbers. */
  readonly channels: readonly string[]
  /** Whether they are merged back into the deployer at the end. */
  readonly mergeChannels: boolean
}

interface ChannelPlan {
  readonly first: readonly DeploymentStep[]
  readonly last: readonly DeploymentStep[]
  /** Ids of work on channels that is done, or that nothing needs any more. */
  readonly done: readonly string[]
  /** The least number of ledgers for all of it. */
  readonly ledgers: number
}

/** A transaction has at most 20 signatures: the deployer's, and one of each account that leaves. */
const mergesATransaction = 19
const opening = 'open channels'

/** What is to be done to the channel accounts around these steps: they are opened where that saves ledgers. */
export function planChannels(
  steps: readonly DeploymentStep[],
  wanted: readonly OrderedContract[],
  { found, policy }: { found: Pick<ChainFacts, 'accounts' | 'capacity'>; policy: ChannelPolicy },
): ChannelPlan {
  const { channels, mergeChannels } = policy
  const ledgersWith = (lanes: number) => wavesOf(orderOf(steps, wanted), { capacity: found.capacity, lanes }).length
  const areThere = channels.every((address) => found.accounts.has(address))
  const alone = ledgersWith(0)
  const opens = channels.length > 0 && !areThere && ledgersWith(channels.length) + 1 < alone
  const uses = channels.length > 0 && (areThere || opens)
  const merges = mergeChannels ? mergings(channels, { found, opens }) : { steps: [], done: [] }
  return {
    first: opens ? [{ id: opening, do: 'open-channels', accounts: channels }] : [],
    last: merges.steps,
    done: [...(channels.length > 0 && !opens ? [opening] : []), ...merges.done],
    ledgers: (uses ? ledgersWith(channels.length) : alone) + (opens ? 1 : 0) + merges.steps.length,
  }
}

/** Chunks hold fixed accounts, so that the remainder of a half-done plan has the same steps. */
function mergings(
  channels: readonly string[],
  { found, opens }: { found: Pick<ChainFacts, 'accounts'>; opens: boolean },
): { steps: DeploymentStep[]; done: string[] } {
  const chunks = Array.from({ length: Math.ceil(channels.length / mergesATransaction) }, (_, index) => ({
    id: `merge channels ${index + 1}`,
    accounts: channels.slice(index * mergesATransaction, (index + 1) * mergesATransaction),
  }))
  const isNeeded = ({ accounts }: { accounts: readonly string[] }) => opens || accounts.some((address) => found.accounts.has(address))
  return {
    steps: chunks.filter(isNeeded).map(({ id, accounts }) => ({ id, do: 'merge-channels', accounts })),
    done: chunks.filter((chunk) => !isNeeded(chunk)).map(({ id }) => id),
  }
}
