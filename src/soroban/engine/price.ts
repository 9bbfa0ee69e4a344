import { problemsOf } from '../../core/problem.ts'
import type { Chain } from '../network/chain.ts'
import { leastPrice } from './bids.ts'

/** What others paid lately for inclusion, asked once for all transactions that are made together. */
export function goingPrice(chain: Pick<Chain, 'inclusionFee' | 'newestLedger'>): () => Promise<bigint> {
  let known: { readonly ledger: number; readonly price: Promise<bigint> } | null = null
  return () => {
    const ledger = chain.newestLedger()
    if (known?.ledger !== ledger) known = { ledger, price: chain.inclusionFee().catch(leastWhenUnknown) }
    return known.price
  }
}

/** A bid that is too low is raised anyway, so a node without statistics stops nothing. */
function leastWhenUnknown(thrown: unknown): bigint {
  if (problemsOf(thrown) === null) throw thrown
  return leastPrice
}
