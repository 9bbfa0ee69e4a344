import type { Entry } from '../../record/entry.ts'
import type { Situation } from './situation.ts'

/**
 * What a release did to the schema, by its entries. Only what is proved counts as compatible: the migration applied
 * nothing, or the release before was probed on the migrated database and passed.
 */
export function schemaClass(entries: readonly Entry[]): Situation['schema'] {
  const migrations = entries.filter(({ action, facts }) => action === 'backup-and-migrate' || facts['undoes'] !== undefined)
  const settled = migrations.findLast(({ kind, facts }) => kind === 'ended' && changing.includes(String(facts['state'])))
  const last = migrations.findLast(({ kind }) => kind === 'begun' || kind === 'ended')
  // Cut, or ended by what it could not foresee: nothing says what it had come to.
  if (last !== undefined && last.facts['state'] === undefined) return 'unproved'
  if (settled === undefined || settled.facts['state'] === 'swapped-back') return 'unchanged'
  if (settled.facts['state'] === 'migrated' && settled.outputs['schema-compatible'] === 'true') return 'compatible'
  const probed = entries.findLast(
    ({ action, kind, sequence }) => action === 'health-check:active' && kind === 'ended' && sequence > settled.sequence,
  )
  return settled.facts['state'] === 'migrated' && probed?.verdict === 'pass' ? 'compatible' : 'unproved'
}

/** States of a migration after which the schema is another one, or is not known to be the same. */
const changing = ['migrated', 'held', 'swapped-back']
