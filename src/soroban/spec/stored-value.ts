import type { xdr } from '@stellar/stellar-sdk/base'
import type { ContractSpec, TypeDefinition, UserType } from './spec.ts'

/**
 * Why code of this spec cannot read a stored value as this type, in words; null where it can. The rules are those of
 * the conversions of soroban-sdk: a map must have exactly the fields, a list exactly the parts.
 */
export function unreadable(value: xdr.ScVal, type: TypeDefinition, spec: ContractSpec): string | null {
  switch (type.type) {
    case 'scSpecTypeVal':
      return null
    case 'scSpecTypeOption':
      return value.type === 'scvVoid' ? null : unreadable(value, type.value.valueType, spec)
    case 'scSpecTypeResult':
      return unreadable(value, type.value.okType, spec)
    case 'scSpecTypeVec':
      return value.type === 'scvVec'
        ? first((value.value ?? []).map((item) => unreadable(item, type.value.elementType, spec)))
        : 'it is no list'
    case 'scSpecTypeTuple':
      return value.type === 'scvVec' ? tuple(value.value ?? [], type.value.valueTypes, spec) : 'it is no list'
    case 'scSpecTypeMap':
      if (value.type !== 'scvMap') return 'it is no map'
      return first(
        (value.value ?? []).flatMap(({ key, val }) => [
          unreadable(key, type.value.keyType, spec),
          unreadable(val, type.value.valueType, spec),
        ]),
      )
    case 'scSpecTypeBytesN':
      if (value.type !== 'scvBytes') return 'it is no bytes'
      return value.value.toBytes().length === type.value.n ? null : `it has ${value.value.toBytes().length} bytes, not ${type.value.n}`
    case 'scSpecTypeMuxedAddress':
      return value.type === 'scvAddress' ? null : 'it is no address'
    case 'scSpecTypeUdt': {
      const entry = spec.userType(type.value.name.toString())
      return entry === null ? null : unreadableUser(value, entry, spec)
    }
    default:
      return value.type === type.type.replace('scSpecType', 'scv') ? null : `it is ${value.type.replace('scv', '')}`
  }
}

/** The same for a struct, an enum or a union. */
export function unreadableUser(value: xdr.ScVal, entry: UserType, spec: ContractSpec): string | null {
  switch (entry.type) {
    case 'scSpecEntryUdtStructV0': {
      const fields = entry.value.fields.map(({ name, type }) => ({ name: name.toString(), type }))
      if (fields.every(({ name }) => /^\d+$/.test(name)))
        return value.type === 'scvVec'
          ? tuple(
              value.value ?? [],
              fields.map(({ type }) => type),
              spec,
            )
          : 'it is no list'
      return value.type === 'scvMap' ? struct(value.value ?? [], fields, spec) : 'it has no fields'
    }
    case 'scSpecEntryUdtUnionV0': {
      const [tag, ...held] = value.type === 'scvVec' ? (value.value ?? []) : []
      if (tag?.type !== 'scvSymbol') return 'it is no case'
      const found = entry.value.cases.find((one) => one.value.name.toString() === tag.value.toString())
      if (found === undefined) return `there is no case ${tag.value.toString()}`
      return tuple(held, found.type === 'scSpecUdtUnionCaseTupleV0' ? found.value.type : [], spec)
    }
    default: {
      const known = value.type === 'scvU32' && entry.value.cases.some((one) => one.value === value.value)
      return known ? null : 'it is no number of a case'
    }
  }
}

interface Pair {
  readonly key: xdr.ScVal
  readonly val: xdr.ScVal
}

function struct(pairs: readonly Pair[], fields: readonly { name: string; type: TypeDefinition }[], spec: ContractSpec): string | null {
  const found = new Map(pairs.map(({ key, val }) => [key.type === 'scvSymbol' ? key.value.toString() : '', val]))
  const surplus = [...found.keys()].find((name) => !fields.some((field) => field.name === name))
  if (surplus !== undefined) return `the new type has no field ${surplus}`
  return first(
    fields.map(({ name, type }) => {
      const value = found.get(name)
      if (value === undefined) return `the field ${name} is missing`
      const reason = unreadable(value, type, spec)
      return reason === null ? null : `${name}: ${reason}`
    }),
  )
}

function tuple(values: readonly xdr.ScVal[], types: readonly TypeDefinition[], spec: ContractSpec): string | null {
  if (values.length !== types.length) return `it has ${values.length} parts, not ${types.length}`
  return first(values.map((value, index) => unreadable(value, types[index] as TypeDefinition, spec)))
}

function first(reasons: readonly (string | null)[]): string | null {
  return reasons.find((reason) => reason !== null) ?? null
}
