import { loadSdk, type Sdk } from '../../../src/soroban/sdk.ts'

export type SpecType = InstanceType<Sdk['xdr']['ScSpecFunctionInputV0']>['type']

/** A module that does nothing and says what the given entries say, as soroban-sdk would have built it. */
export async function wasmWithSpec(describe: (sdk: Sdk) => readonly InstanceType<Sdk['xdr']['ScSpecEntry']>[]): Promise<Uint8Array> {
  const sdk = await loadSdk()
  const spec = Buffer.concat(describe(sdk).map((entry) => entry.toXdr()))
  const header = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
  return Buffer.concat([header, section('contractenvmetav0', interfaceVersion), section('contractspecv0', spec)])
}

/** XDR of an ScEnvMetaEntry: kind 0, then protocol 22 and no pre-release. */
const interfaceVersion = Buffer.from('000000000000001600000000', 'hex')

function section(name: string, data: Uint8Array): Buffer {
  const content = Buffer.concat([leb(name.length), Buffer.from(name), data])
  return Buffer.concat([Buffer.from([0]), leb(content.length), content])
}

/** A function of a spec. */
export function specFunction({ xdr }: Sdk, name: string, inputs: Readonly<Record<string, SpecType>>, outputs: SpecType[] = []) {
  const parameters = Object.entries(inputs).map(([input, type]) => new xdr.ScSpecFunctionInputV0({ doc: '', name: input, type }))
  return xdr.ScSpecEntry.scSpecEntryFunctionV0(new xdr.ScSpecFunctionV0({ doc: '', name, inputs: parameters, outputs }))
}

/** Length in the variable form of WebAssembly (LEB128). */
function leb(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
    rest >>>= 7
  } while (rest > 0)
  return Buffer.from(bytes)
}
