import { throwProblems } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import { neededWeight, pickSigners } from './account-signers.ts'
import type { Chain } from './chain.ts'
import { type CollectedTransaction, matchOf, uselessness } from './collected-transaction.ts'
import type { ChainStep } from './deployment-plan.ts'
import type { Engine } from './engine.ts'
import type { ChainFacts, FoundAccount } from './facts.ts'
import type { OrderedStep } from './order.ts'
import { levelOf, type Signatory } from './signatory.ts'
import { needsSignatures, signaturesUnusable } from './signers/problems.ts'
import type { Signer } from './signers/signer.ts'
import { draftHere, envelopeOf, hashOfTransaction, unsigned } from './signing.ts'
import { type NumberedLane, readSlots } from './slots.ts'
import { taskOf } from './tasks.ts'
import { type PreparedCall, prepareCall } from './transaction.ts'
import { type UnsignedEntry, unsignedPath, writeUnsigned } from './unsigned-file.ts'
import type { Wanted } from './wanted.ts'

interface Parts extends Pick<ChainFacts, 'closeMs'> {
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

interface Count {
  readonly round: number
  readonly rounds: number
}

/** Signatures that are collected elsewhere, between two runs. */
export interface Elsewhere {
  /** Signed here where that is enough, else the very transaction that was signed elsewhere. */
  readonly draft: Engine['draft']
  /** Returns once all of a round is signed; else writes it down and throws the problem `soroban/needs-signatures`. */
  readonly require: (round: readonly OrderedStep[], count: Count) => Promise<void>
}

/**
 * What keeps a hash the same from one run to the next is that the transaction itself travels with its signatures: its
 * sequence number, its bounds and what it was simulated to cost. A run takes it only if it does, to the byte, what the
 * run would do itself, with the number that is next.
 */
export function elsewhere(parts: Parts): Elsewhere {
  const { chain, deployer, wanted } = parts
  const used = new Set<CollectedTransaction>()
  return {
    draft(prepared, { lane, bounds }) {
      const needed = weightOf(prepared, lane.address, parts)
      if (pick(null, needed, parts).missing === 0) return draftHere(prepared, { chain, deployer, lane, bounds })
      const match = matchOf(prepared, { ...parts, lane: lane.address, sequence: bounds.sequence })
      const { picked, missing } = pick(match, needed, parts)
      if (match === null || missing > 0)
        throw signaturesUnusable({ what: `"${prepared.call.name}"`, reason: 'its sequence number was used' })
      used.add(match)
      const lends = lane.address === deployer.address ? [] : lane.signersFor('low')
      return { ...match, signers: [...lends, ...picked, ...prepared.signers] }
    },
    async require(round, count) {
      const slots = await readSlots(parts)
      const now = { ledger: slots.ledger, seconds: Math.floor(parts.world.clock.now().getTime() / 1_000) }
      const numbered = slots.of(round)
      const drafted = await Promise.all(
        round.map(({ step }, index) => entryOf(step, { slot: numbered[index] as NumberedLane, now, parts })),
      )
      const entries = drafted.flatMap((one) => one ?? [])
      if (entries.every(({ entry }) => entry['missing-weight'] === 0)) return
      await writeDown(
        entries.map(({ entry }) => entry),
        { count, parts },
      )
      const open = parts.collected.filter((one) => !used.has(one) && !entries.some(({ match }) => match === one))
      const useless = open.map((one) =>
        signaturesUnusable({
          what: `transaction ${hex(one.hash)}`,
          reason: uselessness(one, { now, lastOf: slots.lastOf, sdk: chain.sdk }),
        }),
      )
      throwProblems([
        tellMissing(
          entries.map(({ entry }) => entry),
          { ...count, file: unsignedPath(wanted.environment) },
        ),
        ...useless,
      ])
    },
  }
}

interface Now {
  readonly ledger: number
  /** Unix time. */
  readonly seconds: number
}

/** A step as it is to be signed elsewhere; null: the signers on this machine are enough for it. */
async function entryOf(
  step: ChainStep,
  { slot, now, parts }: { slot: NumberedLane; now: Now; parts: Parts },
): Promise<{ readonly entry: UnsignedEntry; readonly match: CollectedTransaction | null } | null> {
  const { chain, deployer, wanted, closeMs } = parts
  const prepared = await prepareCall((await taskOf(step, parts)).call, { chain, source: deployer.address })
  const needed = weightOf(prepared, slot.lane, parts)
  if (pick(null, needed, parts).missing === 0) return null
  const windowMs = wanted.signer.signingWindowMs
  const fresh = {
    sequence: slot.sequence,
    maxLedger: now.ledger + Math.ceil(windowMs / closeMs),
    maxTime: now.seconds + Math.ceil(windowMs / 1_000),
  }
  const found = matchOf(prepared, { ...parts, ...slot })
  const match = found !== null && found.bounds.maxLedger > now.ledger && found.bounds.maxTime > now.seconds ? found : null
  const tx = match?.tx ?? unsigned(prepared, { chain, deployer: deployer.address, lane: slot.lane, bounds: fresh })
  const { maxLedger, maxTime } = match?.bounds ?? fresh
  const entry = {
    step,
    hash: hex(hashOfTransaction(tx, chain)),
    envelope: envelopeOf(tx, chain.sdk),
    source: slot.lane,
    sequence: String(slot.sequence),
    'valid-until-ledger': maxLedger,
    'valid-until': new Date(maxTime * 1_000).toISOString(),
    'missing-weight': pick(match, needed, parts).missing,
    signatures: [...(match?.signatures ?? [])].map(([signer, bytes]) => ({ signer, signature: Buffer.from(bytes).toString('base64') })),
  }
  return { entry, match }
}

/** What the signatures of the deployer's account have to weigh together on a transaction. */
function weightOf({ operations }: PreparedCall, lane: string, { account: { signers }, deployer }: Parts): number {
  const needed = neededWeight(signers, levelOf(operations))
  return lane === deployer.address ? Math.max(needed, neededWeight(signers, 'low')) : needed
}

/** Those on this machine first, then those who have signed. */
function pick(match: CollectedTransaction | null, needed: number, { wanted: { signer }, account }: Parts) {
  const signed = signer.elsewhere.flatMap((address) => {
    const signature = match?.signatures.get(address)
    return signature === undefined ? [] : [{ address, signHash: async () => signature }]
  })
  return pickSigners<Signer>([...signer.signers, ...signed], { weights: account.signers.weights, needed })
}

async function writeDown(transactions: readonly UnsignedEntry[], { count, parts }: { count: Count; parts: Parts }): Promise<void> {
  const { wanted, chain, deployer, account, world } = parts
  const signers = wanted.signer.elsewhere.map((address) => ({ address, weight: account.signers.weights.get(address) ?? 0 }))
  const { environment } = wanted
  const about = { schema: 1, environment, account: deployer.address, network: chain.network.passphrase } as const
  await writeUnsigned({ ...about, ...count, signers, transactions }, world)
}

function tellMissing(entries: readonly UnsignedEntry[], about: Count & { readonly file: string }) {
  const lacking = entries.filter((entry) => entry['missing-weight'] > 0)
  const until = lacking.map((entry) => entry['valid-until']).sort()[0] ?? ''
  const missing = Math.max(...lacking.map((entry) => entry['missing-weight']))
  return needsSignatures({ ...about, count: lacking.length, missing, until })
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
