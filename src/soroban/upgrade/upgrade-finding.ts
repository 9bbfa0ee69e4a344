/** What an upgrade can break, by its name in fairlead.yml, and what to do about it. */
export const breakingKinds = {
  'function-removed': 'Keep the function, if only to refuse with an error of its own; or give the new one another contract.',
  'argument-added': 'Give the call with more arguments a new name: callers pass exactly as many as they know.',
  'argument-removed': 'Keep the argument and ignore it, or give the call with fewer arguments a new name.',
  'argument-retyped': 'Keep the type, or give the call with the new type a new name.',
  'arguments-reordered': 'Keep the order: callers on the chain pass arguments by position.',
  'output-retyped': 'Keep what it answers with, or answer in a new function.',
  'field-added': 'Put new data under a key of its own, or into a new type; a stored value without the field cannot be read.',
  'field-removed': 'Keep the field; a stored value that has it cannot be read without it.',
  'field-retyped': 'Keep the type of the field, and put the new form under a key or into a type of its own.',
  'case-removed': 'Keep the case, if only to read what is stored.',
  'case-renumbered': 'Keep the number of the case: it is what is stored.',
  'case-retyped': 'Keep what the case holds, and add a new case for the new form.',
  'value-reused': 'Give the new case a number that was never used.',
  'type-changed': 'Keep the kind of the type, and give the new one another name.',
  'error-reused': 'Give the new error a code that was never used: callers know errors by their code.',
  'error-renumbered': 'Keep the code of the error: callers know it by its code.',
  'event-removed': 'Keep the event: indexers and services read it.',
  'event-topics-changed': 'Keep the topics and their order, or publish a second event under a new name.',
  'event-data-changed': 'Keep the data, or publish a second event under a new name.',
  'upgrade-entry-lost': 'Keep the upgrade function: without it nothing can be upgraded again, not even back.',
  'constructor-never-runs': 'Let a function of the new code (migrate) set what its constructor would set: an upgrade runs no constructor.',
  'version-not-increased': 'Raise `binver` (contractmeta!(key = "binver", val = "...")) with every change of the code.',
  'claim-dropped': 'Keep the interface and the claim (contractmeta!(key = "sep", val = "...")): wallets rely on it.',
  'stored-value-unreadable': 'Keep the type as it is stored, or read the old form under an old type and write the new one once.',
} as const

export type BreakingKind = keyof typeof breakingKinds

/** One difference between the code on the chain and the code that is to replace it. */
export type Finding =
  | { readonly severity: 'breaking'; readonly kind: BreakingKind; readonly name: string; readonly what: string }
  | { readonly severity: 'safe'; readonly name: string; readonly what: string }

export function breaking(kind: BreakingKind, name: string, what: string): Finding {
  return { severity: 'breaking', kind, name, what }
}

export function safe(name: string, what: string): Finding {
  return { severity: 'safe', name, what }
}
