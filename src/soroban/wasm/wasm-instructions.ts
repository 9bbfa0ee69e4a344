import type { WasmReader } from './wasm-reader.ts'

/** What a host does not run, in the names of the WebAssembly proposals. */
export type RefusedFeature =
  | 'floating point'
  | 'reference types'
  | 'multi-value'
  | 'tail calls'
  | 'extended constants'
  | 'exceptions'
  | 'SIMD'
  | 'threads'
  | '64-bit memory'
  | 'several memories'
  | 'a start function'
  | 'instructions of a newer proposal'

const floatingPoint = 'floating point'
const referenceTypes = 'reference types'

/** Value types by their byte; null is allowed. */
export function featureOfType(type: number): RefusedFeature | null {
  if (type === 0x7f || type === 0x7e) return null
  if (type === 0x7d || type === 0x7c) return floatingPoint
  return type === 0x7b ? 'SIMD' : referenceTypes
}

/**
 * Passes over one instruction and tells what it needs beyond the first version of WebAssembly with mutable globals, sign
 * extension and bulk memory, which is what the host runs (soroban-env-host 27 and 28, `get_wasmi_config`). `stop` is set
 * where what follows cannot be read.
 */
export function readInstruction(reader: WasmReader): { feature: RefusedFeature | null; stop: boolean } {
  const code = reader.byte()
  const fine = { feature: null, stop: false }
  const refused = (feature: RefusedFeature, stop = false) => ({ feature, stop })
  if (code === 0xfc) return readLongInstruction(reader)
  if (isFloatInstruction(code)) {
    skipMemoryOrConstant(code, reader)
    return refused(floatingPoint)
  }
  switch (code) {
    case 0x02: // block, loop, if: what they give back
    case 0x03:
    case 0x04:
      return { feature: featureOfBlock(reader), stop: false }
    case 0x0c: // br, br_if, call, and the reads and writes of locals and globals
    case 0x0d:
    case 0x10:
    case 0x20:
    case 0x21:
    case 0x22:
    case 0x23:
    case 0x24:
    case 0x41: // i32.const, i64.const
    case 0x42:
      reader.skipNumber()
      return fine
    case 0x0e: {
      const labels = reader.unsigned()
      for (let label = 0; label <= labels; label++) reader.skipNumber()
      return fine
    }
    case 0x11: {
      reader.skipNumber()
      const start = reader.position
      const table = reader.unsigned()
      // Compilers write the table as a number of five bytes once reference types are on, and the host wants one zero byte.
      return table === 0 && reader.position === start + 1 ? fine : refused(referenceTypes)
    }
    case 0x12:
      reader.skipNumber()
      return refused('tail calls')
    case 0x13:
      reader.skipNumber()
      reader.skipNumber()
      return refused('tail calls')
    case 0x1c: {
      const types = reader.unsigned()
      reader.skip(types)
      return refused(referenceTypes)
    }
    case 0x25: // table.get, table.set, ref.null, ref.func
    case 0x26:
    case 0xd0:
    case 0xd2:
      reader.skipNumber()
      return refused(referenceTypes)
    case 0xd1:
      return refused(referenceTypes)
    case 0x3f: // memory.size, memory.grow
    case 0x40:
      reader.skip(1)
      return fine
    case 0x06: // try, catch, throw, rethrow, throw_ref, delegate, catch_all, try_table
    case 0x07:
    case 0x08:
    case 0x09:
    case 0x0a:
    case 0x18:
    case 0x19:
    case 0x1f:
      return refused('exceptions', true)
    case 0xfd:
      return refused('SIMD', true)
    case 0xfe:
      return refused('threads', true)
  }
  if (isMemoryInstruction(code)) {
    skipMemoryOrConstant(code, reader)
    return fine
  }
  return isPlain(code) ? fine : refused('instructions of a newer proposal', true)
}

/** Instructions of two bytes: saturating conversions of floating point, bulk memory, tables. */
function readLongInstruction(reader: WasmReader): { feature: RefusedFeature | null; stop: boolean } {
  const code = reader.unsigned()
  if (code <= 7) return { feature: floatingPoint, stop: false }
  const numbers = [2, 1, 2, 1, 2, 1, 2, 1, 1, 1][code - 8]
  if (numbers === undefined) return { feature: 'instructions of a newer proposal', stop: true }
  for (let index = 0; index < numbers; index++) reader.skipNumber()
  return { feature: code >= 15 ? referenceTypes : null, stop: false }
}

function featureOfBlock(reader: WasmReader): RefusedFeature | null {
  const type = reader.byte()
  if (type === 0x40) return null
  // Everything from here on is a value type; below it, the number of a function type.
  if (type >= 0x69 && type <= 0x7f) return featureOfType(type)
  if (type >= 0x80) reader.skipNumber()
  return 'multi-value'
}

function skipMemoryOrConstant(code: number, reader: WasmReader): void {
  if (isMemoryInstruction(code)) {
    reader.skipNumber()
    reader.skipNumber()
  }
  if (code === 0x43) reader.skip(4)
  if (code === 0x44) reader.skip(8)
}

function isMemoryInstruction(code: number): boolean {
  return code >= 0x28 && code <= 0x3e
}

function isFloatInstruction(code: number): boolean {
  return (
    [0x2a, 0x2b, 0x38, 0x39, 0x43, 0x44].includes(code) ||
    (code >= 0x5b && code <= 0x66) ||
    (code >= 0x8b && code <= 0xa6) ||
    (code >= 0xa8 && code <= 0xab) ||
    (code >= 0xae && code <= 0xbf)
  )
}

/** Without anything behind it: control, comparisons and arithmetic of whole numbers, sign extension. */
function isPlain(code: number): boolean {
  return [0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b].includes(code) || (code >= 0x45 && code <= 0xc4)
}
