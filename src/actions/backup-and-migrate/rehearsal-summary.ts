import { type Markdown, table } from '../../core/markdown.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { JsonObject } from '../../core/plan.ts'
import { listed, text } from './summary-text.ts'

/** All statements are in the record; here those that take longest. */
const mostStatements = 10

/** What the copy has told of the migration as a whole. */
export function rehearsalRows({ rehearsal, down, migrationMs }: Outcome['facts']): string[][] {
  if (!isObject(rehearsal)) return []
  const { ms, walBytesAtMost, locks, rewritten, compatible } = rehearsal
  return [
    [
      'rehearsed',
      `${text(ms)} ms on a copy${migrationMs === undefined ? '' : `, ${text(migrationMs)} ms in production`}${walBytesAtMost === undefined ? '' : `; at most ${text(walBytesAtMost)} bytes of WAL`}`,
    ],
    ...(isObject(down)
      ? [['down migrations', down['proved'] === true ? 'proved to lead back to the row' : `not proved: ${text(down['reason'])}`]]
      : []),
    ...listed('locks that users wait for', locks),
    ...listed('written anew', rewritten),
    ...(typeof compatible === 'boolean'
      ? [['the release before', compatible ? 'can live with the new schema' : 'cannot live with the new schema']]
      : []),
  ]
}

/** Statement by statement, and prediction beside reality. */
export function rehearsalTables({ facts: { rehearsal }, outputs: { predictions } }: Pick<Outcome, 'facts' | 'outputs'>): Markdown {
  const statements = isObject(rehearsal) ? objectsIn(rehearsal['statements']) : []
  const slowest = statements.toSorted((one, other) => Number(other['ms']) - Number(one['ms'])).slice(0, mostStatements)
  return [
    table(
      ['statement on the copy', 'ms', 'locks', 'written anew', 'WAL of the whole server, bytes'],
      slowest.map(({ where, ms, locks, rewritten, walBytesAtMost }) => [
        text(where),
        text(ms),
        joined(locks),
        joined(rewritten),
        text(walBytesAtMost),
      ]),
    ),
    table(
      ['migration', 'predicted ms', 'took ms', 'within 2x'],
      objectsIn(predictions).map(({ migration, predictedMs, ms, within2x }) => [
        text(migration),
        text(predictedMs),
        text(ms),
        within2x === true ? 'yes' : 'no',
      ]),
    ),
  ].join('')
}

function joined(lines: unknown): string {
  return Array.isArray(lines) && lines.length > 0 ? lines.join(', ') : 'none'
}

function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
