import { metric } from './diagnostics.ts'
import { entryType, type Key } from './keys.ts'

/** What an invocation read, wrote and told, as nodes count it (stellar-core: HostFunctionMetrics). */
export class InvocationMetrics {
  readonly #counts = {
    read_entry: 0,
    write_entry: 0,
    ledger_read_byte: 0,
    ledger_write_byte: 0,
    read_key_byte: 0,
    // Nobody counts these, but they are told.
    write_key_byte: 0,
    read_data_byte: 0,
    write_data_byte: 0,
    read_code_byte: 0,
    write_code_byte: 0,
    emit_event: 0,
    emit_event_byte: 0,
    cpu_insn: 0n,
    mem_byte: 0n,
    // Time is told as none, so that a ledger closes the same wherever it closes.
    invoke_time_nsecs: 0,
    max_rw_key_byte: 0,
    max_rw_data_byte: 0,
    max_rw_code_byte: 0,
    max_emit_event_byte: 0,
  }

  get bytesRead(): number {
    return this.#counts.ledger_read_byte
  }

  get bytesWritten(): number {
    return this.#counts.ledger_write_byte
  }

  get eventBytes(): number {
    return this.#counts.emit_event_byte
  }

  /** An entry that lies in memory. */
  noteRead(): void {
    this.#counts.read_entry += 1
  }

  noteDiskRead(key: Key, size: number): void {
    const counts = this.#counts
    counts.read_entry += 1
    counts.read_key_byte += key.bytes.length
    counts.ledger_read_byte += size
    counts[isCode(key) ? 'read_code_byte' : 'read_data_byte'] += size
    this.#noteLargest(key, size)
  }

  noteWrite(key: Key, size: number): void {
    const counts = this.#counts
    counts.write_entry += 1
    counts.ledger_write_byte += size
    counts[isCode(key) ? 'write_code_byte' : 'write_data_byte'] += size
    this.#noteLargest(key, size)
  }

  noteEvent(size: number): void {
    const counts = this.#counts
    counts.emit_event += 1
    counts.emit_event_byte += size
    counts.max_emit_event_byte = Math.max(counts.max_emit_event_byte, size)
  }

  noteValue(size: number): void {
    this.#counts.emit_event_byte += size
  }

  noteUse({ instructions, memory }: { instructions: bigint; memory: bigint }): void {
    this.#counts.cpu_insn = instructions
    this.#counts.mem_byte = memory
  }

  /** XDR of DiagnosticEvents. */
  events(succeeded: boolean): Uint8Array[] {
    return Object.entries(this.#counts).map(([name, value]) => metric(succeeded, name, value))
  }

  #noteLargest(key: Key, size: number): void {
    const counts = this.#counts
    counts.max_rw_key_byte = Math.max(counts.max_rw_key_byte, key.bytes.length)
    const largest = isCode(key) ? 'max_rw_code_byte' : 'max_rw_data_byte'
    counts[largest] = Math.max(counts[largest], size)
  }
}

function isCode({ type }: Key): boolean {
  return type === entryType.contractCode
}
