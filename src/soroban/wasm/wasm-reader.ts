/** Reads the binary format of WebAssembly from front to back. Only for modules that are whole: it checks no bounds. */
export interface WasmReader {
  readonly position: number
  readonly atEnd: boolean
  byte(): number
  /** The next byte, which stays the next. */
  peek(): number
  /** An unsigned number in the variable form (LEB128). */
  unsigned(): number
  /** Passes over a number in the variable form, of any length and sign. */
  skipNumber(): void
  skip(bytes: number): void
  /** A reader of the next bytes alone, which this one passes over. */
  part(bytes: number): WasmReader
}

export function wasmReader(bytes: Uint8Array): WasmReader {
  let position = 0
  const byte = () => bytes[position++] ?? 0
  const skip = (count: number) => {
    position += count
  }
  return {
    get position() {
      return position
    },
    get atEnd() {
      return position >= bytes.length
    },
    byte,
    peek: () => bytes[position] ?? 0,
    skip,
    unsigned() {
      let value = 0
      for (let scale = 1; ; scale *= 128) {
        const next = byte()
        value += (next & 0x7f) * scale
        if (next < 0x80) return value
      }
    },
    skipNumber() {
      while (byte() >= 0x80);
    },
    part(count) {
      const inner = wasmReader(bytes.subarray(position, position + count))
      skip(count)
      return inner
    },
  }
}
