import { type ContractSpec, type TypeDefinition, typeText } from './spec.ts'

export interface TypeOf {
  readonly type: TypeDefinition
  readonly spec: ContractSpec
}

/**
 * Whether code that expects `wanted` can read every value of `given`. Types of the same name count as the same: what
 * changed inside of them is told once, at the type.
 */
export function reads(wanted: TypeOf, given: TypeOf): boolean {
  const [to, from] = [wanted.type, given.type]
  const inner = (a: TypeDefinition, b: TypeDefinition) => reads({ ...wanted, type: a }, { ...given, type: b })
  if (to.type === 'scSpecTypeVal') return true
  // An error ends the call instead of being answered, so only the good answer is read.
  if (to.type === 'scSpecTypeResult') return inner(to.value.okType, from.type === 'scSpecTypeResult' ? from.value.okType : from)
  if (from.type === 'scSpecTypeResult') return inner(to, from.value.okType)
  if (to.type === 'scSpecTypeOption') return inner(to.value.valueType, from.type === 'scSpecTypeOption' ? from.value.valueType : from)
  if (to.type === 'scSpecTypeVec' && from.type === 'scSpecTypeVec') return inner(to.value.elementType, from.value.elementType)
  if (to.type === 'scSpecTypeMap' && from.type === 'scSpecTypeMap')
    return inner(to.value.keyType, from.value.keyType) && inner(to.value.valueType, from.value.valueType)
  if (to.type === 'scSpecTypeTuple' && from.type === 'scSpecTypeTuple') {
    const [wantedTypes, givenTypes] = [to.value.valueTypes, from.value.valueTypes]
    return wantedTypes.length === givenTypes.length && wantedTypes.every((type, index) => inner(type, givenTypes[index] as TypeDefinition))
  }
  if (to.type === 'scSpecTypeBytes' && from.type === 'scSpecTypeBytesN') return true
  if (to.type === 'scSpecTypeMuxedAddress' && from.type === 'scSpecTypeAddress') return true
  return typeText(to) === typeText(from) || wireText(wanted) === wireText(given)
}

/** A type as it is on the wire: names of types are not, names of fields and cases are. */
function wireText({ type, spec }: TypeOf, inside: readonly string[] = []): string {
  const inner = (one: TypeDefinition) => wireText({ type: one, spec }, inside)
  switch (type.type) {
    case 'scSpecTypeOption':
      return `Option<${inner(type.value.valueType)}>`
    case 'scSpecTypeVec':
      return `Vec<${inner(type.value.elementType)}>`
    case 'scSpecTypeMap':
      return `Map<${inner(type.value.keyType)}, ${inner(type.value.valueType)}>`
    case 'scSpecTypeTuple':
      return `(${type.value.valueTypes.map(inner).join(', ')})`
    case 'scSpecTypeUdt':
      return userWireText(type.value.name.toString(), spec, inside)
    default:
      return typeText(type)
  }
}

function userWireText(name: string, spec: ContractSpec, inside: readonly string[]): string {
  const entry = spec.userType(name)
  // A type inside itself is written by how far out it stands.
  if (inside.includes(name)) return `#${inside.length - inside.indexOf(name)}`
  const inner = (type: TypeDefinition) => wireText({ type, spec }, [...inside, name])
  switch (entry?.type) {
    case 'scSpecEntryUdtStructV0':
      return `{${sorted(entry.value.fields.map((field) => `${field.name.toString()}: ${inner(field.type)}`))}}`
    case 'scSpecEntryUdtEnumV0':
      return `enum ${sorted(entry.value.cases.map(({ name, value }) => `${name.toString()} = ${value}`))}`
    case 'scSpecEntryUdtErrorEnumV0':
      return `errors ${sorted(entry.value.cases.map(({ name, value }) => `${name.toString()} = ${value}`))}`
    case 'scSpecEntryUdtUnionV0':
      return `union ${sorted(
        entry.value.cases.map((one) => {
          const types = one.type === 'scSpecUdtUnionCaseTupleV0' ? one.value.type : []
          return `${one.value.name.toString()}(${types.map(inner).join(', ')})`
        }),
      )}`
    default:
      return name
  }
}

function sorted(parts: readonly string[]): string {
  return [...parts].sort().join(', ')
}
