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

export function invalidParameters(message: string): RpcError {
  return new RpcError(errorCode.invalidParameters, message)
}

export type Parameters = Readonly<Record<string, unknown>>
export type Method = (parameters: Parameters) => unknown

export interface Call {
  id: string | number | null
  /** Null when there is none: the caller wants no answer. */
  method: string
  parameters: Parameters
  wantsAnswer: boolean
}

/** Reads a request, or a batch of them. Throws RpcError. */
export function readCalls(text: string): { calls: (Call | RpcError)[]; batch: boolean } {
  const value = parsed(text)
  if (!Array.isArray(value)) return { calls: [readCall(value)], batch: false }
  if (value.length === 0) throw new RpcError(errorCode.invalidRequest, 'empty request batch')
  return { calls: value.map(readCall), batch: true }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RpcError(errorCode.parseError, 'invalid JSON request')
  }
}

function readCall(value: unknown): Call | RpcError {
  if (!isObject(value)) return new RpcError(errorCode.invalidRequest, 'request is not a JSON object')
  const { jsonrpc, id, method, params } = value
  if (jsonrpc !== '2.0') return new RpcError(errorCode.invalidRequest, 'invalid version marker')
  if (typeof method !== 'string' || method === '') return new RpcError(errorCode.invalidRequest, 'empty method name')
  if (id !== undefined && id !== null && typeof id !== 'string' && typeof id !== 'number') {
    return new RpcError(errorCode.invalidRequest, 'invalid request ID')
  }
  if (params !== undefined && params !== null && !isObject(params)) return invalidParameters('invalid parameters')
  return { id: id ?? null, method, parameters: params ?? {}, wantsAnswer: id !== undefined }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function answer(id: Call['id'], result: unknown): object {
  return { jsonrpc: '2.0', id, result }
}

export function errorAnswer(id: Call['id'], { code, message, data }: RpcError): object {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } }
}
