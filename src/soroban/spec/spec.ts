import type { xdr } from '@stellar/stellar-sdk/base'
import type { Sdk } from '../network/sdk.ts'
import { customSection } from '../wasm/wasm.ts'

export type TypeDefinition = xdr.ScSpecTypeDef
export type EventDefinition = xdr.ScSpecEventV0
export type UserType = Exclude<xdr.ScSpecEntry, { type: 'scSpecEntryFunctionV0' | 'scSpecEntryEventV0' }>

export interface Parameter {
  readonly name: string
  readonly type: TypeDefinition
}

/** What a contract says about itself in its wasm (SEP-48). */
export interface ContractSpec {
  readonly functions: readonly string[]
  /** Parameters of a function in order, or null where there is no such function. */
  parameters(call: string): readonly Parameter[] | null
  /** What a function answers with, or null where there is no such function or it answers nothing. */
  output(call: string): TypeDefinition | null
  /** A struct, enum, union or error enum that the contract defines, or null. */
  userType(name: string): UserType | null
  readonly userTypes: readonly UserType[]
  readonly events: readonly EventDefinition[]
  /** The name of an error code (`Error(Contract, #3)`), or null. */
  errorName(code: number): string | null
}

/** Reads the spec out of a wasm; null where it holds none, or one that cannot be read. */
export function specOf(wasm: Uint8Array, { xdr }: Sdk): ContractSpec | null {
  const section = customSection(wasm, 'contractspecv0')
  if (section === null) return null
  try {
    return specFromEntries(xdr.decodeStream(xdr.ScSpecEntry, section))
  } catch {
    return null
  }
}

function specFromEntries(entries: readonly xdr.ScSpecEntry[]): ContractSpec {
  const functions = new Map<string, xdr.ScSpecFunctionV0>()
  const userTypes = new Map<string, UserType>()
  const events: EventDefinition[] = []
  for (const entry of entries) {
    if (entry.type === 'scSpecEntryFunctionV0') functions.set(entry.value.name.toString(), entry.value)
    else if (entry.type === 'scSpecEntryEventV0') events.push(entry.value)
    else userTypes.set(entry.value.name.toString(), entry)
  }
  return {
    functions: [...functions.keys()],
    parameters: (call) => functions.get(call)?.inputs.map(({ name, type }) => ({ name: name.toString(), type })) ?? null,
    output: (call) => functions.get(call)?.outputs[0] ?? null,
    userType: (name) => userTypes.get(name) ?? null,
    userTypes: [...userTypes.values()],
    events,
    errorName(code) {
      const enums = [...userTypes.values()].flatMap((entry) => (entry.type === 'scSpecEntryUdtErrorEnumV0' ? [entry.value] : []))
      return (
        enums
          .flatMap(({ cases }) => cases)
          .find(({ value }) => value === code)
          ?.name.toString() ?? null
      )
    },
  }
}

/** A type as a contract's source writes it: `Vec<Symbol>`, `BytesN<32>`, `Parameters`. */
export function typeText(type: TypeDefinition): string {
  switch (type.type) {
    case 'scSpecTypeOption':
      return `Option<${typeText(type.value.valueType)}>`
    case 'scSpecTypeVec':
      return `Vec<${typeText(type.value.elementType)}>`
    case 'scSpecTypeMap':
      return `Map<${typeText(type.value.keyType)}, ${typeText(type.value.valueType)}>`
    case 'scSpecTypeTuple':
      return `(${type.value.valueTypes.map(typeText).join(', ')})`
    case 'scSpecTypeResult':
      return `Result<${typeText(type.value.okType)}, ${typeText(type.value.errorType)}>`
    case 'scSpecTypeBytesN':
      return `BytesN<${type.value.n}>`
    case 'scSpecTypeUdt':
      return type.value.name.toString()
    default: {
      const name = type.type.replace('scSpecType', '')
      // Rust writes its own types small (u32, i128, bool) and Soroban's large (Address, Symbol).
      return /^([UI]\d+|Bool)$/.test(name) ? name.toLowerCase() : name
    }
  }
}
