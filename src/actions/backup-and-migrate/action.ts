import type { Action } from '../../core/action.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { twoDatabases } from '../../sqlite/problems.ts'
import { sqliteSection } from '../../sqlite/sqlite-section.ts'
import type { DatabaseEngine } from './database-engine.ts'
import type { MigrationRun } from './facts.ts'
import { manifest } from './manifest.ts'
import type { MigrationPlan } from './planner.ts'
import { summary } from './summary.ts'

export const backupAndMigrate: Action<typeof manifest, MigrationPlan> = {
  manifest,
  plan: async (run, world) => (await engineOf(run)).plan(run, world),
  apply: async (plan, run, world) => (await engineOf(run)).apply(plan, run, world),
  summary,
}

/** The engine of the section that fairlead.yml has; problem `sqlite/two-databases` where it has both. */
async function engineOf({ config }: Pick<MigrationRun, 'config'>): Promise<DatabaseEngine> {
  if (config.section(sqliteSection) === null) return (await import('./postgres-engine.ts')).postgresEngine
  if (config.section(databaseSection) !== null) throw twoDatabases({ at: config.position('sqlite') })
  return (await import('./sqlite-engine.ts')).sqliteEngine
}
