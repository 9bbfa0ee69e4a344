import type { Action } from '../../core/action.ts'
import { engineOf } from './database-engine.ts'
import { manifest } from './manifest.ts'
import type { MigrationPlan } from './planner.ts'
import { summary } from './summary.ts'

export const backupAndMigrate: Action<typeof manifest, MigrationPlan> = {
  manifest,
  plan: async (run, world) => (await engineOf(run)).plan(run, world),
  apply: async (plan, run, world) => (await engineOf(run)).apply(plan, run, world),
  summary,
}
