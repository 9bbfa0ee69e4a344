import type { Connection } from '../connection.ts'
import type { Database } from '../database.ts'
import { qualifiedIdentifier } from '../quoting.ts'
import type { Expectation } from './expectation-section.ts'
import { type FoundScan, fullScans, type PlanNode, type ScannedTable } from './query-plan.ts'

const timeoutMs = 30_000
const shownLength = 80

/** What does not hold in a database, a sentence each; empty: all of it holds. */
export async function unmetExpectations(
  expectations: readonly Expectation[],
  { database, name }: { database: Database; name: string },
): Promise<string[]> {
  if (expectations.length === 0) return []
  const unmet: string[] = []
  try {
    await using session = await database.connect({ to: name, as: 'read' })
    for (const expectation of expectations) {
      await session.query('BEGIN READ ONLY')
      await session.query(`SET LOCAL statement_timeout = ${timeoutMs}`)
      const reasons = await reasonsAgainst(expectation, session).catch((thrown: Error) => [`ended with: ${reasonOf(thrown)}`])
      unmet.push(...reasons.map((reason) => `"${shown(expectation.query)}" ${reason}`))
      await session.query('ROLLBACK')
    }
    return unmet
  } catch (thrown) {
    // The migration is done by now: whatever happens here must be an end of it, so that the way back is gone.
    return [...unmet, `not all could be asked: ${reasonOf(thrown as Error)}`]
  }
}

async function reasonsAgainst(expectation: Expectation, session: Connection): Promise<string[]> {
  const reasons: string[] = []
  if (expectation.answer !== undefined) {
    const rows = await session.queryText(expectation.query)
    const answer = rows[0]?.[0] ?? 'nothing'
    if (rows.length !== 1) reasons.push(`gave ${rows.length} rows, expected one with ${expectation.answer}`)
    else if (answer !== expectation.answer) reasons.push(`gave ${answer}, expected ${expectation.answer}`)
  }
  for (const table of expectation['no-full-scan'] ?? []) {
    const scans = await scansOf(session, { table, query: expectation.query })
    reasons.push(...scans.map((scan) => `reads all of ${scan.schema}.${scan.table}: no index serves it`))
  }
  return reasons
}

/** A small table is read whole for good reasons; with that made dear, what is still read whole has no index to go by. */
async function scansOf(session: Connection, { table, query }: { table: string; query: string }): Promise<readonly FoundScan[]> {
  const wanted = await session.query<ScannedTable>(
    `SELECT n.nspname AS schema, c.relname AS "table",
            ARRAY(SELECT p.relname::text FROM pg_index i JOIN pg_class p ON p.oid = i.indexrelid
                  WHERE i.indrelid = c.oid AND i.indpred IS NOT NULL) AS "partialIndexes"
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.oid = $1::regclass OR c.oid IN (SELECT relid FROM pg_partition_tree($1::regclass))`,
    [qualifiedIdentifier(table)],
  )
  await session.query('SET LOCAL enable_seqscan = off')
  const [row] = await session.query<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(`EXPLAIN (FORMAT JSON, VERBOSE) ${query}`)
  await session.query('SET LOCAL enable_seqscan = on')
  return (row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => fullScans(Plan, wanted))
}

function reasonOf({ cause, message }: Error): string {
  return cause instanceof Error ? cause.message : message
}

function shown(query: string): string {
  const line = query.replaceAll(/\s+/g, ' ').trim()
  return line.length > shownLength ? `${line.slice(0, shownLength)}...` : line
}
