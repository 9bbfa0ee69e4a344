import type * as xdr from '@stellar/stellar-sdk/xdr'

/** Of one stroop of what is sold, in what is bought. */
type Price = Pick<xdr.Price, 'n' | 'd'>

const largest = 2n ** 63n - 1n

/** What goes out and comes in when an offer is taken as far as it can be. */
export interface Exchange {
  selling: bigint
  buying: bigint
}

/** When no more than `available` may go out and `room` come in (stellar-core: exchangeV10WithoutPriceErrorThresholds). */
export function exchange(price: Price, available: bigint, room: bigint): Exchange {
  const [n, d] = [BigInt(price.n), BigInt(price.d)]
  const offered = smaller(available * n, room * d)
  // Whoever takes the offer is not bound by anything.
  const taken = smaller(largest * d, largest * n)
  return offered > taken ? offerStays(taken, n, d) : offerIsUsedUp(offered, n, d)
}

/** How much of it an offer can sell; nothing when rounding would change the price by more than a hundredth (adjustOffer). */
export function sellable(price: Price, available: bigint, room: bigint): bigint {
  const { selling, buying } = exchange(price, available, room)
  const [worth, paid] = [selling * BigInt(price.n), buying * BigInt(price.d)]
  const difference = worth > paid ? worth - paid : paid - worth
  return 100n * difference <= worth ? selling : 0n
}

/** Whether an offer that waits at one price is good enough for one of the other way round. */
export function isCrossedBy(waiting: Price, coming: Price): boolean {
  return BigInt(waiting.n) * BigInt(coming.n) <= BigInt(waiting.d) * BigInt(coming.d)
}

// Rounding favors the side that stays.
function offerStays(value: bigint, n: bigint, d: bigint): Exchange {
  if (n > d) {
    const selling = value / n
    return { selling, buying: up(selling * n, d) }
  }
  const buying = value / d
  return { selling: (buying * d) / n, buying }
}

function offerIsUsedUp(value: bigint, n: bigint, d: bigint): Exchange {
  if (n > d) {
    const selling = value / n
    return { selling, buying: (selling * n) / d }
  }
  const buying = value / d
  return { selling: up(buying * d, n), buying }
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}

function up(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor
}
