import type { ChainFacts } from '../network/facts.ts'

/** Ledgers that the policy's time is at the network's pace, within what the network allows. */
export function ledgersOf(ms: number, { closeMs, maxEntryTtl }: Pick<ChainFacts, 'closeMs' | 'maxEntryTtl'>): number {
  return Math.min(Math.ceil(ms / closeMs), maxEntryTtl - 1)
}
