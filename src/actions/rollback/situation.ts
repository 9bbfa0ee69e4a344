/** Everything a decision about the way back looks at. All of it is read, nothing is remembered. */
export interface Situation {
  /** Whether the soak passed: from then on nothing goes back by itself. */
  readonly accepted: boolean
  /** Whose release users reach. `nobody`: nothing answers behind the balancer, as before a first release. `untold`: there is no balancer to ask. */
  readonly traffic: 'new' | 'old' | 'nobody' | 'untold'
  /** The release before: it answers as itself, it does not, or there is none. */
  readonly old: 'works' | 'down' | 'none'
  /** Whether processes of the new release run. */
  readonly newRuns: boolean
  /**
   * `unchanged`: no migration. `compatible`: proved that the old release works with the new schema.
   * `unproved`: breaking, or not proved.
   */
  readonly schema: 'unchanged' | 'compatible' | 'unproved'
  /**
   * The restored copy of the backup: `ready`, or to be made again of the stored one; `sealed`: that one is encrypted and its
   * key was not given; `gone`: there is neither.
   */
  readonly standby: 'ready' | 'sealed' | 'gone'
  /** Rows written since the backup, an upper bound. Null: cannot be known. */
  readonly rowsAtRisk: number | null
  /** The same, table by table. */
  readonly written: readonly { readonly table: string; readonly rows: number }[]
  /** Bytes of write-ahead log since the backup, of all databases of the server. Null: cannot be known. */
  readonly walBytes: number | null
  /** A run that was killed in a swap left the database closed: what was written is counted when it is open again. */
  readonly leftClosed: boolean
  /** What putting the database back takes besides rows: `moments`, or minutes and disk. Empty where it cannot be put back. */
  readonly cost: string
  readonly maxLostRows: number
  /** Down migrations that the release proved on a copy: the very files are here, they or the schema are otherwise now, or there are none. */
  readonly down: 'proved' | 'otherwise' | 'none'
  /** Contracts that run other code than before this release, and whose old code is known. */
  readonly upgraded: readonly string[]
  /** Contracts that run other code than before and cannot go back: their old code is unknown or was removed. */
  readonly stuck: readonly string[]
  /** Contracts this release made. They cannot be unmade; the old release does not refer to them. */
  readonly created: readonly string[]
}

/** One thing to undo. Traffic goes first: users before everything else. */
export type UndoStep = 'traffic' | 'down' | 'database' | 'stop' | 'contracts'

export interface Decision<Step extends string = UndoStep> {
  readonly decision: 'none' | 'revert' | 'hold'
  readonly steps: readonly Step[]
  /** What cannot be brought back, for the person who reads it. */
  readonly loses: readonly string[]
  readonly because: string
}
