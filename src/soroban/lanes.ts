import type { Signer } from './deployer.ts'

/** An account that lends sequence numbers, to one transaction at a time. */
export interface Lane {
  readonly exclusively: <Result>(work: (lane: Signer) => Promise<Result>) => Promise<Result>
}

/** The lane at a place: a channel account, or the deployer's own where there is none. */
export function lanesOf(deployer: Signer, channels: readonly Signer[]): (place: number | null) => Lane {
  const own = laneOf(deployer)
  const lanes = channels.map(laneOf)
  return (place) => (place === null ? own : (lanes[place % lanes.length] ?? own))
}

function laneOf(account: Signer): Lane {
  let last: Promise<unknown> = Promise.resolve()
  return {
    exclusively(work) {
      const mine = last.then(() => work(account))
      last = mine.catch(() => undefined)
      return mine
    },
  }
}
