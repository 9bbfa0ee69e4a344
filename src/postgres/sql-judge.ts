import { createHash } from 'node:crypto'
import type { Problem } from '../core/problem.ts'
import {
  migrationDirty,
  migrationEdited,
  migrationMissing,
  migrationNeedsNoTransaction,
  migrationOutOfOrder,
  migrationText,
  transactionInMigration,
} from './migration-problems.ts'
import type { SqlFile } from './sql-files.ts'
import type { ParsedSql, SqlNode, SqlStatement } from './sql-parser.ts'
import { placeIn } from './sql-place.ts'
import { standsAlone, transactionControl } from './sql-transactions.ts'

/** A row of the table of applied migrations. */
export interface AppliedRow {
  readonly version: bigint
  readonly description: string
  readonly success: boolean
  /** Hex. */
  readonly checksum: string
}

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
  const ups = files.filter(({ direction }) => direction === 'up')
  const isApplied = (version: bigint) => applied.some((row) => row.version === version)
  const newest = applied.reduce<bigint | null>((most, { version }) => (most === null || version > most ? version : most), null)
  const waiting = ups.filter(({ version }) => !isApplied(version))
  const read = waiting.map((file) => readPending(file, { parse, knowsGrammar }))
  return {
    pending: read.flatMap(({ pending }) => (pending === null ? [] : [pending])),
    problems: [
      ...applied.flatMap((row) => problemsOfApplied(row, { ups, folder })),
      ...waiting.flatMap(({ version, path }) =>
        outOfOrder || newest === null || version > newest
          ? []
          : [migrationOutOfOrder({ version: String(version), newest: String(newest), at: { file: path, line: null, column: null } })],
      ),
      ...read.flatMap(({ problems }) => problems),
    ],
  }
}

function problemsOfApplied(row: AppliedRow, { ups, folder }: { ups: readonly SqlFile[]; folder: string }): Problem[] {
  const version = `${row.version} ${row.description}`
  const file = ups.find((candidate) => candidate.version === row.version)
  const at = { file: file?.path ?? folder, line: null, column: null }
  return [
    ...(row.success ? [] : [migrationDirty({ version, at })]),
    ...(file === undefined ? [migrationMissing({ version, folder, at })] : []),
    ...(file === undefined || file.checksum === row.checksum
      ? []
      : [migrationEdited({ version: String(row.version), cause: causeOfEdit(file.bytes, row.checksum), at })]),
  ]
}

/** Line ends and byte order marks change a checksum and no statement; told apart from a real edit. */
function causeOfEdit(bytes: Buffer, checksum: string): string {
  const text = bytes.toString('latin1')
  const mark = '\xef\xbb\xbf'
  const withoutMark = text.startsWith(mark) ? text.slice(mark.length) : text
  const unix = withoutMark.replaceAll('\r\n', '\n')
  const windows = unix.replaceAll('\n', '\r\n')
  const variants: readonly (readonly [string, string])[] = [
    [unix, text.includes('\r\n') ? 'its lines end in CRLF here, and ended in LF when it was applied' : ''],
    [windows, 'its lines end in LF here, and ended in CRLF when it was applied'],
    [mark + unix, 'it began with a byte order mark when it was applied'],
    [mark + windows, 'it began with a byte order mark and its lines ended in CRLF when it was applied'],
  ]
  const same = variants.find(([variant]) => sha384(Buffer.from(variant, 'latin1')) === checksum)
  if (same === undefined) return 'its content is another one'
  return same[1] === '' ? 'it begins with a byte order mark here, and did not when it was applied' : same[1]
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
  const problems = file.inTransaction ? statements.flatMap((statement) => problemsInTransaction(statement, { path: file.path, text })) : []
  return { pending: { ...file, text, statements }, problems }
}

function problemsInTransaction({ tree, offset }: SqlStatement, { path, text }: { path: string; text: string }): Problem[] {
  const at = placeIn(path, text, offset)
  const alone = standsAlone(tree as SqlNode)
  const control = transactionControl(tree as SqlNode)
  return [
    ...(alone === null ? [] : [migrationNeedsNoTransaction({ statement: alone, at })]),
    ...(control === null ? [] : [transactionInMigration({ statement: control, at })]),
  ]
}

function sha384(bytes: Buffer): string {
  return createHash('sha384').update(bytes).digest('hex')
}
