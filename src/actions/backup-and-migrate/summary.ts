import { durationText } from '../../core/duration.ts'
import { code, type Markdown, paragraph, table } from '../../core/markdown.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { JsonObject } from '../../core/plan.ts'
import type { MigrationPlan } from './planner.ts'
import { rehearsalRows, rehearsalTables } from './rehearsal-summary.ts'
import { listed, text } from './summary-text.ts'

/** What a reviewer decides on, or what was done and what there is to go back to. */
export function summary(plan: MigrationPlan, outcome: Outcome | null): Markdown {
  if (plan.steps[0]?.id === 'drill') return drilled(plan, outcome)
  return outcome === null ? planned(plan) : ended(outcome)
}

function planned({ steps, done, binding, wayBack, notes }: MigrationPlan): Markdown {
  const what =
    steps.length === 0 ? 'Nothing: the record and the database say that this release is migrated.' : steps.map(({ id }) => id).join(', ')
  return table(
    ['', ''],
    [
      ['database', `${text(binding['database'])} on ${engineText(notes)}`],
      ['to do', what],
      ...(done.length === 0 ? [] : [['done already', done.join(', ')]]),
      ['schema now', text(wayBack['schemaVersionBefore'])],
      ['way back', `${code(text(wayBack['backup']))}, ready as ${code(text(wayBack['standby']))}`],
      ['encrypted to', text(binding['encryptTo'] ?? 'nobody: the backup is readable where it is stored')],
      ...listed('the role may not do more', notes['lacks']),
      ...listed('found', notes['findings']),
      ...listed('let through by name', notes['allowed']),
      ...(typeof notes['closedBy'] === 'string' ? [['first', `opens the database, which release ${notes['closedBy']} left closed`]] : []),
    ],
  )
}

function drilled({ binding, notes }: MigrationPlan, outcome: Outcome | null): Markdown {
  const milliseconds = (name: string) => durationText(Number(outcome?.outputs[name]))
  return table(
    ['', ''],
    [
      ['backup', `${code(text(binding['backup']))}, taken ${text(notes['takenAt'])}`],
      ['restored on', engineText(notes)],
      ...(outcome?.outputs['rto-ms'] === undefined
        ? []
        : [
            ['time to a working database (RTO)', `${milliseconds('rto-ms')}, target ${text(outcome.facts['rto'])}`],
            ['age of what would be left (RPO)', `${milliseconds('rpo-ms')}, target ${text(outcome.facts['rpo'])}`],
          ]),
    ],
  )
}

function ended({ outputs, facts, changed }: Outcome): Markdown {
  if (outputs['backup-path'] === undefined) return paragraph('There is no backup, and the migration was not run.')
  const applied = Array.isArray(outputs['applied']) ? outputs['applied'].map(String) : []
  const rows = [
    ['schema', `${text(outputs['schema-version-before'])} → ${text(outputs['schema-version-after'])}`],
    ['applied', applied.length === 0 ? 'nothing' : applied.join(', ')],
    ...(typeof facts['attempts'] === 'number' && facts['attempts'] > 1 ? [['locks', locksText(facts)]] : []),
    ...rehearsalRows(facts),
    ['state', `${text(facts['state'])}${changed ? '' : ', nothing changed by this run'}`],
    [
      'backup',
      `${code(text(outputs['backup-path']))}, ${text(facts['rows'])} rows in ${text(facts['tables'])} tables, ${text(facts['backupBytes'])} bytes`,
    ],
    ['verified', proofText(text(outputs['verified-level']))],
    ['standby', outputs['standby-database'] === '' ? 'none: the way back is the stored backup' : code(text(outputs['standby-database']))],
    ...snapshotRows(facts),
    ...(typeof facts['keptDatabase'] === 'string'
      ? [['kept aside', `${code(facts['keptDatabase'])} until ${text(facts['keptUntil'])}; rollback with mode: undo swaps it in again`]]
      : []),
    ...(typeof facts['closedMs'] === 'number' ? [['closed for', `${facts['closedMs']} ms`]] : []),
  ]
  return table(['', ''], rows) + rehearsalTables({ facts, outputs })
}

function snapshotRows({ snapshot }: Outcome['facts']): string[][] {
  if (typeof snapshot !== 'object' || snapshot === null || Array.isArray(snapshot)) return []
  const { id, created, restore } = snapshot as JsonObject
  return [['snapshot', `${code(text(id))} of ${text(created)}${restore === null ? '' : `; to restore it: ${text(restore)}`}`]]
}

function engineText({ engine, server }: MigrationPlan['notes']): string {
  return `${text(engine ?? 'PostgreSQL')} ${text(server)}`
}

function locksText({ attempts, blockers }: Outcome['facts']): string {
  const named = Array.isArray(blockers) && blockers.length > 0 ? `; in the way: ${blockers.join('; ')}` : ''
  return `had at attempt ${text(attempts)}${named}`
}

function proofText(level: string): string {
  const told: Readonly<Record<string, string>> = {
    1: '**not restored: nothing says that it would restore**',
    4: 'restored and compared with its own snapshot',
    5: 'restored and compared with its own snapshot, and dumped again to the same bytes',
  }
  return `level ${level}: ${told[level] ?? 'unknown'}`
}
