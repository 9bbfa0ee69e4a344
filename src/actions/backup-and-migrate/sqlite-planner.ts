import { versionText } from '../../database/schema-version.ts'
import type { Entry } from '../../record/entry.ts'
import { provedLevel } from '../../sqlite/prepare.ts'
import { type MigrationPlan, type MigrationStep, migratedBefore } from './planner.ts'
import type { SqliteFacts } from './sqlite-facts.ts'

/** What is to be done to a SQLite file; the same steps in every attempt of a release, as for a server. */
export function planSqliteMigration(
  facts: SqliteFacts,
  history: { readonly entries: readonly Entry[]; readonly release: string },
): MigrationPlan {
  const { settings, backup, live, standby } = facts
  const steps: readonly MigrationStep[] = [
    { id: 'backup', store: settings.store.location, encryptTo: settings.encryptTo },
    { id: 'restore-and-compare', standby },
    { id: 'migrate', ...settings.migrate },
  ]
  const done = provedDone(facts, history)
  const before = backup !== null && backup.mark !== null && backup.mark !== 'undone' ? backup : live
  const versionBefore = versionText(before.version, before.schema)
  return {
    steps: steps.filter(({ id }) => !done.includes(id)),
    binding: { file: facts.file, database: facts.file, encryptTo: settings.encryptTo },
    fence: { version: live.version.digest, schema: live.schema, migrations: facts.migrations },
    done,
    wayBack: { database: facts.file, backup: facts.backupPath, standby, schemaVersionBefore: versionBefore },
    predicted: {
      'backup-path': facts.backupPath,
      capabilities: {},
      'standby-database': standby,
      'schema-version-before': versionBefore,
      'verified-level': String(provedLevel),
    },
    notes: { engine: 'SQLite', server: facts.sqliteVersion, bytes: facts.bytes },
  }
}

function provedDone(facts: SqliteFacts, history: { entries: readonly Entry[]; release: string }): string[] {
  if (migratedBefore(facts, history) !== null) return ['backup', 'restore-and-compare', 'migrate']
  const { backup } = facts
  if (backup?.mark !== 'begun' && backup?.mark !== 'applied') return []
  return backup.standbyReady ? ['backup', 'restore-and-compare'] : ['backup']
}
