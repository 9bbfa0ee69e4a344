import type { Place, Problem } from '../../core/problem.ts'
import { placeIn } from '../../database/sql-place.ts'
import { migrationRefused } from '../migration/migration-problems.ts'
import type { SqlNode, SqlStatement } from '../sql/sql-parser.ts'
import { type RuleClass, type RuleCode, rules } from './policy-rules.ts'
import { statementHits } from './policy-statement.ts'
import { type LiveTables, nameOf, type PolicyContext, quickBytes, stringsOf } from './policy-tables.ts'

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
  const before: Before = { made: new Set(), renamed: new Map(), isOpaque: false }
  return files.flatMap((file) =>
    file.statements.flatMap((statement, index) => {
      const context = contextOf(file, { index, before, live })
      const found = statementHits(statement.tree, context).map((hit) => ({ ...hit, at: placeIn(file.path, file.text, statement.offset) }))
      remember(statement.tree, { before, context })
      return found
    }),
  )
}

/** What the statements so far have done to the names. */
interface Before {
  readonly made: Set<string>
  /** New name -> the name in the live database. */
  readonly renamed: Map<string, string>
  /** Code has run that may have made anything. */
  isOpaque: boolean
}

function remember(tree: SqlNode, { before, context }: { before: Before; context: PolicyContext }): void {
  before.isOpaque ||= ['DoStmt', 'CallStmt', 'SelectStmt', 'CreateExtensionStmt'].some((kind) => kind in tree)
  const name = madeBy(tree)
  if (name === null) return
  const from = renamedFrom(tree)
  if (from !== null && !context.isNew(from)) before.renamed.set(unqualified(name), before.renamed.get(unqualified(from)) ?? from)
  else if (!(keepsWhatIsThere(tree) && context.live(name) !== null)) before.made.add(unqualified(name))
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
  { index, before, live }: { index: number; before: Before; live: LiveTables | null },
): PolicyContext {
  const { made, renamed } = before
  const find = (table: string) => live?.get(renamed.get(unqualified(table)) ?? table) ?? null
  // Written with its schema in the one place and without in the other, where the live database has no such name.
  const isNew = (name: string) =>
    made.has(unqualified(name)) || (find(name) === null && [...made].some((other) => namesSame(unqualified(name), other)))
  const together = inTransaction ? statements.filter((_, other) => other !== index) : []
  return {
    isNew,
    isQuick: (table) => isNew(table) || (find(table)?.bytes ?? Number.POSITIVE_INFINITY) < quickBytes,
    comesBack: (name) => statements.slice(index + 1).some(({ tree }) => unqualified(madeBy(tree) ?? '') === unqualified(name)),
    changesSchema: () => together.some(({ tree }) => 'AlterTableStmt' in tree && !isNew(nameOf(tree.AlterTableStmt.relation))),
    addedHere: (table, constraint) => together.some(({ tree }) => addsConstraint(tree, { table, constraint })),
    live: find,
    liveIsKnown: live !== null && !before.isOpaque,
  }
}

/** The name of what a statement makes, or gives to what there was. */
function madeBy(tree: SqlNode): string | null {
  if ('CreateStmt' in tree) return nameOf(tree.CreateStmt.relation)
  if ('CreateForeignTableStmt' in tree) return nameOf(tree.CreateForeignTableStmt.base?.relation)
  if ('CreateTableAsStmt' in tree) return nameOf(tree.CreateTableAsStmt.into?.rel)
  if ('SelectStmt' in tree) return tree.SelectStmt.intoClause === undefined ? null : nameOf(tree.SelectStmt.intoClause.rel)
  if ('CreateSeqStmt' in tree) return nameOf(tree.CreateSeqStmt.sequence)
  if ('ViewStmt' in tree) return nameOf(tree.ViewStmt.view)
  if ('IndexStmt' in tree) return tree.IndexStmt.idxname ?? null
  if ('CreateFunctionStmt' in tree) return (tree.CreateFunctionStmt.funcname ?? []).flatMap(stringsOf).join('.')
  if ('CreateEnumStmt' in tree) return (tree.CreateEnumStmt.typeName ?? []).flatMap(stringsOf).join('.')
  if ('CreateDomainStmt' in tree) return (tree.CreateDomainStmt.domainname ?? []).flatMap(stringsOf).join('.')
  if ('CreateSchemaStmt' in tree) return tree.CreateSchemaStmt.schemaname ?? null
  if ('RenameStmt' in tree && renamedFrom(tree) !== null)
    return nameOf({ ...tree.RenameStmt.relation, relname: tree.RenameStmt.newname ?? '' })
  if ('AlterObjectSchemaStmt' in tree && renamedFrom(tree) !== null)
    return nameOf({ ...tree.AlterObjectSchemaStmt.relation, schemaname: tree.AlterObjectSchemaStmt.newschema ?? '' })
  return null
}

/** The name that a table or view had before this statement, or null. */
function renamedFrom(tree: SqlNode): string | null {
  const given = 'RenameStmt' in tree ? { ...tree.RenameStmt, objectType: tree.RenameStmt.renameType } : null
  const { objectType, relation } = given ?? ('AlterObjectSchemaStmt' in tree ? tree.AlterObjectSchemaStmt : {})
  const isTable = objectType === 'OBJECT_TABLE' || objectType === 'OBJECT_VIEW' || objectType === 'OBJECT_MATVIEW'
  return isTable && relation !== undefined ? nameOf(relation) : null
}

/** CREATE ... IF NOT EXISTS, and CREATE OR REPLACE. */
function keepsWhatIsThere(tree: SqlNode): boolean {
  if ('CreateStmt' in tree) return tree.CreateStmt.if_not_exists === true
  if ('CreateTableAsStmt' in tree) return tree.CreateTableAsStmt.if_not_exists === true
  if ('CreateSeqStmt' in tree) return tree.CreateSeqStmt.if_not_exists === true
  return 'ViewStmt' in tree && tree.ViewStmt.replace === true
}

function addsConstraint(tree: SqlNode, { table, constraint }: { table: string; constraint: string }): boolean {
  if (!('AlterTableStmt' in tree) || nameOf(tree.AlterTableStmt.relation) !== table) return false
  return (tree.AlterTableStmt.cmds ?? []).some((node) => {
    if (!('AlterTableCmd' in node) || node.AlterTableCmd.subtype !== 'AT_AddConstraint') return false
    const { def } = node.AlterTableCmd
    return def !== undefined && 'Constraint' in def && def.Constraint.conname === constraint
  })
}

/** Whether a name without schema may be the one with it. */
function namesSame(one: string, other: string): boolean {
  return one.includes('.') !== other.includes('.') && one.split('.').at(-1) === other.split('.').at(-1)
}

/** The default schema is not named by most. */
function unqualified(name: string): string {
  return name.replace(/^public\./, '')
}
