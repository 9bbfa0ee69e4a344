import type { Difference } from './difference.ts'
import type { Outcome } from './outcome.ts'

interface Reason {
  applies(difference: Difference, outcome: Outcome): boolean
  because: string
}

/** What is known about differences that stay. The first that applies is the reason. */
const reasons: readonly Reason[] = [
  {
    applies: (_, { name }) => name === 'create_and_invoke_external_ref_contract',
    because:
      'The test put an entry into the state that no transaction made and no meta tells of; what needs it fails here, and all balances after it differ.',
  },
  {
    applies: ({ what }, { protocol }) => protocol === 28 && hostFigures.includes(what),
    because:
      'These ledgers were recorded before the host of protocol 28 was released, with that of 27 and its coming changes: it counted instructions and memory otherwise, and worded one error otherwise. All results and entries are equal.',
  },
  {
    applies: ({ what }) => what === 'diagnostics: read_entry',
    because:
      'The stellar-core that recorded did not count the reading of an entry that was restored and then deleted earlier in the ledger; it does since, and so does the local network.',
  },
]

const hostFigures: readonly string[] = ['diagnostics: cpu_insn', 'diagnostics: mem_byte', 'diagnostics: error']

export function reasonOf(difference: Difference, outcome: Outcome): string {
  return reasons.find(({ applies }) => applies(difference, outcome))?.because ?? 'Not known.'
}
