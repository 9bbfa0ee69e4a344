import type { Sdk } from '../network/sdk.ts'
import { customSection } from './wasm.ts'

/** What a build says about itself beside its spec: SEP-46, and the interface version that the host checks. */
export interface ContractMeta {
  /** The protocol it was built for; `preRelease` is not 0 where that protocol was not final then. */
  readonly environment: { readonly protocol: number; readonly preRelease: number } | null
  /** Such as 27.0.2; null where another SDK than Rust's built it. */
  readonly sdkVersion: string | null
  /** `binver` of SEP-49. */
  readonly version: string | null
  /** Numbers of the SEPs it claims to keep (SEP-47). */
  readonly claims: readonly string[]
  readonly build: BuildClaims
}

/** What a wasm says about where and how it was built, in the words of SEP-55 and SEP-58. Nobody vouches for it. */
export interface BuildClaims {
  /** `source_repo`, such as github:OWNER/REPOSITORY. */
  readonly sourceRepository: string | null
  /** `home_domain`: who publishes it, for SEP-1. */
  readonly homeDomain: string | null
  /** `bldimg`: the container image, by digest. */
  readonly image: string | null
  /** `bldarg` and `bldopt`, in their order. */
  readonly arguments: readonly string[]
  readonly options: readonly string[]
  readonly sourceSha256: string | null
  readonly sourceUri: string | null
}

/** Reads what a wasm says about its build. What is missing or cannot be read is null or empty. */
export function contractMetaOf(wasm: Uint8Array, sdk: Sdk): ContractMeta {
  const entries = metaEntries(wasm, sdk)
  const all = (key: string) => entries.filter((entry) => entry.key === key).map(({ value }) => value)
  return {
    environment: environmentOf(wasm, sdk),
    // The hash of the commit follows the version.
    sdkVersion: all('rssdkver')[0]?.split('#')[0] ?? null,
    version: all('binver')[0] ?? null,
    claims: all('sep')
      .flatMap((list) => list.split(',').map((number) => number.trim()))
      .filter((number) => number !== ''),
    build: {
      sourceRepository: all('source_repo')[0] ?? null,
      homeDomain: all('home_domain')[0] ?? null,
      image: all('bldimg')[0] ?? null,
      arguments: all('bldarg'),
      options: all('bldopt'),
      sourceSha256: all('source_sha256')[0] ?? null,
      sourceUri: all('source_uri')[0] ?? null,
    },
  }
}

function environmentOf(wasm: Uint8Array, { xdr }: Sdk): ContractMeta['environment'] {
  const [entry] = entriesIn(wasm, 'contractenvmetav0', (section) => xdr.decodeStream(xdr.ScEnvMetaEntry, section))
  return entry === undefined ? null : { protocol: entry.value.protocol, preRelease: entry.value.preRelease }
}

function metaEntries(wasm: Uint8Array, { xdr }: Sdk): readonly { readonly key: string; readonly value: string }[] {
  const entries = entriesIn(wasm, 'contractmetav0', (section) => xdr.decodeStream(xdr.ScMetaEntry, section))
  return entries.map(({ value: { key, val } }) => ({ key: key.toString(), value: val.toString() }))
}

function entriesIn<Entry>(wasm: Uint8Array, name: string, decode: (section: Uint8Array) => Entry[]): Entry[] {
  const section = customSection(wasm, name)
  if (section === null) return []
  try {
    return decode(section)
  } catch {
    return []
  }
}
