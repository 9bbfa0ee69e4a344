import type { xdr } from '@stellar/stellar-sdk/base'
import type { Path } from '../../config/source.ts'
import type { Json } from '../../core/plan.ts'
import { stellarSeedsIn } from '../../core/stellar-seed.ts'
import { didYouMean } from '../../core/suggestion.ts'
import type { Sdk } from '../network/sdk.ts'
import { checkedAddress, looksLikeSeed } from './address.ts'
import { mapOf } from './map.ts'
import { type IntegerRange, integerRanges, readInteger } from './number.ts'
import { type ContractSpec, typeText } from './spec.ts'

/** A value of an argument: as a person reads it in the plan, and as the chain takes it. */
export interface TypedValue {
  readonly shown: Json
  readonly value: xdr.ScVal
}

/** What turning YAML into a contract's types needs. Everything that is wrong is told through `refuse`, all at once. */
export interface Typing {
  readonly sdk: Sdk
  readonly spec: ContractSpec
  /** Replaces references in a text; null where one has no value (told already). */
  readonly resolve: (text: string, path: Path) => string | null
  readonly refuse: (problem: 'mismatch' | 'seed', about: { path: Path; type: string; reason: string }) => void
}

type Definition = xdr.ScSpecTypeDef
type Place = { readonly type: Definition; readonly path: Path }

/** Gives a YAML value the type that the contract's spec asks for; null where it does not fit (told through `refuse`). */
export function typedValue(given: unknown, { type, path }: Place, typing: Typing): TypedValue | null {
  const text = typeof given === 'string' ? typing.resolve(given, path) : null
  if (typeof given === 'string' && text === null) return null
  if (text !== null && (looksLikeSeed(text) || stellarSeedsIn(text).length > 0)) {
    typing.refuse('seed', { path, type: typeText(type), reason: '' })
    return null
  }
  return valueOfType(text ?? given, { type, path }, typing)
}

function valueOfType(given: unknown, place: Place, typing: Typing): TypedValue | null {
  const { type, path } = place
  const { xdr } = typing.sdk
  const integer = integerRanges[type.type]
  if (integer !== undefined) return integerValue(given, place, typing, integer)
  switch (type.type) {
    case 'scSpecTypeBool':
      if (given === true || given === 'true') return { shown: true, value: xdr.ScVal.scvBool(true) }
      if (given === false || given === 'false') return { shown: false, value: xdr.ScVal.scvBool(false) }
      return mismatch(given, place, typing, 'is not true or false')
    case 'scSpecTypeVoid':
      return given === null ? { shown: null, value: xdr.ScVal.scvVoid() } : mismatch(given, place, typing, 'is not null')
    case 'scSpecTypeString':
      return typeof given === 'string'
        ? { shown: given, value: xdr.ScVal.scvString(given) }
        : mismatch(given, place, typing, 'is not text; put it in quotes')
    case 'scSpecTypeSymbol':
      if (typeof given !== 'string') return mismatch(given, place, typing, 'is not text; put it in quotes')
      if (!/^[A-Za-z0-9_]{0,32}$/.test(given)) return mismatch(given, place, typing, 'is not at most 32 letters, digits and underscores')
      return { shown: given, value: xdr.ScVal.scvSymbol(given) }
    case 'scSpecTypeAddress':
    case 'scSpecTypeMuxedAddress':
      return addressValue(given, place, typing)
    case 'scSpecTypeBytes':
      return bytesValue(given, place, typing, null)
    case 'scSpecTypeBytesN':
      return bytesValue(given, place, typing, type.value.n)
    case 'scSpecTypeOption':
      return given === null ? { shown: null, value: xdr.ScVal.scvVoid() } : valueOfType(given, { type: type.value.valueType, path }, typing)
    case 'scSpecTypeVec':
      return vecValue(given, place, typing, () => type.value.elementType)
    case 'scSpecTypeTuple':
      return tupleValue(given, place, typing, type.value.valueTypes)
    case 'scSpecTypeMap':
      return mapValue(given, place, typing, type.value)
    case 'scSpecTypeUdt':
      return userValue(given, place, typing, type.value.name.toString())
    default:
      return mismatch(given, place, typing, 'this type cannot be given in fairlead.yml')
  }
}

function integerValue(given: unknown, place: Place, typing: Typing, range: IntegerRange): TypedValue | null {
  const read = readInteger(given, range)
  if (typeof read === 'string') return mismatch(given, place, typing, read)
  const value = typing.sdk.nativeToScVal(read, { type: range.name })
  return { shown: range.max <= 0xffff_ffffn ? Number(read) : String(read), value }
}

function addressValue(given: unknown, place: Place, typing: Typing): TypedValue | null {
  const read = checkedAddress(given, { muxed: place.type.type === 'scSpecTypeMuxedAddress', sdk: typing.sdk })
  if ('reason' in read) return mismatch(given, place, typing, read.reason)
  return { shown: read.address, value: new typing.sdk.Address(read.address).toScVal() }
}

function bytesValue(given: unknown, place: Place, typing: Typing, length: number | null): TypedValue | null {
  const hex = typeof given === 'string' ? given.replace(/^0x/, '') : ''
  if (typeof given !== 'string' || !/^([0-9a-fA-F]{2})*$/.test(hex)) return mismatch(given, place, typing, 'is not hex in quotes')
  if (length !== null && hex.length !== 2 * length) return mismatch(given, place, typing, `has ${hex.length / 2} bytes, not ${length}`)
  return { shown: hex.toLowerCase(), value: typing.sdk.xdr.ScVal.scvBytes(Buffer.from(hex, 'hex')) }
}

function vecValue(given: unknown, place: Place, typing: Typing, typeOf: (index: number) => Definition): TypedValue | null {
  if (!Array.isArray(given)) return mismatch(given, place, typing, 'is not a list')
  const items = given.map((item: unknown, index) => typedValue(item, { type: typeOf(index), path: [...place.path, index] }, typing))
  const whole = items.filter((item) => item !== null)
  if (whole.length < items.length) return null
  return { shown: whole.map(({ shown }) => shown), value: typing.sdk.xdr.ScVal.scvVec(whole.map(({ value }) => value)) }
}

function tupleValue(given: unknown, place: Place, typing: Typing, types: readonly Definition[]): TypedValue | null {
  if (Array.isArray(given) && given.length !== types.length)
    return mismatch(given, place, typing, `is a list of ${given.length}, not ${types.length}`)
  return vecValue(given, place, typing, (index) => types[index] as Definition)
}

function mapValue(
  given: unknown,
  place: Place,
  typing: Typing,
  { keyType, valueType }: { keyType: Definition; valueType: Definition },
): TypedValue | null {
  if (!isMap(given)) return mismatch(given, place, typing, 'is not a map')
  const pairs = Object.entries(given).map(([key, item]) => ({
    key: typedValue(key, { type: keyType, path: [...place.path, key] }, typing),
    val: typedValue(item, { type: valueType, path: [...place.path, key] }, typing),
  }))
  return pairsValue(pairs, typing)
}

function pairsValue(pairs: readonly { key: TypedValue | null; val: TypedValue | null }[], { sdk }: Typing): TypedValue | null {
  const whole = pairs.flatMap(({ key, val }) => (key === null || val === null ? [] : [{ key, val }]))
  if (whole.length < pairs.length) return null
  return {
    shown: Object.fromEntries(whole.map(({ key, val }) => [String(key.shown), val.shown])),
    value: mapOf(
      whole.map(({ key, val }) => ({ key: key.value, val: val.value })),
      sdk,
    ),
  }
}

function userValue(given: unknown, place: Place, typing: Typing, name: string): TypedValue | null {
  const entry = typing.spec.userType(name)
  switch (entry?.type) {
    case 'scSpecEntryUdtStructV0':
      return structValue(given, place, typing, entry.value.fields)
    case 'scSpecEntryUdtEnumV0':
    case 'scSpecEntryUdtErrorEnumV0': {
      const cases: readonly { name: { toString(): string }; value: number }[] = entry.value.cases
      const chosen = cases.find(({ name, value }) => name.toString() === given || value === given)
      if (chosen === undefined) return mismatch(given, place, typing, `is none of ${cases.map((one) => one.name.toString()).join(', ')}`)
      return { shown: chosen.name.toString(), value: typing.sdk.xdr.ScVal.scvU32(chosen.value) }
    }
    case 'scSpecEntryUdtUnionV0':
      return unionValue(given, place, typing, entry.value.cases)
    default:
      return mismatch(given, place, typing, 'the spec does not define this type')
  }
}

function structValue(given: unknown, place: Place, typing: Typing, fields: readonly xdr.ScSpecUdtStructFieldV0[]): TypedValue | null {
  const named = fields.map((field) => ({ name: field.name.toString(), type: field.type }))
  // A tuple struct has the fields 0, 1, 2... and travels as a vec.
  if (named.every(({ name }) => /^\d+$/.test(name)))
    return tupleValue(
      given,
      place,
      typing,
      named.map(({ type }) => type),
    )
  if (!isMap(given)) return mismatch(given, place, typing, 'is not a map')
  const names = named.map(({ name }) => name)
  const unknown = Object.keys(given).find((key) => !names.includes(key))
  if (unknown !== undefined)
    return mismatch(given, place, typing, `has no field "${unknown}".${didYouMean(unknown, names)}`.replace(/\.$/, ''))
  const missing = named.filter(({ name, type }) => !(name in given) && type.type !== 'scSpecTypeOption').map(({ name }) => name)
  if (missing.length > 0) return mismatch(given, place, typing, `the field ${missing.join(', ')} is missing`)
  const pairs = named.map(({ name, type }) => ({
    key: { shown: name, value: typing.sdk.xdr.ScVal.scvSymbol(name) },
    val: typedValue(given[name] ?? null, { type, path: [...place.path, name] }, typing),
  }))
  return pairsValue(pairs, typing)
}

/** A case without values is its name; one with values is a map of its name to the value, or to a list of them. */
function unionValue(given: unknown, place: Place, typing: Typing, cases: readonly xdr.ScSpecUdtUnionCaseV0[]): TypedValue | null {
  const { xdr } = typing.sdk
  const chosenName =
    typeof given === 'string' ? given : isMap(given) && Object.keys(given).length === 1 ? (Object.keys(given)[0] ?? '') : ''
  const chosen = cases.find((one) => one.value.name.toString() === chosenName)
  if (chosen === undefined) return mismatch(given, place, typing, `is none of ${cases.map((one) => one.value.name.toString()).join(', ')}`)
  const tag = xdr.ScVal.scvSymbol(chosenName)
  if (chosen.type === 'scSpecUdtUnionCaseVoidV0') return { shown: chosenName, value: xdr.ScVal.scvVec([tag]) }
  const types = chosen.value.type
  const inside = isMap(given) ? given[chosenName] : undefined
  const values = tupleValue(
    types.length === 1 && !Array.isArray(inside) ? [inside] : inside,
    { ...place, path: [...place.path, chosenName] },
    typing,
    types,
  )
  if (values === null || values.value.type !== 'scvVec') return null
  return { shown: { [chosenName]: values.shown }, value: xdr.ScVal.scvVec([tag, ...(values.value.vec ?? [])]) }
}

function mismatch(given: unknown, { type, path }: Place, typing: Typing, reason: string): null {
  const shown =
    typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean'
      ? JSON.stringify(given)
      : given === null
        ? 'null'
        : 'the value'
  typing.refuse('mismatch', { path, type: typeText(type), reason: /^(the |this )/.test(reason) ? reason : `${shown} ${reason}` })
  return null
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
