import * as xdr from '@stellar/stellar-sdk/xdr'
import { encodeAddress } from '../address.ts'
import type { History } from '../history.ts'
import { type Emitted, emittedIn, eventId, readHead } from './emitted.ts'
import { checkFilters, type EventFilter, matchesAny, readFilters } from './event-filters.ts'
import { type Format, plainFields, readFormat } from './format.ts'
import { invalidParameters, invalidRequest, misshapen, type Parameters } from './json-rpc.ts'
import { place, range, readNumber } from './paging.ts'
import { record, text, whole } from './parameters.ts'

/** stellar-rpc: config/options.go and get_events.go. `ledgers`: that are looked through for one answer. */
const limits = { usual: 100, most: 10_000, ledgers: 10_000 }

interface Search {
  /** First ledger, and the one after the last. */
  first: number
  end: number
  /** Id after which events count. */
  after: string
  limit: number
  filters: readonly EventFilter[]
  format: Format
}

export function getEvents(parameters: Parameters, history: History): object {
  const search = readSearch(parameters, history)
  const found = find(search, history)
  const { oldest, latest } = history
  return {
    events: found.map((event) => describe(event, search.format)),
    cursor: found.length === search.limit ? found.at(-1)?.id : eventId(place(search.end, 0, 0) - 1n, largestIndex),
    ...range(history),
    latestLedgerCloseTime: latest.closeTime.toString(),
    oldestLedgerCloseTime: oldest.closeTime.toString(),
  }
}

const largestIndex = 2 ** 32 - 1

// First all shapes, then the values, then the range: the order in which stellar-rpc refuses.
function readSearch(parameters: Parameters, history: History): Search {
  const pagination = record(parameters, 'pagination')
  const cursor = readCursor(pagination)
  const [startLedger, endLedger] = [whole(parameters, 'startLedger'), whole(parameters, 'endLedger')]
  const limit = whole(pagination, 'limit')
  const given = readFilters(parameters)
  const format = readFormat(parameters)
  if (cursor !== null && (startLedger !== 0 || endLedger !== 0)) throw invalidParameters('ledger ranges and cursor cannot both be set')
  if (cursor === null && startLedger === 0) throw invalidParameters('startLedger must be positive')
  if (limit > limits.most) throw invalidParameters(`limit must not exceed ${limits.most}`)
  const filters = checkFilters(given)
  const { oldest, latest } = history
  const first = cursor?.ledger ?? startLedger
  if (first < oldest.sequence || first > latest.sequence) {
    throw invalidRequest(`startLedger must be within the ledger range: ${oldest.sequence} - ${latest.sequence}`)
  }
  const end = Math.min(first + limits.ledgers, latest.sequence + 1, endLedger === 0 ? Number.POSITIVE_INFINITY : endLedger)
  return { first, end, after: cursor?.id ?? '', limit: limit === 0 ? limits.usual : limit, filters, format }
}

// Ids that were given in another form than ours (without the zeros before them) stand for the same place.
function readCursor(pagination: Parameters): { ledger: number; id: string } | null {
  if ((pagination['cursor'] ?? null) === null) return null
  const given = text(pagination, 'cursor')
  const [where = '', index, ...rest] = given.split('-')
  if (index === undefined || rest.length > 0) throw misshapen(`invalid event id ${given}`)
  try {
    const at = readNumber(where, { signed: true, bits: 64 })
    return { ledger: Number(at >> 32n), id: eventId(at, Number(readNumber(index, { signed: false, bits: 32 }))) }
  } catch (error) {
    throw misshapen(`invalid event id ${given}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function find({ first, end, after, limit, filters }: Search, history: History): Emitted[] {
  const found: Emitted[] = []
  for (const ledger of history.from(first)) {
    if (ledger.sequence >= end) break
    for (const event of emittedIn(ledger)) {
      if (event.id <= after || !isWanted(event, filters)) continue
      found.push(event)
      if (found.length === limit) return found
    }
  }
  return found
}

function isWanted({ bytes }: Emitted, filters: readonly EventFilter[]): boolean {
  const topics = () => xdr.ContractEvent.fromXdr(bytes).body.v0.topics.map((topic) => topic.toXdr('base64'))
  return matchesAny(filters, { ...readHead(bytes), topics })
}

function describe({ id, ledger, transaction, transactionIndex, operationIndex, bytes }: Emitted, format: Format): object {
  const { contractId, body } = xdr.ContractEvent.fromXdr(bytes)
  const { topics, data } = body.v0
  return {
    type: readHead(bytes).type,
    ledger: ledger.sequence,
    ledgerClosedAt: new Date(Number(ledger.closeTime) * 1_000).toISOString().replace('.000Z', 'Z'),
    contractId: contractId === null ? '' : encodeAddress('contract', contractId.value),
    id,
    operationIndex,
    transactionIndex,
    inSuccessfulContractCall: transaction.succeeded,
    txHash: transaction.id,
    ...plainFields(format, { topic: [xdr.ScVal, topics.map((topic) => topic.toXdr())], value: [xdr.ScVal, data.toXdr()] }),
  }
}
