import type { Problem } from '../../core/problem.ts'
import { type AppliedRow, waitingMigrations } from '../../database/applied-migrations.ts'
import { migrationText } from '../../database/migration-problems.ts'
import type { SqlFile } from '../../database/sql-files.ts'
import { placeIn } from '../../database/sql-place.ts'
import { migrationNeedsNoTransaction, transactionInMigration } from '../migration/migration-problems.ts'
import type { ParsedSql, SqlStatement } from './sql-parser.ts'
import { leavesTransactionOpen, standsAlone, transactionControl } from './sql-transactions.ts'

/** A migration that is to be run, with its statements; null: the grammar at hand does not know them, the server may. */
export interface PendingSql extends SqlFile {
  readonly text: string
  readonly statements: readonly SqlStatement[] | null
}

/** What is to be run, and everything that speaks against it, told before anything runs. */
export function judgeSqlMigrations({
  files,
  applied,
  folder,
  outOfOrder,
  parse,
  knowsGrammar,
}: {
  files: readonly SqlFile[]
  applied: readonly AppliedRow[]
  folder: string
  outOfOrder: boolean
  parse: (text: string) => ParsedSql
  /** Whether the server's grammar is one that `parse` knows whole. */
  knowsGrammar: boolean
}): { pending: readonly PendingSql[]; problems: readonly Problem[] } {
  const { waiting, problems } = waitingMigrations({ files, applied, folder, outOfOrder })
  const read = waiting.map((file) => readPending(file, { parse, knowsGrammar }))
  return {
    pending: read.flatMap(({ pending }) => (pending === null ? [] : [pending])),
    problems: [...problems, ...read.flatMap((found) => found.problems)],
  }
}

function readPending(
  file: SqlFile,
  { parse, knowsGrammar }: { parse: (text: string) => ParsedSql; knowsGrammar: boolean },
): { pending: PendingSql | null; problems: readonly Problem[] } {
  const text = file.bytes.toString('utf8')
  const refuse = (reason: string, offset = 0) => ({
    pending: null,
    problems: [migrationText({ reason, at: placeIn(file.path, text, offset) })],
  })
  if (!Buffer.from(text).equals(file.bytes)) return refuse('it is not UTF-8')
  if (text.startsWith('\ufeff'))
    return refuse('it begins with a byte order mark: PostgreSQL refuses it, and "-- no-transaction" behind it is not seen')
  const misplaced = file.inTransaction ? text.search(/^[ \t]*--[ \t]*no[- ]transaction\b/im) : -1
  if (misplaced !== -1) return refuse('"-- no-transaction" counts only as its very first bytes, spelled like this', misplaced)
  const parsed = parse(text)
  if (!parsed.parsed) {
    return knowsGrammar ? refuse(parsed.reason, parsed.offset) : { pending: { ...file, text, statements: null }, problems: [] }
  }
  const { statements } = parsed
  if (statements.length === 0) return refuse('it holds no statement')
  const opening = file.inTransaction || !leavesTransactionOpen(statements.map(({ tree }) => tree)) ? undefined : lastBegin(statements)
  if (opening !== undefined) return refuse('the transaction that it begins here has no COMMIT', opening.offset)
  const problems = file.inTransaction ? statements.flatMap((statement) => problemsInTransaction(statement, { path: file.path, text })) : []
  return { pending: { ...file, text, statements }, problems }
}

function lastBegin(statements: readonly SqlStatement[]): SqlStatement | undefined {
  return statements.findLast(({ tree }) => transactionControl(tree) !== null)
}

function problemsInTransaction({ tree, offset }: SqlStatement, { path, text }: { path: string; text: string }): Problem[] {
  const at = placeIn(path, text, offset)
  const alone = standsAlone(tree)
  const control = transactionControl(tree)
  return [
    ...(alone === null ? [] : [migrationNeedsNoTransaction({ statement: alone, at })]),
    ...(control === null ? [] : [transactionInMigration({ statement: control, at })]),
  ]
}
