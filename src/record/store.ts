/** One stored entry: its name in the store and its text. */
export interface StoredEntry {
  readonly name: string
  readonly text: string
}

/**
 * Where entries are kept. `append` is a compare-and-swap on the length: of two writers of one sequence number one
 * wins, the other is told `lost`, and an interrupted append leaves the record as it was.
 */
export interface RecordStore {
  /** `directory:PATH` or `branch:NAME`. */
  readonly location: string
  read(): Promise<readonly StoredEntry[]>
  append(entry: { sequence: number; text: string }): Promise<'appended' | 'lost'>
}

/** `00000042.json`: names sort as the sequence does. */
export function entryName(sequence: number): string {
  return `${String(sequence).padStart(8, '0')}.json`
}

export function isEntryName(name: string): boolean {
  return /^\d{8}\.json$/.test(name)
}
