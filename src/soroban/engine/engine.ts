import type { World } from '../../core/world.ts'
import type { Chain } from '../network/chain.ts'
import type { Signatory } from '../signers/signatory.ts'
import type { Signer } from '../signers/signer.ts'
import { type Journal, noJournal } from './journal.ts'
import { type Lane, lanesOf } from './lanes.ts'
import { goingPrice } from './price.ts'
import { type Purse, purseOf } from './purse.ts'
import { type Draft, draftHere, type SlotNow } from './signing.ts'
import type { PreparedCall } from './transaction.ts'
import { type Watch, watchAccounts } from './watch.ts'

/** What every task of a run works with. */
export interface Engine {
  readonly chain: Chain
  /** In whose name all is done. */
  readonly deployer: Signatory
  /** Whose account pays. */
  readonly payer: Signatory
  /** A prepared call as the transaction that is signed for it. */
  readonly draft: (prepared: PreparedCall, slot: SlotNow) => Draft
  readonly world: Pick<World, 'sleep' | 'clock' | 'log' | 'write' | 'cancellation'>
  readonly watch: Watch
  readonly lane: (place: number | null) => Lane
  readonly purse: Purse
  readonly journal: Journal
  /** What inclusion costs now, in stroops an operation. */
  readonly price: () => Promise<bigint>
}

type Parts = Pick<Engine, 'chain' | 'deployer' | 'world'> & {
  /** The deployer pays where none is given. */
  readonly payer?: Signatory
  readonly draft?: Engine['draft']
  /** Accounts that lend sequence numbers; without any the deployer's own is the only one. */
  readonly channels?: readonly Signer[]
  readonly purse?: Purse
  readonly journal?: Journal
}

export function openEngine({ chain, deployer, world, channels = [], purse = purseOf(null), journal = noJournal, ...parts }: Parts): Engine {
  const { payer = deployer, draft = (prepared, slot) => draftHere(prepared, { chain, deployer, ...slot }) } = parts
  const lane = lanesOf(deployer, channels)
  return { chain, deployer, payer, draft, world, purse, journal, lane, watch: watchAccounts(chain, world), price: goingPrice(chain) }
}
