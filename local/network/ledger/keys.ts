import { base64, concatenate, int32, readUint32, sha256 } from '../bytes.ts'
import type { KeyText } from './state.ts'

export const entryType = {
  account: 0,
  trustline: 1,
  offer: 2,
  data: 3,
  contractData: 6,
  contractCode: 7,
  configSetting: 8,
  ttl: 9,
} as const

const temporary = 0

/** A key with what the rules ask of it all the time. */
export interface Key {
  text: KeyText
  bytes: Uint8Array
  type: number
  /** Contract data and code: what has a lifetime, and costs rent. */
  soroban: boolean
  /** May be archived and restored; temporary entries are gone when their time is over. */
  persistent: boolean
  /** Of the entry that holds its lifetime. A hash: it is reckoned when it is asked for. */
  readonly lifetime: KeyText
}

export function readKey(bytes: Uint8Array): Key {
  const type = readUint32(bytes, 0)
  const soroban = type === entryType.contractData || type === entryType.contractCode
  // The durability is the last field of the key of contract data.
  const persistent = soroban && !(type === entryType.contractData && readUint32(bytes, bytes.length - 4) === temporary)
  return {
    text: keyText(bytes),
    bytes,
    type,
    soroban,
    persistent,
    get lifetime() {
      return lifetimeKey(bytes)
    },
  }
}

export function keyText(bytes: Uint8Array): KeyText {
  return base64(bytes) as KeyText
}

export function keyBytes(key: KeyText): Uint8Array {
  return new Uint8Array(Buffer.from(key, 'base64'))
}

/** The 32 bytes of an ed25519 public key, in hex: what names an account here. */
export type AccountId = string & { readonly brand: 'account id' }

export function accountKey(account: AccountId): KeyText {
  return keyText(concatenate(int32(entryType.account), int32(0), Buffer.from(account, 'hex')))
}

export function configSettingKey(id: number): KeyText {
  return keyText(concatenate(int32(entryType.configSetting), int32(id)))
}

function lifetimeKey(key: Uint8Array): KeyText {
  return keyText(concatenate(int32(entryType.ttl), sha256(key)))
}

/** The entry that holds the lifetime of another. */
export function lifetimeEntry(key: Uint8Array, liveUntil: number, ledger: number): Uint8Array {
  return concatenate(int32(ledger), int32(entryType.ttl), sha256(key), int32(liveUntil), int32(0))
}

/** The last ledger that an entry lives in; null when it has no lifetime entry. */
export function readLiveUntil(entry: Uint8Array | null): number | null {
  return entry === null ? null : readUint32(entry, 40)
}

/** A copy of an entry that says in which ledger it was written. */
export function stamped(entry: Uint8Array, ledger: number): Uint8Array {
  const copy = Buffer.from(entry)
  copy.writeUInt32BE(ledger, 0)
  return new Uint8Array(copy)
}
