import type { OrderedStep } from '../plan/order.ts'

/**
 * Steps in rounds of signatures: those of one round need only what earlier rounds did, so all of it can be simulated,
 * and signed elsewhere, together.
 */
export function roundsOf(steps: readonly OrderedStep[]): OrderedStep[][] {
  const rounds: OrderedStep[][] = []
  let open = [...steps]
  while (open.length > 0) {
    const ids = new Set(open.map(({ id }) => id))
    const ready = open.filter(({ needs }) => needs.every((need) => !ids.has(need)))
    if (ready.length === 0) throw new TypeError(`these need each other: ${[...ids].join(', ')}`)
    rounds.push(ready)
    open = open.filter((step) => !ready.includes(step))
  }
  return rounds
}
