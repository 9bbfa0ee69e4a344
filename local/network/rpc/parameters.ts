import { misshapen, type Parameters } from './json-rpc.ts'

/** Readers of parameters. What is left out, or null, is empty. All throw RpcError. */

export function text(parameters: Parameters, name: string): string {
  const value = parameters[name] ?? ''
  if (typeof value !== 'string') throw wrongType(name, value, 'text')
  return value
}

/** A number of ledgers, or of things, without a sign. */
export function whole(parameters: Parameters, name: string, bits: 32 | 64 = 32): number {
  const value = parameters[name] ?? 0
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= 2 ** bits) {
    throw wrongType(name, value, `a whole number of ${bits} bits`)
  }
  return value
}

export function flag(parameters: Parameters, name: string): boolean {
  const value = parameters[name] ?? false
  if (typeof value !== 'boolean') throw wrongType(name, value, 'true or false')
  return value
}

export function list(parameters: Parameters, name: string): readonly unknown[] {
  const value = parameters[name] ?? []
  if (!Array.isArray(value)) throw wrongType(name, value, 'a list')
  return value
}

export function texts(parameters: Parameters, name: string): readonly string[] {
  return list(parameters, name).map((value) => {
    if (value === null) return ''
    if (typeof value !== 'string') throw wrongType(name, value, 'a list of texts')
    return value
  })
}

export function record(parameters: Parameters, name: string): Parameters {
  return asRecord(parameters[name], name)
}

export function asRecord(value: unknown, name: string): Parameters {
  const given = value ?? {}
  if (typeof given !== 'object' || Array.isArray(given)) throw wrongType(name, given, 'an object')
  return given as Parameters
}

function wrongType(name: string, value: unknown, wanted: string): Error {
  const kind = Array.isArray(value) ? 'list' : typeof value
  return misshapen(`${name} must be ${wanted}, and is a ${kind}${typeof value === 'number' ? `: ${value}` : ''}`)
}

/** Base64 as Go's standard decoder takes it: padded, line breaks ignored. Null when it is not. */
export function fromBase64(value: string): Uint8Array | null {
  const joined = value.replace(/[\r\n]/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(joined) || joined.length % 4 !== 0) return null
  return new Uint8Array(Buffer.from(joined, 'base64'))
}
