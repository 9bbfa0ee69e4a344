import type { Place, Problem } from '../../core/problem.ts'
import { placeIn } from '../../database/sql-place.ts'
import { migrationRefused } from '../migration/migration-problems.ts'
import type { SqlNode, SqlStatement } from '../sql/sql-parser.ts'
import { type RuleClass, type RuleCode, rules } from './policy-rules.ts'
import { statementHits } from './policy-statement.ts'
import { type LiveTables, liveTable, nameOf, type PolicyContext, quickBytes, stringsOf } from './policy-tables.ts'

/** A migration file with its statements. */
export interface PolicyFile {
  readonly path: string
  readonly text: string
  readonly statements: readonly SqlStatement[]
  readonly inTransaction: boolean
}

/** What `database.migrate.policy` says. */
export interface Policy {
  /** Rules, and whole classes of them, that are refused. */
  readonly refuse: readonly (RuleCode | RuleClass)[]
  readonly allow: readonly { readonly rule: RuleCode; readonly file?: string | undefined; readonly because: string }[]
}

export interface Finding {
  readonly rule: RuleCode
  readonly subject: string
  readonly at: Place
}

/** Everything the rules find, in the order of the files. `live` null: there is no database at hand to ask. */
export function judgeFiles(files: readonly PolicyFile[], live: LiveTables | null): Finding[] {
  const made = new Set<string>()
  return files.flatMap((file) =>
    file.statements.flatMap((statement, index) => {
      const context = contextOf(file, { index, made, live })
      const found = statementHits(statement.tree, context).map((hit) => ({ ...hit, at: placeIn(file.path, file.text, statement.offset) }))
      const name = madeBy(statement.tree)
      if (name !== null) made.add(unqualified(name))
      return found
    }),
  )
}

/** Which findings refuse the release, and which are let through by name. */
export function applyPolicy(
  findings: readonly Finding[],
  { refuse, allow }: Policy,
): { refused: Problem[]; allowed: Finding[]; told: Finding[] } {
  const isAllowed = ({ rule, at }: Finding) =>
    allow.some((one) => one.rule === rule && (one.file === undefined || at.file === one.file || at.file.endsWith(`/${one.file}`)))
  const isRefused = ({ rule }: Finding) => refuse.includes(rule) || refuse.includes(rules[rule].class)
  const refused = findings.filter((finding) => isRefused(finding) && !isAllowed(finding))
  return {
    refused: refused.map(({ rule, subject, at }) =>
      migrationRefused({ rule, class: rules[rule].class, subject, what: rules[rule].what, remedy: rules[rule].remedy, at }),
    ),
    allowed: findings.filter(isAllowed),
    told: findings.filter((finding) => !isAllowed(finding) && !isRefused(finding)),
  }
}

function contextOf(
  { statements, inTransaction }: PolicyFile,
  { index, made, live }: { index: number; made: ReadonlySet<string>; live: LiveTables | null },
): PolicyContext {
  const isNew = (name: string) => made.has(unqualified(name))
  const together = inTransaction ? statements.filter((_, other) => other !== index) : []
  const find = (table: string) => (live === null ? null : liveTable(live, table))
  return {
    isNew,
    isQuick: (table) => isNew(table) || (find(table)?.bytes ?? Number.POSITIVE_INFINITY) < quickBytes,
    comesBack: (name) => statements.slice(index + 1).some(({ tree }) => unqualified(madeBy(tree) ?? '') === unqualified(name)),
    changesSchema: () => together.some(({ tree }) => 'AlterTableStmt' in tree && !isNew(nameOf(tree.AlterTableStmt.relation))),
    addedHere: (table, constraint) => together.some(({ tree }) => addsConstraint(tree, { table, constraint })),
    live: find,
    liveIsKnown: live !== null,
  }
}

/** The name of what a statement makes. */
function madeBy(tree: SqlNode): string | null {
  if ('CreateStmt' in tree) return nameOf(tree.CreateStmt.relation)
  if ('CreateTableAsStmt' in tree) return nameOf(tree.CreateTableAsStmt.into?.rel)
  if ('ViewStmt' in tree) return nameOf(tree.ViewStmt.view)
  if ('IndexStmt' in tree) return tree.IndexStmt.idxname ?? null
  if ('CreateFunctionStmt' in tree) return (tree.CreateFunctionStmt.funcname ?? []).flatMap(stringsOf).join('.')
  if ('CreateEnumStmt' in tree) return (tree.CreateEnumStmt.typeName ?? []).flatMap(stringsOf).join('.')
  if ('CreateDomainStmt' in tree) return (tree.CreateDomainStmt.domainname ?? []).flatMap(stringsOf).join('.')
  if ('CreateSchemaStmt' in tree) return tree.CreateSchemaStmt.schemaname ?? null
  return null
}

function addsConstraint(tree: SqlNode, { table, constraint }: { table: string; constraint: string }): boolean {
  if (!('AlterTableStmt' in tree) || nameOf(tree.AlterTableStmt.relation) !== table) return false
  return (tree.AlterTableStmt.cmds ?? []).some((node) => {
    if (!('AlterTableCmd' in node) || node.AlterTableCmd.subtype !== 'AT_AddConstraint') return false
    const { def } = node.AlterTableCmd
    return def !== undefined && 'Constraint' in def && def.Constraint.conname === constraint
  })
}

/** The default schema is not named by most. */
function unqualified(name: string): string {
  return name.replace(/^public\./, '')
}
