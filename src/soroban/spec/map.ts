import type { xdr } from '@stellar/stellar-sdk/base'
import type { Sdk } from '../network/sdk.ts'

interface Pair {
  readonly key: xdr.ScVal
  readonly val: xdr.ScVal
}

/**
 * A map as the host takes it: keys in the host's own order. The SDK's helper sorts by the text of keys, which is
 * another order for addresses and bytes.
 */
export function mapOf(pairs: readonly Pair[], { xdr }: Sdk): xdr.ScVal {
  const sorted = [...pairs].sort((a, b) => compareKeys(a.key, b.key))
  return xdr.ScVal.scvMap(sorted.map((pair) => new xdr.ScMapEntry(pair)))
}

/** Order of keys of one type: numbers by value, texts and bytes by their bytes, addresses accounts first. */
function compareKeys(a: xdr.ScVal, b: xdr.ScVal): number {
  const [numberA, numberB] = [numberIn(a), numberIn(b)]
  if (numberA !== null && numberB !== null) return numberA < numberB ? -1 : numberA > numberB ? 1 : 0
  return Buffer.compare(bytesIn(a), bytesIn(b))
}

function numberIn(value: xdr.ScVal): bigint | null {
  switch (value.type) {
    case 'scvU32':
    case 'scvI32':
      return BigInt(value.value)
    case 'scvU64':
    case 'scvI64':
    case 'scvTimepoint':
    case 'scvDuration':
      return value.value
    case 'scvU128':
    case 'scvI128':
    case 'scvU256':
    case 'scvI256':
      return BigInt(value.value.toString())
    default:
      return null
  }
}

function bytesIn(value: xdr.ScVal): Uint8Array {
  if (value.type === 'scvString' || value.type === 'scvSymbol') return Buffer.from(value.value.toString())
  if (value.type === 'scvBytes') return value.value.toBytes()
  return value.toXdr()
}
