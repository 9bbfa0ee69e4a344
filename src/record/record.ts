import { type Entry, entryText, hashOf } from './entry.ts'
import { recordBroken, recordLostRace } from './problems.ts'
import { entryName, type RecordStore, type StoredEntry } from './store.ts'

type Draft = Omit<Entry, 'schema' | 'sequence' | 'previous'>

/** The append-only entries of one environment. */
export interface ReleaseRecord {
  readonly location: string
  /** All entries, oldest first. Grows with `append`. */
  readonly entries: readonly Entry[]
  /** sha256 of the newest entry, which vouches for all before it; null while there is none. */
  readonly head: string | null
  /** Appends; problem `record/lost-race` when another run took the place and `retry` is not asked for. */
  append(draft: Draft, options?: { retry?: boolean }): Promise<Entry>
}

/** Reads and checks the whole chain; problem `record/broken-chain` names the first entry that does not fit. */
export async function openRecord(store: RecordStore): Promise<ReleaseRecord> {
  let chain = checkChain(await store.read(), store.location)
  const appendOnce = async (draft: Draft) => {
    const entry: Entry = { schema: 1, sequence: chain.entries.length + 1, previous: chain.head, ...draft }
    const text = entryText(entry)
    if ((await store.append({ sequence: entry.sequence, text })) === 'lost') return null
    chain = { entries: [...chain.entries, entry], head: hashOf(text) }
    return entry
  }
  return {
    location: store.location,
    get entries() {
      return chain.entries
    },
    get head() {
      return chain.head
    },
    async append(draft, { retry = false } = {}) {
      for (let attempt = 0; attempt < (retry ? 20 : 1); attempt += 1) {
        const entry = await appendOnce(draft)
        if (entry !== null) return entry
        chain = checkChain(await store.read(), store.location)
      }
      throw recordLostRace({ sequence: chain.entries.length, location: store.location })
    },
  }
}

function checkChain(stored: readonly StoredEntry[], location: string): { entries: Entry[]; head: string | null } {
  const entries: Entry[] = []
  let head: string | null = null
  for (const [index, { name, text }] of stored.entries()) {
    const broken = (reason: string) => recordBroken({ entry: name, location, reason })
    const entry = parseEntry(text)
    if (entry === null) throw broken('it is not JSON of an entry')
    if (name !== entryName(index + 1) || entry.sequence !== index + 1) throw broken(`it stands where entry ${index + 1} should be`)
    if (entry.schema !== 1) throw broken(`its schema is ${String(entry.schema)}, this version reads 1`)
    if (entry.previous !== head) throw broken('it does not name the hash of the entry before it')
    entries.push(entry)
    head = hashOf(text)
  }
  return { entries, head }
}

function parseEntry(text: string): Entry | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'sequence' in value ? (value as Entry) : null
  } catch {
    return null
  }
}
