import type { World } from '../../core/world.ts'
import { envelopeOf, hashOfTransaction, unsigned } from '../engine/signing.ts'
import { taskOf } from '../engine/tasks.ts'
import { type PreparedCall, prepareCall } from '../engine/transaction.ts'
import type { Chain } from '../network/chain.ts'
import type { ChainFacts, FoundAccount } from '../network/facts.ts'
import type { ChainStep } from '../plan/deployment-plan.ts'
import { neededWeight, pickSigners } from '../signers/account-signers.ts'
import { levelOf, type Signatory } from '../signers/signatory.ts'
import type { Signer } from '../signers/signer.ts'
import { stepLevels } from '../signers/signer-checks.ts'
import type { Wanted } from '../wanted.ts'
import { type CollectedTransaction, isOver, type Moment, matchesOf } from './collected-transaction.ts'
import type { NumberedLane } from './slots.ts'
import type { UnsignedEntry } from './unsigned-file.ts'

/** What signatures from elsewhere are collected for. */
export interface Collecting extends Pick<ChainFacts, 'closeMs'> {
  readonly wanted: Wanted
  readonly chain: Chain
  readonly world: Pick<World, 'clock' | 'write' | 'directory'>
  /** The deployer with its signers on this machine. */
  readonly deployer: Signatory
  readonly account: FoundAccount
  /** Accounts that lend sequence numbers; none: the deployer's own does. */
  readonly channels: readonly Signer[]
  readonly collected: readonly CollectedTransaction[]
}

/** A step as it waits for signatures, and what was collected for it so far. */
export interface RoundEntry {
  readonly entry: UnsignedEntry
  readonly match: CollectedTransaction | null
  /** Collected ones that would do the same, and are not taken. */
  readonly replaced: readonly CollectedTransaction[]
}

/** Simulates a step and writes it as it is to be signed elsewhere; null: the signers on this machine are enough for it. */
export async function entryOf(
  step: ChainStep,
  { slot, now, parts }: { slot: NumberedLane; now: Moment; parts: Collecting },
): Promise<RoundEntry | null> {
  const { chain, deployer, wanted, closeMs } = parts
  const prepared = await prepareCall((await taskOf(step, parts)).call, { chain, source: deployer.address })
  if (prepared.operations.length > 0 && levelOf(prepared.operations) !== stepLevels[step.do])
    throw new TypeError(`"${step.do}" asks for another threshold than is known`)
  const needed = weightOf(prepared, slot.lane, parts)
  if (pickCollected(null, needed, parts).missing === 0) return null
  const windowMs = wanted.signer.signingWindowMs
  const fresh = {
    sequence: slot.sequence,
    maxLedger: now.ledger + Math.ceil(windowMs / closeMs),
    maxTime: now.seconds + Math.ceil(windowMs / 1_000),
  }
  const matches = matchesOf(prepared, { ...parts, ...slot })
  const match = bestOf(matches, { needed, now, parts })
  const tx = match?.tx ?? unsigned(prepared, { chain, deployer: deployer.address, lane: slot.lane, bounds: fresh })
  const { maxLedger, maxTime } = match?.bounds ?? fresh
  const entry = {
    step,
    hash: Buffer.from(hashOfTransaction(tx, chain)).toString('hex'),
    envelope: envelopeOf(tx, chain.sdk),
    source: slot.lane,
    sequence: String(slot.sequence),
    'valid-until-ledger': maxLedger,
    'valid-until': new Date(maxTime * 1_000).toISOString(),
    'missing-weight': pickCollected(match, needed, parts).missing,
    signatures: [...(match?.signatures ?? [])].map(([signer, bytes]) => ({ signer, signature: Buffer.from(bytes).toString('base64') })),
  }
  return { entry, match, replaced: matches.filter((one) => one !== match) }
}

/** Of those that can still be applied the one that misses the least weight, then the one that can be used longest; null: there is none. */
export function bestOf(
  matches: readonly CollectedTransaction[],
  { needed, now, parts }: { needed: number; now: Moment; parts: Collecting },
): CollectedTransaction | null {
  const missing = (one: CollectedTransaction) => pickCollected(one, needed, parts).missing
  const live = matches.filter((one) => !isOver(one, now))
  return live.sort((one, other) => missing(one) - missing(other) || other.bounds.maxLedger - one.bounds.maxLedger)[0] ?? null
}

/** What the signatures of the deployer's account have to weigh together on a transaction. */
export function weightOf({ operations }: PreparedCall, lane: string, { account: { signers }, deployer }: Collecting): number {
  const needed = neededWeight(signers, levelOf(operations))
  return lane === deployer.address ? Math.max(needed, neededWeight(signers, 'low')) : needed
}

/** Those on this machine first, then those who have signed. */
export function pickCollected(match: CollectedTransaction | null, needed: number, { wanted: { signer }, account }: Collecting) {
  const signed = signer.elsewhere.flatMap((address) => {
    const signature = match?.signatures.get(address)
    return signature === undefined ? [] : [{ address, signHash: async () => signature }]
  })
  return pickSigners<Signer>([...signer.signers, ...signed], { weights: account.signers.weights, needed })
}
