import { protocols } from '../host/provenance.ts'
import { keyBytes, lifetimeEntry, readKey } from '../ledger/keys.ts'
import type { Node } from '../node.ts'
import { votesFor } from '../votes.ts'
import { effects, type FaultSchedule } from './effect.ts'

const newest = Math.max(...protocols)

/** What happens to the network itself, just before the call. */
export const ledgerFaults = effects({
  'fee-surge': {
    meaning: 'The least that a transaction must bid is voted up to `fee` stroops an operation, and a ledger closes.',
    change: ({ node }, { fee = 10_000 }) => {
      node.prospect.votes.push(...votesFor({ baseFee: fee }))
      node.closeLedger()
    },
  },
  archive: {
    meaning: 'The lifetime of the entry `key` ends, and a ledger closes.',
    refuse: wantsKey,
    change: ({ node }, { key = '' }) => {
      endLifetime(node, key)
      node.closeLedger()
    },
  },
  evict: {
    meaning: 'The entry `key` is swept away: into the archive when it is persistent, for good when it is temporary. A ledger closes.',
    refuse: wantsKey,
    change: ({ node }, { key = '' }) => {
      endLifetime(node, key)
      const { bytes, lifetime } = readKey(Buffer.from(key, 'base64'))
      node.prospect.swept.push(bytes, keyBytes(lifetime))
      node.closeLedger()
    },
  },
  'clock-skew': {
    meaning: "The clock that close times come from goes `seconds` ahead of the client's, or back; time in ledgers never goes back.",
    change: ({ node }, { seconds = 60 }) => {
      node.skew += seconds * 1_000
    },
  },
  stall: {
    meaning: 'The next `ledgers` closes that are due do not happen.',
    change: ({ node }, { ledgers = 1 }) => {
      node.prospect.stalled += ledgers
    },
  },
  'empty-ledgers': {
    meaning: 'The next `ledgers` ledgers close without what waits.',
    change: ({ node }, { ledgers = 1 }) => {
      node.prospect.empty += ledgers
    },
  },
  upgrade: {
    meaning: 'The network votes for `protocol`, and a ledger closes: everything after it follows the new rules.',
    refuse: ({ protocol = newest }) =>
      protocols.some((known) => known === protocol) ? null : `there is no host of protocol ${protocol} here`,
    change: ({ node }, { protocol = newest }) => {
      node.prospect.votes.push(...votesFor({ protocol }))
      node.closeLedger()
    },
  },
})

function wantsKey({ key }: FaultSchedule): string | null {
  if (key === undefined) return 'it needs the key of an entry'
  const bytes = Buffer.from(key, 'base64')
  return bytes.length >= 8 && readKey(bytes).soroban ? null : 'its key is none of contract data or code'
}

function endLifetime({ ledger }: Node, key: string): void {
  const { bytes, lifetime } = readKey(Buffer.from(key, 'base64'))
  if (ledger.state.get(lifetime) !== null) ledger.state.set(lifetime, lifetimeEntry(bytes, ledger.sequence - 1, ledger.sequence))
}
