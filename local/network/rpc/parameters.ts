import { errorCode, invalidParameters, type Parameters, RpcError } from './json-rpc.ts'

/** Readers of parameters. All throw RpcError. */

export function text(parameters: Parameters, name: string): string {
  const value = parameters[name] ?? ''
  if (typeof value !== 'string') throw invalidParameters('invalid parameters')
  return value
}

export function whole(parameters: Parameters, name: string): number {
  const value = parameters[name] ?? 0
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw invalidParameters('invalid parameters')
  return value
}

export function list(parameters: Parameters, name: string): readonly unknown[] {
  const value = parameters[name] ?? []
  if (!Array.isArray(value)) throw invalidParameters('invalid parameters')
  return value
}

export function record(parameters: Parameters, name: string): Parameters {
  const value = parameters[name] ?? {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidParameters('invalid parameters')
  return value as Parameters
}

/** This network speaks XDR in base64 only; the JSON form is stellar-rpc's alone. */
export function refuseJsonFormat(parameters: Parameters): void {
  const format = parameters['xdrFormat'] ?? ''
  if (format === '' || format === 'base64') return
  if (format === 'json') throw new RpcError(errorCode.invalidParameters, 'this local network answers in base64 only')
  throw invalidParameters(`expected xdrFormat to be either 'base64' or 'json' (default: 'base64'), got '${String(format)}'`)
}

/** Strict base64, as stellar-rpc wants it: null when it is not. */
export function fromBase64(value: string): Uint8Array | null {
  const bytes = Buffer.from(value, 'base64')
  return bytes.toString('base64') === value ? new Uint8Array(bytes) : null
}
