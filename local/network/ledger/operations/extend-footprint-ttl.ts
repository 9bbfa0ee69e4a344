import { type RentChange, rentFee, sizeForRent } from '../../host/apply.ts'
import { type Effect, refused, type SorobanContext } from '../effect.ts'
import { sizeProblem } from '../entry-size.ts'
import { entryType, type Key, lifetimeEntry, readLiveUntil } from '../keys.ts'
import type { Body, SorobanOperation } from '../operation-kind.ts'
import { readFootprint } from '../soroban-validity.ts'
import type { KeyText } from '../state.ts'

export const extensionCode = { success: 0, malformed: -1, resourceLimitExceeded: -2, insufficientRefundableFee: -3 } as const

export const extendFootprintTtl: SorobanOperation<'extendFootprintTtl'> = {
  level: 'low',
  check({ extendFootprintTtlOp }, inner, { settings }) {
    const { readOnly, readWrite } = readFootprint(inner)
    const formed = readWrite.length === 0 && readOnly.every((key) => key.soroban)
    return formed && extendFootprintTtlOp.extendTo <= settings.archival.maxEntryTtl - 1 ? extensionCode.success : extensionCode.malformed
  },
}

/** What is missing or archived is left out, and the operation succeeds all the same (stellar-core: ExtendFootprintTTLOpFrame). */
export function applyExtendFootprintTtl({ extendFootprintTtlOp }: Body<'extendFootprintTtl'>, context: SorobanContext): Effect {
  const { view, rules, inner } = context
  const { ledger } = rules.moment
  const until = ledger + extendFootprintTtlOp.extendTo
  const writes = new Map<KeyText, Uint8Array>()
  const rent: RentChange[] = []
  for (const key of readFootprint(inner).readOnly) {
    const before = readLiveUntil(view.get(key.lifetime))
    const entry = view.get(key.text)
    if (before === null || entry === null || before < ledger || before >= until) continue
    const tooBig = sizeProblem(key, entry.length, rules.settings)
    if (tooBig !== null) {
      return refused(extensionCode.resourceLimitExceeded, 'an entry is larger than the network allows', { diagnostics: [tooBig] })
    }
    const size = sizeForRent(rules.host, entry)
    rent.push({ ...rented(key), size: { before: size, after: size }, liveUntil: { before, after: until } })
    writes.set(key.lifetime, lifetimeEntry(key.bytes, until, ledger))
  }
  return {
    done: true,
    payload: new Uint8Array(),
    writes,
    restored: new Map(),
    rentFee: rentFee(rules.host, ledger, rent),
    eventBytes: 0,
    events: [],
    value: null,
    diagnostics: [],
    use: null,
    metrics: null,
  }
}

/** The two properties of an entry that its rent depends on. */
export function rented(key: Key): { persistent: boolean; code: boolean } {
  return { persistent: key.persistent, code: key.type === entryType.contractCode }
}
