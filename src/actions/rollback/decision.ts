import { databaseLoss, databaseRefusal } from './database-decision.ts'

/** Everything a decision about the way back looks at. All of it is read, nothing is remembered. */
export interface Situation {
  /** Whether the soak passed: from then on nothing goes back by itself. */
  readonly accepted: boolean
  /** Whose release users reach. `nobody`: nothing answers behind the balancer, as before a first release. */
  readonly traffic: 'new' | 'old' | 'nobody'
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

/**
 * The one decision about the way back, for the automatic revert of a soak and for the rollback action; the matrix of
 * research/traffic.md section 6. What is not safe is held, and a person decides.
 */
export function decideWayBack(situation: Situation): Decision {
  const { accepted, traffic, old, schema, stuck } = situation
  if (accepted) return none('the release was accepted: nothing rolls it back automatically')
  const database = databaseStep(situation)
  if (traffic === 'new' && old === 'none') return hold('there is no release before this one that users could have')
  if (traffic === 'new' && schema === 'unproved' && database === 'refused') return hold(refusal(situation))
  // Users never go to a color that does not answer, not even with its database put back: start it first.
  if (traffic === 'new' && old === 'down') return hold('the release before does not answer: start it, then decide again')
  if (traffic === 'old' && old === 'down' && schema === 'unproved' && database === 'refused') return hold(refusal(situation))
  if (stuck.length > 0)
    return hold(`the code that ${stuck.join(', ')} ran before is not on the chain any more, or need not read what this release migrated`)
  const steps: UndoStep[] = [
    ...(database === 'down' ? (['down'] as const) : []),
    ...(database === 'swap' ? (['database'] as const) : []),
    ...(traffic === 'new' ? (['traffic'] as const) : []),
    ...(situation.newRuns ? (['stop'] as const) : []),
    ...(situation.upgraded.length > 0 ? (['contracts'] as const) : []),
  ]
  if (steps.length === 0) return none('nothing of this release is in effect')
  return { decision: 'revert', steps, loses: losses(situation, steps), because: reason(situation) }
}

/** The database goes back only where the old release needs it: with its rows where that is proved, else if nothing is lost beyond the limit. */
function databaseStep(situation: Situation): 'keep' | 'down' | 'swap' | 'refused' {
  const { schema, traffic, old, down } = situation
  if (schema !== 'unproved') return 'keep'
  if (old === 'none') return 'keep'
  // The old release serves users on the new schema right now, and was seen to work.
  if (traffic === 'old' && old === 'works') return 'keep'
  if (down === 'proved') return 'down'
  return databaseRefusal(situation) === null ? 'swap' : 'refused'
}

function refusal(situation: Situation): string {
  return `the old release is not proved on the new schema, and the database cannot be put back: ${databaseRefusal(situation)}${situation.down === 'otherwise' ? downIsOtherwise : ''}`
}

const downIsOtherwise = '; its down migrations are not used: the files or the schema are not those that were proved'

function losses(situation: Situation, steps: readonly UndoStep[]): string[] {
  const { created, schema } = situation
  return [
    ...(steps.includes('database') ? [databaseLoss(situation)] : []),
    ...(steps.includes('down') ? ['of the rows written since only what went into what the migration had added'] : []),
    ...(schema !== 'unchanged' && !steps.includes('database') && !steps.includes('down')
      ? ['nothing of the database: the new schema stays']
      : []),
    ...(created.length > 0 ? [`new contracts stay on the chain unused: ${created.join(', ')}`] : []),
    ...(steps.includes('contracts') ? ['what was called on the upgraded contracts meanwhile stays on the chain'] : []),
  ]
}

function reason({ traffic, upgraded }: Situation): string {
  if (traffic === 'new') return 'users are on a release that was not accepted, and the one before is proved to work'
  return upgraded.length > 0
    ? 'users are on the release before; its contracts get their code back'
    : 'users never had this release; what it started is ended'
}

function none(because: string): Decision {
  return { decision: 'none', steps: [], loses: [], because }
}

function hold(because: string): Decision {
  return { decision: 'hold', steps: [], loses: [], because }
}
