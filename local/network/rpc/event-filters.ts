import * as xdr from '@stellar/stellar-sdk/xdr'
import { decodeAddress } from '../address.ts'
import { base64, hex } from '../bytes.ts'
import { invalidParameters, misshapen, type Parameters } from './json-rpc.ts'
import { asRecord, fromBase64, list, text, texts } from './parameters.ts'

const limits = { filters: 5, contracts: 5, topics: 5, segments: 4 }

/** A filter as it was sent: an empty list asks for nothing. */
export interface GivenFilter {
  types: readonly string[]
  /** Addresses, C... */
  contracts: readonly string[]
  /** Of which one must match: values as XDR in base64, `*` for one of any value, `**` at the end for any number. */
  topics: readonly (readonly string[])[]
}

/** One that makes sense. */
export interface EventFilter extends Omit<GivenFilter, 'contracts'> {
  /** In hex. */
  contracts: readonly string[]
}

/** Reads `filters`. Throws RpcError when they have not the right shape. */
export function readFilters(parameters: Parameters): GivenFilter[] {
  return list(parameters, 'filters').map((value) => {
    const filter = asRecord(value, 'filter')
    const types = text(filter, 'type')
    return {
      types: types === '' ? [] : types.split(','),
      contracts: texts(filter, 'contractIds'),
      topics: list(filter, 'topics').map((topic) => texts({ topic }, 'topic').map(readSegment)),
    }
  })
}

function readSegment(segment: string): string {
  if (segment === '*' || segment === '**') return segment
  const bytes = fromBase64(segment)
  if (bytes === null || !isValue(bytes)) throw misshapen(`${JSON.stringify(segment)} is no ScVal in base64`)
  return base64(bytes)
}

function isValue(bytes: Uint8Array): boolean {
  try {
    return xdr.ScVal.validateXdr(bytes)
  } catch {
    return false
  }
}

/** Throws RpcError, with stellar-rpc's words, when one makes no sense. */
export function checkFilters(given: readonly GivenFilter[]): EventFilter[] {
  if (given.length > limits.filters) throw invalidParameters(`maximum ${limits.filters} filters per request`)
  return given.map((filter, index) => checked(filter, (reason) => invalidParameters(`filter ${index + 1} invalid: ${reason}`)))
}

function checked({ types, contracts, topics }: GivenFilter, refuse: (reason: string) => Error): EventFilter {
  if (types.some((type) => type !== 'system' && type !== 'contract')) {
    throw refuse("filter type invalid: if set, type must be either 'system' or 'contract'")
  }
  if (contracts.length > limits.contracts) throw refuse(`maximum ${limits.contracts} contract IDs per filter`)
  if (topics.length > limits.topics) throw refuse(`maximum ${limits.topics} topics per filter`)
  const ids = contracts.map((contract, index) => {
    const id = decodeAddress('contract', contract)
    if (id === null) throw refuse(`contract ID ${index + 1} invalid`)
    return hex(id)
  })
  for (const [index, topic] of topics.entries()) {
    const reason = whyInvalid(topic)
    if (reason !== null) throw refuse(`topic ${index + 1} invalid: ${reason}`)
  }
  return { types, contracts: ids, topics }
}

function whyInvalid(topic: readonly string[]): string | null {
  if (topic.length === 0) return 'topic must have at least 1 segment'
  const fixed = topic.at(-1) === '**' ? topic.slice(0, -1) : topic
  const misplaced = fixed.indexOf('**')
  if (misplaced >= 0) return `segment ${misplaced + 1} invalid: wildcard '**' is only allowed as the last segment`
  return fixed.length > limits.segments ? `topic cannot have more than ${limits.segments} segments` : null
}

/** What filters ask for, of an event; topics are decoded only when they are asked for. */
export interface Candidate {
  type: string
  /** In hex; empty when no contract emitted it. */
  contract: string
  topics: () => readonly string[]
}

export function matchesAny(filters: readonly EventFilter[], candidate: Candidate): boolean {
  return filters.length === 0 || filters.some((filter) => matches(filter, candidate))
}

function matches({ types, contracts, topics }: EventFilter, candidate: Candidate): boolean {
  if (types.length > 0 && !types.includes(candidate.type)) return false
  if (contracts.length > 0 && !contracts.includes(candidate.contract)) return false
  return topics.length === 0 || topics.some((topic) => topicMatches(candidate.topics(), topic))
}

function topicMatches(topics: readonly string[], segments: readonly string[]): boolean {
  const open = segments.at(-1) === '**'
  const fixed = open ? segments.slice(0, -1) : segments
  if (open ? topics.length < fixed.length : topics.length !== fixed.length) return false
  return fixed.every((segment, index) => segment === '*' || segment === topics[index])
}
