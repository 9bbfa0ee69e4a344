import { SharedMap } from './shared-map.ts'

/** XDR of a LedgerKey, in base64. */
export type KeyText = string & { readonly brand: 'ledger key' }

/** Something that entries can be read from, by key, as XDR of a LedgerEntry. */
export interface View {
  get(key: KeyText): Uint8Array | null
}

export interface Change {
  key: KeyText
  before: Uint8Array | null
  after: Uint8Array | null
}

/** Entries as they were at one moment. Whatever is written later, these stay. */
export type Entries = SharedMap<KeyText, Uint8Array>

/** An entry as it was left; null: removed. */
export type EntryChange = readonly [KeyText, Uint8Array | null]

/** All entries of a ledger. */
export class State implements View {
  #entries: Entries = new SharedMap()
  readonly #changed = new Set<KeyText>()

  constructor(entries: Iterable<readonly [KeyText, Uint8Array]> = []) {
    for (const [key, entry] of entries) this.set(key, entry)
  }

  get(key: KeyText): Uint8Array | null {
    return this.#entries.get(key) ?? null
  }

  set(key: KeyText, entry: Uint8Array | null): void {
    this.#changed.add(key)
    if (entry === null) this.#entries.delete(key)
    else this.#entries.set(key, entry)
  }

  get size(): number {
    return this.#entries.size
  }

  [Symbol.iterator](): IterableIterator<[KeyText, Uint8Array]> {
    return this.#entries[Symbol.iterator]()
  }

  /** Takes no time, whatever the size. */
  snapshot(): Entries {
    return this.#entries.copy()
  }

  revert(entries: Entries): void {
    this.#entries = entries.copy()
    this.#changed.clear()
  }

  /** What was written since this was last asked. */
  takeChanges(): EntryChange[] {
    const changes = [...this.#changed].map((key): EntryChange => [key, this.get(key)])
    this.#changed.clear()
    return changes
  }
}

/** Writes that are not in force yet: commit them, or let them fall. */
export class Draft implements View {
  readonly #base: View & { set(key: KeyText, entry: Uint8Array | null): void }
  readonly #writes = new Map<KeyText, Uint8Array | null>()

  constructor(base: View & { set(key: KeyText, entry: Uint8Array | null): void }) {
    this.#base = base
  }

  get(key: KeyText): Uint8Array | null {
    const written = this.#writes.get(key)
    return written === undefined ? this.#base.get(key) : written
  }

  set(key: KeyText, entry: Uint8Array | null): void {
    this.#writes.set(key, entry)
  }

  /** What a commit would change, in the order of the first writes; what was created and removed again is not told. */
  changes(): Change[] {
    return [...this.#writes]
      .map(([key, after]) => ({ key, before: this.#base.get(key), after }))
      .filter((change) => change.before !== null || change.after !== null)
  }

  commit(): Change[] {
    const changes = this.changes()
    for (const [key, entry] of this.#writes) this.#base.set(key, entry)
    this.#writes.clear()
    return changes
  }
}
