/** What `describe` tells of a snapshot. */
export interface SnapshotDescription {
  readonly id: string
  readonly status: string
  /** ISO 8601; null: not yet known to the provider. */
  readonly created: string | null
  readonly database: string
}

export type SnapshotVerdict =
  | { readonly usable: 'yes'; readonly created: string }
  | { readonly usable: 'not yet' }
  | { readonly usable: 'no'; readonly because: string }

/** How far the clocks of provider and runner may be apart. */
const clockSkewMs = 60_000

/** Whether a snapshot is the one that was asked for, whole, of this database, and taken since it was asked for. */
export function judgeSnapshot(
  { id, status, created, database }: SnapshotDescription,
  wanted: {
    readonly id: string
    readonly of: string
    readonly available: readonly string[]
    readonly failed: readonly string[]
    readonly requestedAt: Date
  },
): SnapshotVerdict {
  if (id !== wanted.id) return { usable: 'no', because: `describe tells of another one, "${id}"` }
  if (database !== wanted.of) return { usable: 'no', because: `it is of "${database}", and "${wanted.of}" is migrated` }
  if (wanted.failed.includes(status)) return { usable: 'no', because: `its status is "${status}"` }
  const createdMs = created === null ? null : Date.parse(created)
  if (createdMs !== null && Number.isNaN(createdMs)) return { usable: 'no', because: `its time "${created}" cannot be read` }
  if (createdMs !== null && createdMs < wanted.requestedAt.getTime() - clockSkewMs)
    return { usable: 'no', because: `it was created at ${new Date(createdMs).toISOString()}, before it was asked for` }
  if (!wanted.available.includes(status)) return { usable: 'not yet' }
  if (createdMs === null) return { usable: 'no', because: 'it is whole and tells no time at which it was created' }
  return { usable: 'yes', created: new Date(createdMs).toISOString() }
}
