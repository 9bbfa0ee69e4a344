import { inTurn } from '../../core/in-turn.ts'
import { alone, type Signatory } from '../signers/signatory.ts'
import type { Signer } from '../signers/signer.ts'

/** An account that lends sequence numbers, to one transaction at a time. */
export interface Lane {
  readonly exclusively: <Result>(work: (lane: Signatory) => Promise<Result>) => Promise<Result>
}

/** The lane at a place: a channel account, or the deployer's own where there is none. */
export function lanesOf(deployer: Signatory, channels: readonly Signer[]): (place: number | null) => Lane {
  const own = laneOf(deployer)
  const lanes = channels.map((channel) => laneOf(alone(channel)))
  return (place) => itemAt(place, lanes) ?? own
}

/** What stands at a place of a list that goes round; null where there is none. */
export function itemAt<Item>(place: number | null, items: readonly Item[]): Item | null {
  return place === null ? null : (items[place % items.length] ?? null)
}

function laneOf(account: Signatory): Lane {
  const queued = inTurn()
  return { exclusively: (work) => queued(() => work(account)) }
}
