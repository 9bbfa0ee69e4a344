import { type RentChange, rentFee, sizeForRent } from '../../host/apply.ts'
import { diagnosticError, figure } from '../diagnostics.ts'
import { type Effect, refused, type SorobanContext } from '../effect.ts'
import { sizeProblem } from '../entry-size.ts'
import { lifetimeEntry, readLiveUntil, stamped } from '../keys.ts'
import type { SorobanOperation } from '../operation-kind.ts'
import { readFootprint } from '../soroban-validity.ts'
import type { KeyText } from '../state.ts'
import { rented } from './extend-footprint-ttl.ts'

export const restorationCode = { success: 0, malformed: -1, resourceLimitExceeded: -2, insufficientRefundableFee: -3 } as const

export const restoreFootprint: SorobanOperation<'restoreFootprint'> = {
  level: 'low',
  check(_body, inner) {
    const { readOnly, readWrite } = readFootprint(inner)
    return readOnly.length === 0 && readWrite.every((key) => key.persistent) ? restorationCode.success : restorationCode.malformed
  },
}

/** What is live already is left out (stellar-core: RestoreFootprintOpFrame). */
export function applyRestoreFootprint({ view, archive, rules, inner }: SorobanContext): Effect {
  const { ledger } = rules.moment
  const until = ledger + rules.settings.archival.minPersistentTtl - 1
  const writes = new Map<KeyText, Uint8Array>()
  const rent: RentChange[] = []
  const { diskReadBytes = 0, writeBytes = 0 } = inner.soroban?.resources ?? {}
  let bytes = 0
  for (const key of readFootprint(inner).readWrite) {
    const liveUntil = readLiveUntil(view.get(key.lifetime))
    if (liveUntil !== null && liveUntil >= ledger) continue
    const expired = view.get(key.text)
    const evicted = archive.get(key.text)
    // An evicted entry comes back as written in this ledger; one that was only expired has not been touched.
    const entry = expired ?? (evicted === null ? null : stamped(evicted, ledger))
    if (entry === null) continue
    bytes += entry.length
    const problem =
      limitProblem('read', bytes, diskReadBytes) ??
      sizeProblem(key, entry.length, rules.settings) ??
      limitProblem('write', bytes, writeBytes)
    if (problem !== null) {
      const reason = 'more is restored than declared, or than the network allows'
      return refused(restorationCode.resourceLimitExceeded, reason, { diagnostics: [problem] })
    }
    const size = sizeForRent(rules.host, entry)
    rent.push({ ...rented(key), size: { before: 0, after: size }, liveUntil: { before: 0, after: until } })
    writes.set(key.lifetime, lifetimeEntry(key.bytes, until, ledger))
    writes.set(key.text, entry)
  }
  return {
    done: true,
    payload: new Uint8Array(),
    writes,
    restored: writes,
    rentFee: rentFee(rules.host, ledger, rent),
    eventBytes: 0,
    events: [],
    value: null,
    diagnostics: [],
    use: null,
    metrics: null,
  }
}

function limitProblem(what: 'read' | 'write', bytes: number, limit: number): Uint8Array | null {
  if (bytes <= limit) return null
  return diagnosticError('budget', `operation byte-${what} resources exceeds amount specified`, [figure(bytes), figure(limit)])
}
