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
  /** `create-index migrations/004.sql:3:1 flights: writes to the table wait until the index is built`. */
  readonly findings: readonly string[]
  readonly allowed: readonly string[]
  /** Expand and contract phases that the files name, for the record. */
  readonly phases: readonly Phase[]
  /** How many files could be read. Null: the migration names no folder of SQL. */
  readonly files: number | null
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
  const files = await filesOf(migration, { section, version, directory: world.directory })
  if (files === null) return { findings: [], allowed: [], phases: [], files: null }
  await using live = await database.connect({ to: database.name, as: 'read' })
  const { refused, allowed, told } = applyPolicy(judgeFiles(files, await readLiveTables(live)), section.policy)
  throwProblems([...refused, ...contractProblems(files, { entries: run.history.entries, release: run.release.id })])
  return {
    findings: told.map(findingText),
    allowed: allowed.map(findingText),
    phases: phasesOf(files).map(({ phase, name }) => ({ phase, name })),
    files: files.length,
  }
}

function findingText({ rule, subject, at }: Finding): string {
  return `${rule} ${at.file}:${at.line}:${at.column} ${subject}: ${rules[rule].what}`
}

/** Our own runner knows what is to be run; of another tool's folder, the files that its version table does not name. */
async function filesOf(
  migration: Migration,
  { section, version, directory }: { section: MigrateSection; version: SchemaVersion; directory: string },
): Promise<PolicyFile[] | null> {
  if (migration.kind === 'sql')
    return migration.pending.flatMap((file) => (file.statements === null ? [] : [{ ...file, statements: file.statements }]))
  if (!('command' in section) || section.directory === undefined) return null
  const folder = resolve(directory, section.directory)
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = found
    .flatMap((entry) => (entry.isFile() && /(?<!\.down)\.sql$/.test(entry.name) ? [join(entry.parentPath, entry.name)] : []))
    .sort()
  const { parse } = await loadSqlParser()
  const waiting = paths.filter((path) => !isApplied(relative(folder, path), version.applied))
  return await Promise.all(
    waiting.map(async (path) => {
      const text = await readFile(path, 'utf8')
      const parsed = parse(text)
      return {
        path: relative(directory, path),
        text,
        statements: parsed.parsed ? parsed.statements : [],
        inTransaction: !/^--.*no[- ]?transaction|transaction:\s*false/im.test(text),
      }
    }),
  )
}

/** A tool names a migration by its file or its folder, with or without ending, or by the number it begins with. */
export function isApplied(path: string, applied: readonly string[]): boolean {
  const name =
    path
      .replace(/\/migration\.sql$/, '')
      .split('/')
      .at(-1)
      ?.replace(/(\.up)?\.sql$/, '') ?? ''
  const number = /^\d+/.exec(name)?.[0]
  const words = applied.flatMap((label) => [label, ...label.split(' ')]).map((word) => word.replace(/(\.up)?\.(sql|js|ts)$/, ''))
  return words.some((word) => word === name || (number !== undefined && /^\d+$/.test(word) && BigInt(word) === BigInt(number)))
}
