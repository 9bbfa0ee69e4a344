import { databaseLoss, databaseRefusal } from './database-decision.ts'
import type { Decision, Situation, UndoStep } from './situation.ts'

/**
 * The one decision about the way back, for the automatic revert of a soak and for the rollback action; the matrix of
 * research/traffic.md section 6. What is not safe is held, and a person decides.
 */
export function decideWayBack(situation: Situation): Decision {
  const { accepted, traffic, old, schema, stuck } = situation
  if (accepted) return none('the release was accepted: nothing rolls it back automatically')
  const database = databaseStep(situation)
  if (traffic === 'untold' && schema === 'unproved') return hold(whoIsOnIt)
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

const whoIsOnIt =
  'the old release is not proved on the new schema, and there is no balancer that tells which of them users are on; where it is the old one, `mode: database` puts the backup back'

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
    ? `${traffic === 'untold' ? 'the release was not accepted' : 'users are on the release before'}; its contracts get their code back`
    : 'users never had this release; what it started is ended'
}

function none(because: string): Decision {
  return { decision: 'none', steps: [], loses: [], because }
}

function hold(because: string): Decision {
  return { decision: 'hold', steps: [], loses: [], because }
}
