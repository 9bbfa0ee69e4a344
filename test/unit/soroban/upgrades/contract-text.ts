import { loadSdk, type Sdk } from '../../../../src/soroban/network/sdk.ts'
import { wasmModule } from '../wasm-module.ts'
import type { SpecType } from '../wasm-with-spec.ts'

type Entry = InstanceType<Sdk['xdr']['ScSpecEntry']>

/**
 * A wasm out of a description, a line each:
 * `fn transfer(from: Address, amount: i128) -> bool`, `struct Config { limit: u32 }`, `enum Status { Open = 1 }`,
 * `error Failure { Late = 1 }`, `union Key { Admin, Limit(u32) }`, `event paid [paid] topic(by: Address) map(amount: i128)`,
 * `meta binver 1.0.0`. A struct with fields 0, 1... is a tuple.
 */
export async function contractFromText(text: string): Promise<Uint8Array> {
  const sdk = await loadSdk()
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const meta = lines.filter((line) => line.startsWith('meta ')).map((line) => line.split(' ').slice(1) as [string, string])
  const spec = lines.filter((line) => !line.startsWith('meta ')).map((line) => entryOf(line, sdk))
  return wasmModule({ spec, meta })
}

function entryOf(line: string, sdk: Sdk): Entry {
  const { xdr } = sdk
  const E = xdr.ScSpecEntry
  const [, kind = '', name = '', rest = ''] = /^(\w+) (\w+)\s*(.*)$/.exec(line) ?? []
  const inside = /[{(](.*)[})]/.exec(rest)?.[1] ?? ''
  const about = { doc: '', lib: '', name }
  switch (kind) {
    case 'fn': {
      const [, given = '', output = null] = /^\((.*?)\)(?:\s*->\s*(.*))?$/.exec(rest) ?? []
      const inputs = named(given, sdk).map((one) => new xdr.ScSpecFunctionInputV0({ doc: '', ...one }))
      return E.scSpecEntryFunctionV0(
        new xdr.ScSpecFunctionV0({ doc: '', name, inputs, outputs: output === null ? [] : [typeOf(output, sdk)] }),
      )
    }
    case 'struct':
      return E.scSpecEntryUdtStructV0(
        new xdr.ScSpecUdtStructV0({
          ...about,
          fields: named(inside, sdk).map((one) => new xdr.ScSpecUdtStructFieldV0({ doc: '', ...one })),
        }),
      )
    case 'enum':
      return E.scSpecEntryUdtEnumV0(
        new xdr.ScSpecUdtEnumV0({ ...about, cases: numbered(inside).map((one) => new xdr.ScSpecUdtEnumCaseV0({ doc: '', ...one })) }),
      )
    case 'error':
      return E.scSpecEntryUdtErrorEnumV0(
        new xdr.ScSpecUdtErrorEnumV0({
          ...about,
          cases: numbered(inside).map((one) => new xdr.ScSpecUdtErrorEnumCaseV0({ doc: '', ...one })),
        }),
      )
    case 'union':
      return E.scSpecEntryUdtUnionV0(new xdr.ScSpecUdtUnionV0({ ...about, cases: parts(inside).map((part) => caseOf(part, sdk)) }))
    case 'event':
      return eventOf(name, rest, sdk)
    default:
      throw new TypeError(`not understood: ${line}`)
  }
}

function caseOf(part: string, sdk: Sdk) {
  const { xdr } = sdk
  const [, name = '', held] = /^(\w+)(?:\((.*)\))?$/.exec(part) ?? []
  return held === undefined
    ? xdr.ScSpecUdtUnionCaseV0.scSpecUdtUnionCaseVoidV0(new xdr.ScSpecUdtUnionCaseVoidV0({ doc: '', name }))
    : xdr.ScSpecUdtUnionCaseV0.scSpecUdtUnionCaseTupleV0(
        new xdr.ScSpecUdtUnionCaseTupleV0({ doc: '', name, type: parts(held).map((type) => typeOf(type, sdk)) }),
      )
}

function eventOf(name: string, rest: string, sdk: Sdk): Entry {
  const { xdr } = sdk
  const [, prefix = '', topics = '', format = '', data = ''] = /^\[(.*?)\] topic\((.*?)\) (map|vec|single)\((.*)\)$/.exec(rest) ?? []
  const at = xdr.ScSpecEventParamLocationV0
  const params = (text: string, location: typeof at.scSpecEventParamLocationData) =>
    named(text, sdk).map((one) => new xdr.ScSpecEventParamV0({ doc: '', ...one, location }))
  const formats = {
    map: xdr.ScSpecEventDataFormat.scSpecEventDataFormatMap,
    vec: xdr.ScSpecEventDataFormat.scSpecEventDataFormatVec,
    single: xdr.ScSpecEventDataFormat.scSpecEventDataFormatSingleValue,
  }
  return xdr.ScSpecEntry.scSpecEntryEventV0(
    new xdr.ScSpecEventV0({
      doc: '',
      lib: '',
      name,
      prefixTopics: parts(prefix),
      params: [...params(topics, at.scSpecEventParamLocationTopicList), ...params(data, at.scSpecEventParamLocationData)],
      dataFormat: formats[format as keyof typeof formats],
    }),
  )
}

function named(text: string, sdk: Sdk) {
  return parts(text).map((part) => {
    const [name = '', type = ''] = part.split(/:\s*(.*)/s)
    return { name, type: typeOf(type, sdk) }
  })
}

function numbered(text: string) {
  return parts(text).map((part) => {
    const [name = '', value = ''] = part.split(/\s*=\s*/)
    return { name, value: Number(value) }
  })
}

function typeOf(text: string, sdk: Sdk): SpecType {
  const { xdr } = sdk
  const T = xdr.ScSpecTypeDef
  const [, outer = '', given = ''] = /^(\w*)[<(](.*)[>)]$/.exec(text) ?? [text, text]
  const inner = parts(given)
  const type = (index: number) => typeOf(inner[index] ?? '', sdk)
  if (text.startsWith('(')) return T.scSpecTypeTuple(new xdr.ScSpecTypeTuple({ valueTypes: inner.map((one) => typeOf(one, sdk)) }))
  switch (outer) {
    case 'Option':
      return T.scSpecTypeOption(new xdr.ScSpecTypeOption({ valueType: type(0) }))
    case 'Vec':
      return T.scSpecTypeVec(new xdr.ScSpecTypeVec({ elementType: type(0) }))
    case 'Map':
      return T.scSpecTypeMap(new xdr.ScSpecTypeMap({ keyType: type(0), valueType: type(1) }))
    case 'Result':
      return T.scSpecTypeResult(new xdr.ScSpecTypeResult({ okType: type(0), errorType: type(1) }))
    case 'BytesN':
      return T.scSpecTypeBytesN(new xdr.ScSpecTypeBytesN({ n: Number(given) }))
  }
  const plain = (T as unknown as Record<string, (() => SpecType) | undefined>)[`scSpecType${text.charAt(0).toUpperCase()}${text.slice(1)}`]
  return plain === undefined ? T.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name: text })) : plain.call(T)
}

/** Parts between the commas that stand in no brackets. */
function parts(text: string): string[] {
  const found: string[] = []
  let depth = 0
  let part = ''
  for (const letter of text) {
    depth += '<({'.includes(letter) ? 1 : '>)}'.includes(letter) ? -1 : 0
    if (letter === ',' && depth === 0) {
      found.push(part)
      part = ''
    } else part += letter
  }
  return [...found, part].map((one) => one.trim()).filter((one) => one !== '')
}
