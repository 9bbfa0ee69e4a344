import type { Plan, Step } from '../../core/plan.ts'
import { versionText } from '../../database/schema-version.ts'
import type { PolicyReport } from '../../postgres/policy/policy.ts'
import type { Entry } from '../../record/entry.ts'
import type { Facts } from './facts.ts'

export type MigrationStep =
  | (Step & { readonly id: 'backup'; readonly store: string; readonly encryptTo: string | null })
  | (Step & { readonly id: 'restore-and-compare'; readonly standby: string })
  | (Step & { readonly id: 'snapshot'; readonly of: string })
  | (Step & { readonly id: 'migrate'; readonly command?: string; readonly sql?: string })
  | (Step & { readonly id: 'drill'; readonly backup: string; readonly into: string })

export type MigrationPlan = Plan<MigrationStep>

/**
 * What is to be done. The steps of one release are the same in every attempt, so that a half-done approved plan is
 * accepted as its remainder; what is proved done is left out and listed.
 */
export function planMigration(
  facts: Facts & { readonly policy: PolicyReport | null },
  history: { readonly entries: readonly Entry[]; readonly release: string },
): MigrationPlan {
  const { settings, backup, live, standby } = facts
  const hasStandby = settings.restoreTo === 'beside'
  const steps: readonly MigrationStep[] = [
    { id: 'backup', store: settings.store.location, encryptTo: settings.encryptTo },
    ...(settings.restoreTo === 'none'
      ? []
      : [
          {
            id: 'restore-and-compare' as const,
            standby: hasStandby ? standby : `on ${settings.restoreTo === 'embedded' ? 'an embedded' : 'a scratch'} server`,
          },
        ]),
    ...(settings.snapshotOf === null ? [] : [{ id: 'snapshot' as const, of: settings.snapshotOf }]),
    { id: 'migrate', ...settings.migrate },
  ]
  const done = provedDone(facts, history)
  const before = backup !== null && backup.mark !== null && backup.mark !== 'undone' ? backup : live
  const versionBefore = before === null ? null : versionText(before.version, before.schema)
  return {
    steps: steps.filter(({ id }) => !done.includes(id)),
    binding: { systemIdentifier: facts.systemIdentifier, database: facts.database, encryptTo: settings.encryptTo },
    fence: { version: live?.version.digest ?? null, schema: live?.schema ?? null, migrations: facts.migrations },
    done: done.filter((id) => steps.some((step) => step.id === id)),
    wayBack: { database: facts.database, oid: facts.oid, backup: facts.backupPath, standby, schemaVersionBefore: versionBefore },
    predicted: {
      'backup-path': facts.backupPath,
      capabilities: facts.capabilities,
      'standby-database': hasStandby ? standby : '',
      'schema-version-before': versionBefore ?? 'unknown',
      'verified-level': settings.restoreTo === 'none' ? '1' : String(settings.verify),
    },
    notes: {
      server: facts.serverVersion,
      client: facts.programs.version,
      bytes: facts.bytes,
      lacks: facts.lacks,
      closedBy: facts.closedBy,
      phases: facts.policy?.phases.map((phase) => ({ ...phase })) ?? [],
      findings: facts.policy?.findings ?? [],
      allowed: facts.policy?.allowed ?? [],
    },
  }
}

/** The outcome of an earlier attempt that the database still shows, or null. */
export function migratedBefore(
  { live }: Pick<Facts, 'live'>,
  { entries, release }: { entries: readonly Entry[]; release: string },
): Entry | null {
  const last = entries.findLast((entry) => entry.action === 'backup-and-migrate' && entry.release === release && entry.kind === 'ended')
  if (last?.verdict !== 'pass' || live === null) return null
  return last.facts['versionAfter'] === live.version.digest && last.facts['schemaAfter'] === live.schema ? last : null
}

function provedDone(facts: Facts, history: { entries: readonly Entry[]; release: string }): string[] {
  if (migratedBefore(facts, history) !== null) return ['backup', 'restore-and-compare', 'snapshot', 'migrate']
  const { backup } = facts
  // Only once its migration was begun is a backup the one to go on with; before, it is looked at anew.
  const begun = backup?.mark === 'begun' || backup?.mark === 'applied'
  if (!begun) return []
  return backup.standbyReady || facts.settings.restoreTo !== 'beside'
    ? ['backup', 'restore-and-compare', 'snapshot']
    : ['backup', 'snapshot']
}
