import * as xdr from '@stellar/stellar-sdk/xdr'
import { encodeAddress } from '../address.ts'
import type { History } from '../history.ts'
import type { AppliedTransaction, ClosedLedger } from '../ledger/closed-ledger.ts'
import { invalidParameters, type Parameters } from './json-rpc.ts'
import { place, range, readPlace } from './paging.ts'
import { list, record, refuseJsonFormat, text, whole } from './parameters.ts'

/** stellar-rpc: config/options.go and get_events.go. */
const limits = { usual: 100, most: 10_000, ledgers: 10_000, filters: 5, contracts: 5, topics: 5, segments: 4 }

interface Filter {
  type: string
  contracts: readonly string[]
  topics: readonly (readonly string[])[]
}

interface Event {
  cursor: string
  type: string
  contract: string
  topics: readonly string[]
  body: object
}

export function getEvents(parameters: Parameters, history: History): object {
  refuseJsonFormat(parameters)
  const filters = list(parameters, 'filters').map(readFilter)
  if (filters.length > limits.filters) throw invalidParameters(`maximum ${limits.filters} filters per request`)
  const pagination = record(parameters, 'pagination')
  const limit = whole(pagination, 'limit') || limits.usual
  if (limit > limits.most) throw invalidParameters(`limit must not exceed ${limits.most}`)
  const { first, end, after } = readSpan(parameters, text(pagination, 'cursor'), history)
  const found = history.ledgers
    .filter(({ sequence }) => sequence >= first && sequence < end)
    .flatMap((ledger) => ledger.transactions.flatMap((transaction) => eventsOf(transaction, ledger)))
    .filter((event) => event.cursor > after && (filters.length === 0 || filters.some((filter) => matches(event, filter))))
    .slice(0, limit)
  const last = found.length === limit ? found.at(-1) : undefined
  const { oldest, latest } = history
  return {
    events: found.map(({ body }) => body),
    cursor: last?.cursor ?? cursorOf(place(end, 0, 0) - 1n, 0xffff_ffff),
    ...range(history),
    latestLedgerCloseTime: latest.closeTime.toString(),
    oldestLedgerCloseTime: oldest.closeTime.toString(),
  }
}

function readSpan(parameters: Parameters, cursor: string, history: History): { first: number; end: number; after: string } {
  const { oldest, latest } = history
  const startLedger = whole(parameters, 'startLedger')
  const endLedger = whole(parameters, 'endLedger')
  if (cursor !== '') {
    if (startLedger !== 0 || endLedger !== 0) throw invalidParameters('ledger ranges and cursor cannot both be set')
    const [where = '', index] = cursor.split('-')
    if (index === undefined || !/^\d+$/.test(index)) throw invalidParameters(`invalid event id: ${cursor}`)
    const first = Number(readPlace(where.replace(/^0+(?=\d)/, '')) >> 32n)
    return { first, end: Math.min(first + limits.ledgers, latest.sequence + 1), after: cursor }
  }
  if (startLedger < oldest.sequence || startLedger > latest.sequence) {
    throw invalidParameters(`startLedger must be within the ledger range: ${oldest.sequence} - ${latest.sequence}`)
  }
  if (endLedger !== 0 && endLedger <= startLedger) throw invalidParameters('endLedger must be after or the same as startLedger')
  const end = Math.min(endLedger || startLedger + limits.ledgers, startLedger + limits.ledgers, latest.sequence + 1)
  return { first: startLedger, end, after: '' }
}

function readFilter(value: unknown): Filter {
  if (typeof value !== 'object' || value === null) throw invalidParameters('invalid parameters')
  const given = value as Parameters
  const type = text(given, 'type')
  if (!['', 'contract', 'system'].includes(type))
    throw invalidParameters('filter type invalid: if set, type must be either system, contract')
  const contracts = list(given, 'contractIds').map(String)
  const topics = list(given, 'topics').map((segments) => {
    if (!Array.isArray(segments) || segments.length === 0)
      throw invalidParameters('topic filter invalid: topic must have at least one segment')
    return segments.map(String)
  })
  if (contracts.length > limits.contracts) throw invalidParameters(`maximum ${limits.contracts} contract IDs per filter`)
  if (topics.length > limits.topics) throw invalidParameters(`maximum ${limits.topics} topics per filter`)
  if (topics.some((segments) => segments.filter((segment) => segment !== '**').length > limits.segments)) {
    throw invalidParameters(`topic filter invalid: topic cannot have more than ${limits.segments} segments`)
  }
  return { type, contracts, topics }
}

function matches(event: Event, { type, contracts, topics }: Filter): boolean {
  if (type !== '' && event.type !== type) return false
  if (contracts.length > 0 && !contracts.includes(event.contract)) return false
  return topics.length === 0 || topics.some((segments) => topicMatches(event.topics, segments))
}

// `*` stands for one topic, `**` at the end for any number.
function topicMatches(topics: readonly string[], segments: readonly string[]): boolean {
  const open = segments.at(-1) === '**'
  const fixed = open ? segments.slice(0, -1) : segments
  if (open ? topics.length < fixed.length : topics.length !== fixed.length) return false
  return fixed.every((segment, index) => segment === '*' || segment === topics[index])
}

function eventsOf(transaction: AppliedTransaction, ledger: ClosedLedger): Event[] {
  return transaction.events.flatMap((events, operation) =>
    events.map((bytes, index) => {
      const event = xdr.ContractEvent.fromXDR(bytes)
      const { topics, data } = event.body.v0
      const contract = event.contractId === null ? '' : encodeAddress('contract', event.contractId.value)
      const cursor = cursorOf(place(ledger.sequence, transaction.order, operation), index)
      const type = event.type.name === 'system' ? 'system' : 'contract'
      const texts = topics.map((topic) => topic.toXdr('base64'))
      const body = {
        type,
        ledger: ledger.sequence,
        ledgerClosedAt: new Date(Number(ledger.closeTime) * 1_000).toISOString().replace('.000Z', 'Z'),
        contractId: contract,
        id: cursor,
        operationIndex: operation,
        transactionIndex: transaction.order,
        inSuccessfulContractCall: transaction.succeeded,
        txHash: transaction.id,
        topic: texts,
        value: data.toXdr('base64'),
      }
      return { cursor, type, contract, topics: texts, body }
    }),
  )
}

// Padded, so that cursors sort as text in the order of history.
function cursorOf(where: bigint, index: number): string {
  return `${where.toString().padStart(19, '0')}-${index.toString().padStart(10, '0')}`
}
