/** An error that the other side is told, with a code of JSON-RPC 2.0. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: number
  readonly data: unknown

  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

export const errorCode = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParameters: -32602,
  internalError: -32603,
} as const

/** Parameters that were understood, and are refused. */
export function invalidParameters(message: string): RpcError {
  return new RpcError(errorCode.invalidParameters, message)
}

/** Parameters that have not the shape the method wants; stellar-rpc says always the same, and tells the reason beside. */
export function misshapen(reason: string): RpcError {
  return new RpcError(errorCode.invalidParameters, 'invalid parameters', reason)
}

export function invalidRequest(message: string, data?: unknown): RpcError {
  return new RpcError(errorCode.invalidRequest, message, data)
}

export type Parameters = Readonly<Record<string, unknown>>
export type Method = (parameters: Parameters) => unknown

export type Id = string | number | null

export interface Call {
  /** Null when there is none: the caller wants no answer. */
  id: Id
  method: string
  parameters: Parameters | readonly unknown[]
}

/** A request that was refused before its method was looked for. */
export interface Refusal {
  id: Id
  error: RpcError
}

/**
 * Reads a request, or a batch of them, with the rules and words of the library that stellar-rpc reads them with (creachadair/jrpc2).
 * Throws RpcError when the text is no JSON.
 */
export function readCalls(text: string): { calls: (Call | Refusal)[]; batch: boolean } {
  const value = parsed(text)
  return Array.isArray(value) ? { calls: value.map(readCall), batch: true } : { calls: [readCall(value)], batch: false }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RpcError(errorCode.parseError, 'invalid request value')
  }
}

const known: readonly string[] = ['jsonrpc', 'id', 'method', 'params', 'error', 'result']

function readCall(value: unknown): Call | Refusal {
  if (value !== null && !isObject(value)) return { id: null, error: parseError('request is not a JSON object') }
  const request = value ?? {}
  const { id = null, method = null, params = null } = request
  const error = refusal(request)
  if (error !== null) return { id: isId(id) ? id : null, error }
  return { id: id as Id, method: method as string, parameters: (params ?? {}) as Call['parameters'] }
}

function refusal(request: Record<string, unknown>): RpcError | null {
  const { jsonrpc = null, id = null, method = null, params = null, error = null, result } = request
  if (jsonrpc !== null && typeof jsonrpc !== 'string') return parseError('invalid version key')
  if (!isId(id)) return invalidRequest('invalid request ID')
  if (method !== null && typeof method !== 'string') return parseError('invalid method name')
  if (params !== null && typeof params !== 'object') return invalidRequest('parameters must be array or object')
  if (jsonrpc !== '2.0') return invalidRequest('invalid version marker')
  if (method !== null && method !== '' && (error !== null || result !== undefined)) return invalidRequest('mixed request and reply fields')
  const extra = Object.keys(request).filter((key) => !known.includes(key))
  if (extra.length > 0) return invalidRequest('extra fields in request', extra)
  if (method === null || method === '') return invalidRequest('empty method name')
  return null
}

function parseError(message: string): RpcError {
  return new RpcError(errorCode.parseError, message)
}

function isId(value: unknown): value is Id {
  return value === null || typeof value === 'string' || typeof value === 'number'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function answer(id: Id, result: unknown): object {
  return { jsonrpc: '2.0', id, result }
}

export function errorAnswer(id: Id, { code, message, data }: RpcError): object {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } }
}
