/** The encoding of requests to the host and of its answers; src/wire.rs is its other side. */

export class RequestWriter {
  readonly #parts: Uint8Array[] = []

  u32(value: number): this {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return this.raw(bytes)
  }

  u64(value: bigint): this {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(value)
    return this.raw(bytes)
  }

  flag(value: boolean): this {
    return this.u32(value ? 1 : 0)
  }

  raw(bytes: Uint8Array): this {
    this.#parts.push(bytes)
    return this
  }

  bytes(bytes: Uint8Array): this {
    return this.u32(bytes.length).raw(bytes)
  }

  list<T>(items: readonly T[], write: (writer: this, item: T) => void): this {
    this.u32(items.length)
    for (const item of items) write(this, item)
    return this
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts)
  }
}

export class AnswerReader {
  readonly #bytes: Buffer
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  u32(): number {
    this.#offset += 4
    return this.#bytes.readUInt32LE(this.#offset - 4)
  }

  u64(): bigint {
    this.#offset += 8
    return this.#bytes.readBigUInt64LE(this.#offset - 8)
  }

  flag(): boolean {
    return this.u32() !== 0
  }

  bytes(): Uint8Array {
    const length = this.u32()
    this.#offset += length
    return new Uint8Array(this.#bytes.subarray(this.#offset - length, this.#offset))
  }

  text(): string {
    return Buffer.from(this.bytes()).toString('utf8')
  }

  list<T>(read: (reader: this) => T): T[] {
    return Array.from({ length: this.u32() }, () => read(this))
  }
}
