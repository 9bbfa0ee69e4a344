import type { Outcome } from '../../core/outcome.ts'
import type { World } from '../../core/world.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { twoDatabases } from '../../sqlite/problems.ts'
import { sqliteSection } from '../../sqlite/sqlite-section.ts'
import type { MigrationRun } from './facts.ts'
import type { MigrationPlan } from './planner.ts'

/** What a kind of database offers this action: everything about it, from the plan to the way back. */
export interface DatabaseEngine {
  plan(run: MigrationRun, world: World): Promise<MigrationPlan>
  /** Ends with the database migrated, as before, or held. */
  apply(plan: MigrationPlan, run: MigrationRun, world: World): Promise<Outcome>
}

/** The engine of the section that fairlead.yml has; problem `sqlite/two-databases` where it has both. */
export async function engineOf({ config }: Pick<MigrationRun, 'config'>): Promise<DatabaseEngine> {
  if (config.section(sqliteSection) === null) return (await import('./postgres-engine.ts')).postgresEngine
  if (config.section(databaseSection) !== null) throw twoDatabases({ at: config.position('sqlite') })
  return (await import('./sqlite-engine.ts')).sqliteEngine
}
