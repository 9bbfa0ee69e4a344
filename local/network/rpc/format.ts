import { base64 } from '../bytes.ts'
import { invalidParameters, type Parameters } from './json-rpc.ts'
import { text } from './parameters.ts'

/** How answers carry XDR: as bytes in base64, or in its JSON form (SEP-51). */
export type Format = 'base64' | 'json'

/** Throws RpcError. */
export function readFormat(parameters: Parameters): Format {
  const format = text(parameters, 'xdrFormat')
  if (format === '' || format === 'base64') return 'base64'
  if (format === 'json') return 'json'
  throw invalidParameters(`got '${format}': expected base64, json for optional 'xdrFormat'`)
}

/** A type of the XDR library, as far as it is needed here. */
export interface XdrType {
  fromXdr(bytes: Uint8Array): { toJson(): unknown }
}

/** XDR bytes in the wanted form. */
export function inFormat(format: Format, type: XdrType, bytes: Uint8Array): unknown {
  return format === 'json' ? withRustNames(type.fromXdr(bytes).toJson()) : base64(bytes)
}

// stellar-rpc has its JSON from Rust, in which no field can be named `type`.
function withRustNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withRustNames)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name === 'type' ? 'type_' : name, withRustNames(inner)]))
}

type Fields = Readonly<Record<string, readonly [XdrType, Uint8Array | Nested]>>
type Nested = readonly (Uint8Array | readonly Uint8Array[])[]

/** Fields named `nameXdr` or `nameJson`, as most methods of stellar-rpc name them. What is empty is left out. */
export function xdrFields(format: Format, fields: Fields): object {
  return named(format, fields, 'Xdr')
}

/** Fields named `name` or `nameJson`, as its older methods name them. What is empty is left out. */
export function plainFields(format: Format, fields: Fields): object {
  return named(format, fields, '')
}

function named(format: Format, fields: Fields, ending: string): object {
  const told = Object.entries(fields).filter(([, [, bytes]]) => bytes.length > 0)
  return Object.fromEntries(
    told.map(([name, [type, bytes]]) => [`${name}${format === 'json' ? 'Json' : ending}`, nested(format, type, bytes)]),
  )
}

function nested(format: Format, type: XdrType, bytes: Uint8Array | Nested): unknown {
  return bytes instanceof Uint8Array ? inFormat(format, type, bytes) : bytes.map((inner) => nested(format, type, inner))
}
