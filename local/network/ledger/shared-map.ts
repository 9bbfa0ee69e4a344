/** Power of two: copying a bucket and copying the list of them both stay cheap from a hundred entries to a million. */
const buckets = 2_048

/**
 * A map from text that is copied at once, whatever its size: copies share their buckets of entries until one of them writes into
 * one. A snapshot of a ledger is such a copy.
 */
export class SharedMap<Key extends string, Value> {
  #buckets = new Array<Map<Key, Value> | undefined>(buckets)
  /** Places of buckets that no copy shares. */
  readonly #own = new Set<number>()
  #size = 0

  constructor(entries: Iterable<readonly [Key, Value]> = []) {
    for (const [key, value] of entries) this.set(key, value)
  }

  get size(): number {
    return this.#size
  }

  get(key: Key): Value | undefined {
    return this.#buckets[placeOf(key)]?.get(key)
  }

  set(key: Key, value: Value): void {
    const bucket = this.#writable(placeOf(key))
    if (!bucket.has(key)) this.#size += 1
    bucket.set(key, value)
  }

  delete(key: Key): void {
    if (this.get(key) === undefined) return
    this.#writable(placeOf(key)).delete(key)
    this.#size -= 1
  }

  copy(): SharedMap<Key, Value> {
    const twin = new SharedMap<Key, Value>()
    twin.#buckets = this.#buckets.slice()
    twin.#size = this.#size
    this.#own.clear()
    return twin
  }

  /** In no particular order. */
  *[Symbol.iterator](): IterableIterator<[Key, Value]> {
    for (const bucket of this.#buckets) if (bucket !== undefined) yield* bucket
  }

  #writable(place: number): Map<Key, Value> {
    const bucket = this.#buckets[place]
    if (bucket !== undefined && this.#own.has(place)) return bucket
    const own = new Map(bucket)
    this.#buckets[place] = own
    this.#own.add(place)
    return own
  }
}

// FNV-1a.
function placeOf(key: string): number {
  let hash = 0x811c9dc5
  for (let place = 0; place < key.length; place += 1) hash = Math.imul(hash ^ key.charCodeAt(place), 0x01000193)
  return (hash >>> 8) & (buckets - 1)
}
