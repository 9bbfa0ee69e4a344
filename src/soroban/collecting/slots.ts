import { itemAt } from '../engine/lanes.ts'
import type { Chain } from '../network/chain.ts'
import { accountIn } from '../network/facts.ts'
import { accountKey } from '../network/keys.ts'
import type { OrderedStep } from '../plan/order.ts'
import { laneMissing } from '../problems.ts'
import type { Signer } from '../signers/signer.ts'

/** An account that lends a sequence number, and the number. */
export interface NumberedLane {
  readonly lane: string
  readonly sequence: bigint
}

export interface Slots {
  readonly ledger: number
  /** The last number that an account used; null: it is not there, or none of ours. */
  readonly lastOf: (lane: string) => bigint | null
  /** What each step of a round takes, in the order they are sent. */
  readonly of: (round: readonly OrderedStep[]) => readonly (NumberedLane & Pick<OrderedStep, 'step'>)[]
}

/** Reads which sequence numbers come next. */
export async function readSlots({
  chain,
  deployer,
  channels,
}: {
  chain: Chain
  deployer: { readonly address: string }
  channels: readonly Pick<Signer, 'address'>[]
}): Promise<Slots> {
  const { sdk, network } = chain
  const addresses = [deployer, ...channels].map(({ address }) => address)
  const read = await chain.read(addresses.map((address) => accountKey(address, sdk)))
  const last = new Map(addresses.map((address) => [address, accountIn(read.entry(accountKey(address, sdk)), sdk)?.sequence ?? null]))
  const lastOf = (lane: string) => last.get(lane) ?? null
  return {
    ledger: read.latestLedger,
    lastOf,
    of(round) {
      const taken = new Map<string, bigint>()
      return round.map(({ step, lane: place }) => {
        const lane = (itemAt(place, channels) ?? deployer).address
        const before = taken.get(lane) ?? lastOf(lane)
        if (before === null) throw laneMissing({ step: step.id, address: lane, network: network.name, at: network.at })
        taken.set(lane, before + 1n)
        return { step, lane, sequence: before + 1n }
      })
    },
  }
}
