import type { Outcome } from '../../core/outcome.ts'
import type { World } from '../../core/world.ts'
import type { MigrationRun } from './facts.ts'
import type { MigrationPlan } from './planner.ts'

/** What a kind of database offers this action: everything about it, from the plan to the way back. */
export interface DatabaseEngine {
  plan(run: MigrationRun, world: World): Promise<MigrationPlan>
  /** Ends with the database migrated, as before, or held. */
  apply(plan: MigrationPlan, run: MigrationRun, world: World): Promise<Outcome>
}
