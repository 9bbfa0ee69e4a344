import type { xdr } from '@stellar/stellar-sdk/base'
import type { UserType } from '../spec/spec.ts'
import { unreadableUser } from '../spec/stored-value.ts'
import type { Specs } from './function-difference.ts'
import { breaking, type Finding } from './upgrade-finding.ts'

export interface StoredEntry {
  readonly key: xdr.ScVal
  readonly val: xdr.ScVal
}

/**
 * Values in the instance storage, as they are on the chain now, that the new code cannot read. A value is taken for
 * every type of the old code that it has the form of; it is told where the new code can read it as none of them.
 * Entries outside of the instance cannot be listed by an RPC, so they are judged by the types alone.
 */
export function storageFindings(storage: readonly StoredEntry[], { before, after }: Specs): readonly Finding[] {
  return storage.flatMap(({ key, val }) => {
    const types = before.userTypes.filter((entry) => isTelling(entry) && unreadableUser(val, entry, before) === null)
    const reasons = types.flatMap((entry) => {
      const name = entry.value.name.toString()
      const now = after.userType(name)
      return now === null ? [] : [{ name, reason: unreadableUser(val, now, after) }]
    })
    const [known] = reasons
    if (known === undefined || reasons.some(({ reason }) => reason === null)) return []
    return [
      breaking(
        'stored-value-unreadable',
        keyText(key),
        `what is stored there is a ${known.name} of the old code; for the new one, ${known.reason}`,
      ),
    ]
  })
}

/** Whether having the form of a type says anything: a number may be any enum. */
function isTelling({ type }: UserType): boolean {
  return type === 'scSpecEntryUdtStructV0' || type === 'scSpecEntryUdtUnionV0'
}

/** `Config`, `Limit(3)`. */
function keyText(key: xdr.ScVal): string {
  if (key.type !== 'scvVec') return String(key.value)
  const [tag, ...held] = (key.value ?? []).map(({ value }) => String(value))
  return held.length === 0 ? String(tag) : `${tag}(${held.join(', ')})`
}
