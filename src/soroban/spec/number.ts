import type { ScIntType } from '@stellar/stellar-sdk/base'

export interface IntegerRange {
  /** The name that `nativeToScVal` of the SDK knows. */
  readonly name: ScIntType | 'u32' | 'i32'
  readonly min: bigint
  readonly max: bigint
}

/** Integer types of a spec and what fits into them. Timepoints and durations are seconds. */
export const integerRanges: Readonly<Record<string, IntegerRange>> = {
  scSpecTypeU32: unsigned('u32', 32n),
  scSpecTypeI32: signed('i32', 32n),
  scSpecTypeU64: unsigned('u64', 64n),
  scSpecTypeI64: signed('i64', 64n),
  scSpecTypeU128: unsigned('u128', 128n),
  scSpecTypeI128: signed('i128', 128n),
  scSpecTypeU256: unsigned('u256', 256n),
  scSpecTypeI256: signed('i256', 256n),
  scSpecTypeTimepoint: unsigned('timepoint', 64n),
  scSpecTypeDuration: unsigned('duration', 64n),
}

function unsigned(name: IntegerRange['name'], bits: bigint): IntegerRange {
  return { name, min: 0n, max: 2n ** bits - 1n }
}

function signed(name: IntegerRange['name'], bits: bigint): IntegerRange {
  return { name, min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n }
}

/** Reads a whole number from YAML, as number or text; the reason why not, where it is none or does not fit. */
export function readInteger(given: unknown, range: IntegerRange): bigint | string {
  if (typeof given === 'number' && Number.isInteger(given) && !Number.isSafeInteger(given))
    return 'is too large for a YAML number; put it in quotes'
  const text = typeof given === 'number' || typeof given === 'string' ? String(given) : ''
  if (!/^-?\d+$/.test(text)) return 'is not a whole number'
  const value = BigInt(text)
  if (value < range.min || value > range.max) return `is not between ${range.min} and ${range.max}`
  return value
}
