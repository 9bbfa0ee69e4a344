import * as xdr from '@stellar/stellar-sdk/xdr'
import type { Invocation } from '../host/apply.ts'
import { diagnosticError, figure } from './diagnostics.ts'
import type { SorobanContext } from './effect.ts'
import { sizeProblem } from './entry-size.ts'
import type { InvocationMetrics } from './invocation-metrics.ts'
import { type Key, readLiveUntil } from './keys.ts'
import { archivedPlaces, readFootprint } from './soroban-validity.ts'

export interface Inputs {
  entries: Invocation['inputs'][number][]
  /** Places in the read-write footprint. */
  restoredPlaces: number[]
  restored: RestoredEntry[]
}

export interface RestoredEntry {
  key: Key
  entry: Uint8Array
}

export interface ReadProblem {
  problem: 'archived' | 'limit'
  reason: string
  /** XDR of a diagnostic event. */
  diagnostic: Uint8Array
}

/**
 * Reads the footprint as a validator does, and counts what comes from disk: classic entries and what comes out of the archive.
 * Everything else lies in memory (CAP-62, CAP-66).
 */
export function readInputs(context: SorobanContext, metrics: InvocationMetrics): Inputs | ReadProblem {
  const { readOnly, readWrite } = readFootprint(context.inner)
  const inputs: Inputs = { entries: [], restoredPlaces: [], restored: [] }
  const allowed = archivedPlaces(context.inner)
  for (const key of readOnly) {
    const problem = readOne(key, null, context, inputs, metrics)
    if (problem !== null) return problem
  }
  for (const [place, key] of readWrite.entries()) {
    const problem = readOne(key, allowed.includes(place) ? place : null, context, inputs, metrics)
    if (problem !== null) return problem
  }
  return inputs
}

// `place`: where the entry may be restored from the archive; null: nowhere.
function readOne(
  key: Key,
  place: number | null,
  context: SorobanContext,
  { entries, restored, restoredPlaces }: Inputs,
  metrics: InvocationMetrics,
): ReadProblem | null {
  const { settings, moment } = context.rules
  const found = find(key, context)
  const archived = found?.archived === true
  if (archived && place === null) return archivedProblem(key)
  const size = found?.entry.length ?? 0
  const tooBig = sizeProblem(key, size, settings)
  if (tooBig !== null) return { problem: 'limit', reason: 'an entry is larger than the network allows', diagnostic: tooBig }
  if (archived || !key.soroban) {
    metrics.noteDiskRead(key, size)
    const limit = context.inner.soroban?.resources.diskReadBytes ?? 0
    if (metrics.bytesRead > limit) return readProblem(metrics.bytesRead, limit)
  } else {
    metrics.noteRead()
  }
  if (found === null) {
    entries.push(null)
    return null
  }
  if (archived && place !== null) {
    restoredPlaces.push(place)
    restored.push({ key, entry: found.entry })
  }
  const revived = moment.ledger + settings.archival.minPersistentTtl - 1
  entries.push({ entry: found.entry, liveUntil: archived ? revived : found.liveUntil })
  return null
}

interface Found {
  entry: Uint8Array
  liveUntil: number | null
  archived: boolean
}

function find(key: Key, { view, archive, rules }: SorobanContext): Found | null {
  const live = view.get(key.text)
  if (!key.soroban) return live === null ? null : { entry: live, liveUntil: null, archived: false }
  const liveUntil = readLiveUntil(view.get(key.lifetime))
  if (live !== null && liveUntil !== null && liveUntil >= rules.moment.ledger) return { entry: live, liveUntil, archived: false }
  // What is temporary and over does not exist any more, though nobody may have swept it away yet.
  if (!key.persistent) return null
  const expired = live ?? archive.get(key.text)
  return expired === null ? null : { entry: expired, liveUntil: null, archived: true }
}

function archivedProblem(key: Key): ReadProblem {
  const ledgerKey = xdr.LedgerKey.fromXDR(key.bytes)
  const reason = 'the footprint holds an archived entry'
  if (ledgerKey.type === 'contractData') {
    const { contract, key: name } = ledgerKey.contractData
    const message = 'trying to access an archived contract data entry'
    return { problem: 'archived', reason, diagnostic: diagnosticError('value', message, [xdr.ScVal.scvAddress(contract), name]) }
  }
  if (ledgerKey.type !== 'contractCode') throw new Error(`an entry of type ${ledgerKey.type} is never archived`)
  const hash = xdr.ScVal.scvBytes(ledgerKey.contractCode.hash.value)
  return { problem: 'archived', reason, diagnostic: diagnosticError('value', 'trying to access an archived contract code entry', [hash]) }
}

function readProblem(read: number, limit: number): ReadProblem {
  const message = 'operation byte-read resources exceeds amount specified'
  const reason = 'more bytes are read from disk than declared'
  return { problem: 'limit', reason, diagnostic: diagnosticError('budget', message, [figure(read), figure(limit)]) }
}
