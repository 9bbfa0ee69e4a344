import { createHash } from 'node:crypto'
import type { Problem } from '../core/problem.ts'
import { migrationDirty, migrationEdited, migrationMissing, migrationOutOfOrder } from './migration-problems.ts'
import type { SqlFile } from './sql-files.ts'

/** A row of the table of applied migrations. */
export interface AppliedRow {
  readonly version: bigint
  readonly description: string
  readonly success: boolean
  /** Hex. */
  readonly checksum: string
}

/** The files that are still to be run, and what speaks against running them: by what was applied, not by what they hold. */
export function waitingMigrations({
  files,
  applied,
  folder,
  outOfOrder,
}: {
  files: readonly SqlFile[]
  applied: readonly AppliedRow[]
  folder: string
  outOfOrder: boolean
}): { waiting: readonly SqlFile[]; problems: readonly Problem[] } {
  const ups = files.filter(({ direction }) => direction === 'up')
  const newest = applied.reduce<bigint | null>((most, { version }) => (most === null || version > most ? version : most), null)
  const waiting = ups.filter(({ version }) => !applied.some((row) => row.version === version))
  return {
    waiting,
    problems: [
      ...applied.flatMap((row) => problemsOfApplied(row, { ups, folder })),
      ...waiting.flatMap(({ version, path }) =>
        outOfOrder || newest === null || version > newest
          ? []
          : [migrationOutOfOrder({ version: String(version), newest: String(newest), at: { file: path, line: null, column: null } })],
      ),
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

function sha384(bytes: Buffer): string {
  return createHash('sha384').update(bytes).digest('hex')
}
