import { loadSdk, type Sdk } from '../../../src/soroban/network/sdk.ts'
import { wasmModule } from './wasm-module.ts'

export type SpecType = InstanceType<Sdk['xdr']['ScSpecFunctionInputV0']>['type']

/** A module that does nothing and says what the given entries say, as soroban-sdk would have built it. */
export async function wasmWithSpec(describe: (sdk: Sdk) => readonly InstanceType<Sdk['xdr']['ScSpecEntry']>[]): Promise<Uint8Array> {
  return wasmModule({ spec: describe(await loadSdk()) })
}

/** A function of a spec. */
export function specFunction({ xdr }: Sdk, name: string, inputs: Readonly<Record<string, SpecType>>, outputs: SpecType[] = []) {
  const parameters = Object.entries(inputs).map(([input, type]) => new xdr.ScSpecFunctionInputV0({ doc: '', name: input, type }))
  return xdr.ScSpecEntry.scSpecEntryFunctionV0(new xdr.ScSpecFunctionV0({ doc: '', name, inputs: parameters, outputs }))
}
