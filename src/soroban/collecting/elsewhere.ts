import { type Problem, throwProblems } from '../../core/problem.ts'
import type { Engine } from '../engine/engine.ts'
import { draftHere } from '../engine/signing.ts'
import type { OrderedStep } from '../plan/order.ts'
import { needsSignatures, signaturesUnusable } from '../signers/problems.ts'
import { type CollectedTransaction, type Moment, matchesOf, uselessness } from './collected-transaction.ts'
import { bestOf, type Collecting, entryOf, pickCollected, type RoundEntry, weightOf } from './round-entry.ts'
import { readSlots } from './slots.ts'
import { unsignedPath, writeUnsigned } from './unsigned-file.ts'

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
export function elsewhere(parts: Collecting): Elsewhere {
  const { chain, deployer, collected } = parts
  const used = new Set<CollectedTransaction>()
  return {
    draft(prepared, { lane, bounds, ledger }) {
      const needed = weightOf(prepared, lane.address, parts)
      if (pickCollected(null, needed, parts).missing === 0) return draftHere(prepared, { chain, deployer, lane, bounds })
      const matches = matchesOf(prepared, { ...parts, lane: lane.address, sequence: bounds.sequence })
      const match = bestOf(matches, { needed, now: momentOf(ledger, parts), parts })
      const { picked, missing } = pickCollected(match, needed, parts)
      if (match === null || missing > 0) {
        const reason =
          matches.length === 0 ? 'its sequence number was used' : match === null ? 'its last ledger is over' : 'too few have signed it'
        throw signaturesUnusable({ what: `"${prepared.call.name}"`, reason })
      }
      used.add(match)
      const lends = lane.address === deployer.address ? [] : lane.signersFor('low')
      return { ...match, signers: [...lends, ...picked, ...prepared.signers] }
    },
    async require(round, count) {
      const slots = await readSlots(parts)
      const now = momentOf(slots.ledger, parts)
      const drafted = await Promise.all(slots.of(round).map(({ step, ...slot }) => entryOf(step, { slot, now, parts })))
      const entries = drafted.filter((one) => one !== null)
      if (entries.every(({ entry }) => entry['missing-weight'] === 0)) return
      await writeDown(entries, { count, parts })
      const open = collected.filter((one) => !used.has(one) && !entries.some(({ match }) => match === one))
      const replaced = entries.flatMap((one) => one.replaced)
      const useless = open.map((one) => {
        const reason = uselessness(one, { now, replaced, lastOf: slots.lastOf, sdk: chain.sdk })
        return signaturesUnusable({ what: `transaction ${Buffer.from(one.hash).toString('hex')}`, reason })
      })
      throwProblems([toldOf(entries, { count, parts }), ...useless])
    },
  }
}

function momentOf(ledger: number, { world: { clock } }: Collecting): Moment {
  return { ledger, seconds: Math.floor(clock.now().getTime() / 1_000) }
}

interface About {
  readonly count: Count
  readonly parts: Collecting
}

async function writeDown(entries: readonly RoundEntry[], { count, parts }: About): Promise<void> {
  const { wanted, chain, deployer, account, world } = parts
  const signers = wanted.signer.elsewhere.map((address) => ({ address, weight: account.signers.weights.get(address) ?? 0 }))
  const transactions = entries.map(({ entry }) => entry)
  const { environment } = wanted
  const about = { schema: 1, environment, account: deployer.address, network: chain.network.passphrase } as const
  await writeUnsigned({ ...about, ...count, signers, transactions }, world)
}

function toldOf(entries: readonly RoundEntry[], { count, parts }: About): Problem {
  const lacking = entries.map(({ entry }) => entry).filter((entry) => entry['missing-weight'] > 0)
  const until = lacking.map((entry) => entry['valid-until']).sort()[0] ?? ''
  const missing = Math.max(...lacking.map((entry) => entry['missing-weight']))
  return needsSignatures({ ...count, count: lacking.length, missing, until, file: unsignedPath(parts.wanted.environment) })
}
