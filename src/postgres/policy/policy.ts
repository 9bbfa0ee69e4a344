import { readdir, readFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import type { Run } from '../../core/action.ts'
import { throwProblems } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import type { SchemaVersion } from '../../database/schema-version.ts'
import type { Database } from '../database.ts'
import type { MigrateSection } from '../migration/migrate-section.ts'
import type { Migration } from '../migration/migration.ts'
import { loadSqlParser } from '../sql/sql-parser.ts'
import { contractProblems, type Phase, phasesOf } from './phases.ts'
import { readLiveTables } from './policy-facts.ts'
import { applyPolicy, type Finding, judgeFiles, type PolicyFile } from './policy-judge.ts'
import { rules } from './policy-rules.ts'

/** What the policy found in the files that are still to be run, and lets through. */
export interface PolicyReport {
  /** `create-index migrations/004.sql:3:1 flights: writes to the table wait until the index is built`, and each file that could not be judged. */
  readonly findings: readonly string[]
  readonly allowed: readonly string[]
  /** Expand and contract phases that the files name, for the record. */
  readonly phases: readonly Phase[]
}

/** Judges the files to be run against the live database. Problems `postgres/migration-refused` for each finding that the policy refuses, `postgres/contract-too-early`. */
export async function checkPolicy(
  migration: Migration,
  {
    section,
    run,
    database,
    version,
    world,
  }: {
    section: MigrateSection
    run: Pick<Run, 'history' | 'release'>
    database: Database
    version: SchemaVersion
    world: Pick<World, 'directory'>
  },
): Promise<PolicyReport> {
  const found = await filesOf(migration, { section, version, directory: world.directory })
  if (found === null) return { findings: [], allowed: [], phases: [] }
  const { files, unread } = found
  await using live = await database.connect({ to: database.name, as: 'read' })
  const { refused, allowed, told } = applyPolicy(judgeFiles(files, await readLiveTables(live)), section.policy)
  throwProblems([...refused, ...contractProblems(files, { entries: run.history.entries, release: run.release.id })])
  return {
    findings: [...told.map(findingText), ...unread],
    allowed: allowed.map(findingText),
    phases: phasesOf(files).map(({ phase, name }) => ({ phase, name })),
  }
}

function findingText({ rule, subject, at }: Finding): string {
  return `${rule} ${at.file}:${at.line}:${at.column} ${subject}: ${rules[rule].what}`
}

/** The files that are judged, and of each that cannot be a sentence. */
interface Files {
  readonly files: PolicyFile[]
  readonly unread: string[]
}

/** Our own runner knows what is to be run; of another tool's folder, the files that its version table does not name. */
async function filesOf(
  migration: Migration,
  { section, version, directory }: { section: MigrateSection; version: SchemaVersion; directory: string },
): Promise<Files | null> {
  if (migration.kind === 'sql') {
    const { pending } = migration
    return {
      files: pending.flatMap((file) => (file.statements === null ? [] : [{ ...file, statements: file.statements }])),
      unread: pending.flatMap(({ path, statements }) => (statements === null ? [unreadText(path, 'its grammar is not known here')] : [])),
    }
  }
  if (!('command' in section) || section.directory === undefined) return null
  const folder = resolve(directory, section.directory)
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => null)
  if (found === null) return { files: [], unread: [unreadText(section.directory, 'there is no such folder')] }
  const paths = found
    .flatMap((entry) => (entry.isFile() && /(?<!\.down)\.sql$/.test(entry.name) ? [join(entry.parentPath, entry.name)] : []))
    .sort()
  if (paths.length === 0) return { files: [], unread: [unreadText(section.directory, 'it holds no .sql file')] }
  const { parse } = await loadSqlParser()
  const waiting = paths.filter((path) => !isApplied(relative(folder, path), version.applied))
  const read = await Promise.all(
    waiting.map(async (path) => ({ path: relative(directory, path), text: upOf(await readFile(path, 'utf8')) })),
  )
  const parsed = read.map(({ path, text }) => ({ path, text, sql: parse(text) }))
  return {
    files: parsed.flatMap(({ path, text, sql }) =>
      sql.parsed
        ? [{ path, text, statements: sql.statements, inTransaction: !/^--.*no[- ]?transaction|transaction:\s*false/im.test(text) }]
        : [],
    ),
    unread: parsed.flatMap(({ path, sql }) => (sql.parsed ? [] : [unreadText(path, sql.reason)])),
  }
}

function unreadText(path: string, reason: string): string {
  return `not judged: ${path}: ${reason}`
}

/** Without what dbmate, goose, sql-migrate and node-pg-migrate keep in the same file to go back. */
export function upOf(text: string): string {
  const marker = /^[ \t]*--[ \t]*(?:migrate:down|\+goose[ \t]+down|\+migrate[ \t]+down|down[ \t]+migration)\b/im.exec(text)
  return marker === null ? text : text.slice(0, marker.index)
}

/** A tool names a migration by its file or its folder, with or without ending, or by the number it begins with; a number in its title is none. */
export function isApplied(path: string, applied: readonly string[]): boolean {
  const name =
    path
      .replace(/\/migration\.sql$/, '')
      .split('/')
      .at(-1)
      ?.replace(/(\.up)?\.sql$/, '') ?? ''
  const number = /^\d+/.exec(name)?.[0]
  return applied.some((label) => {
    const [first = ''] = label.split(' ')
    const names = [label, first, label.slice(first.length + 1)].map((word) => word.replace(/(\.up)?\.(sql|js|ts)$/, ''))
    return names.includes(name) || (number !== undefined && /^\d+$/.test(first) && BigInt(first) === BigInt(number))
  })
}
