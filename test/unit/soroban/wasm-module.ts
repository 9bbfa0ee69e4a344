import { loadSdk, type Sdk } from '../../../src/soroban/network/sdk.ts'

type Entry = InstanceType<Sdk['xdr']['ScSpecEntry']>

export interface Module {
  /** Contents of sections by number (types 1, functions 3, tables 4, memories 5, globals 6, code 10...), bytes. */
  readonly sections?: Readonly<Record<number, readonly number[]>>
  readonly spec?: readonly Entry[]
  readonly protocol?: number
  readonly preRelease?: number
  /** contractmetav0, in this order. */
  readonly meta?: readonly (readonly [key: string, value: string])[]
}

/** A module made by hand, byte for byte, with the custom sections that soroban-sdk writes. */
export async function wasmModule({ sections = {}, spec = [], protocol = 22, preRelease = 0, meta = [] }: Module): Promise<Uint8Array> {
  const { xdr } = await loadSdk()
  const version = new xdr.ScEnvMetaEntryInterfaceVersion({ protocol, preRelease })
  const metaEntries = meta.map(([key, val]) => xdr.ScMetaEntry.scMetaV0(new xdr.ScMetaV0({ key, val })))
  return Buffer.concat([
    Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
    ...Object.entries(sections).map(([kind, content]) => section(Number(kind), Buffer.from(content))),
    custom('contractenvmetav0', xdr.ScEnvMetaEntry.scEnvMetaKindInterfaceVersion(version).toXdr()),
    custom('contractspecv0', Buffer.concat(spec.map((entry) => entry.toXdr()))),
    ...(meta.length === 0 ? [] : [custom('contractmetav0', Buffer.concat(metaEntries.map((entry) => entry.toXdr())))]),
  ])
}

/** Sections of a module with one function without arguments that gives nothing back. */
export function oneFunction(...instructions: number[]): Record<number, number[]> {
  const body = [0, ...instructions, 0x0b]
  return { 1: [1, 0x60, 0, 0], 3: [1, 0], 10: [1, ...leb(body.length), ...body] }
}

function custom(name: string, data: Uint8Array): Buffer {
  return section(0, Buffer.concat([Buffer.from(leb(name.length)), Buffer.from(name), data]))
}

function section(kind: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([kind]), Buffer.from(leb(content.length)), content])
}

/** Length in the variable form of WebAssembly (LEB128). */
function leb(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
    rest >>>= 7
  } while (rest > 0)
  return bytes
}
