import type { SqlNode } from '../sql/sql-parser.ts'
import { alterTableHits } from './policy-alter-table.ts'
import type { RuleCode } from './policy-rules.ts'
import { type Hit, nameOf, type PolicyContext, stringsOf } from './policy-tables.ts'

/** What the rules find in one statement. */
export function statementHits(tree: SqlNode, context: PolicyContext): Hit[] {
  if ('AlterTableStmt' in tree) return alterTableHits(tree.AlterTableStmt, context)
  if ('DropStmt' in tree) return dropHits(tree.DropStmt, context)
  if ('IndexStmt' in tree) return indexHits(tree.IndexStmt, context)
  if ('RenameStmt' in tree) return renameHits(tree.RenameStmt, context)
  if ('TruncateStmt' in tree) {
    const tables = (tree.TruncateStmt.relations ?? []).flatMap((node) => ('RangeVar' in node ? [nameOf(node.RangeVar)] : []))
    return tables.filter((table) => !context.isNew(table)).map((table) => hit('truncate', table))
  }
  if ('DeleteStmt' in tree) return rowHits('delete-all', tree.DeleteStmt, context)
  if ('UpdateStmt' in tree) return rowHits('update-all', tree.UpdateStmt, context)
  if ('ReindexStmt' in tree) {
    const concurrently = (tree.ReindexStmt.params ?? []).some((param) => 'DefElem' in param && param.DefElem.defname === 'concurrently')
    return concurrently ? [] : [hit('reindex', nameOf(tree.ReindexStmt.relation))]
  }
  if ('RefreshMatViewStmt' in tree) {
    const { concurrent, relation } = tree.RefreshMatViewStmt
    return concurrent === true || context.isNew(nameOf(relation)) ? [] : [hit('refresh-view', nameOf(relation))]
  }
  if ('VacuumStmt' in tree) {
    const full = (tree.VacuumStmt.options ?? []).some((option) => 'DefElem' in option && option.DefElem.defname === 'full')
    return full ? [hit('rewrite-table', '')] : []
  }
  if ('ClusterStmt' in tree) return [hit('rewrite-table', nameOf(tree.ClusterStmt.relation))]
  if ('LockStmt' in tree) {
    const tables = (tree.LockStmt.relations ?? []).flatMap((node) => ('RangeVar' in node ? [nameOf(node.RangeVar)] : []))
    // 1 to 3: the modes that reads and writes go on beside.
    return (tree.LockStmt.mode ?? 8) <= 3 ? [] : tables.filter((table) => !context.isNew(table)).map((table) => hit('lock-table', table))
  }
  if ('DropdbStmt' in tree) return [hit('drop-database', tree.DropdbStmt.dbname ?? '')]
  if ('DropOwnedStmt' in tree) return [hit('drop-schema', '')]
  if ('AlterObjectSchemaStmt' in tree) return [hit('move-schema', nameOf(tree.AlterObjectSchemaStmt.relation))]
  if ('GrantStmt' in tree) return tree.GrantStmt.is_grant === true ? [] : [hit('revoke', '')]
  if ('AlterEnumStmt' in tree) return tree.AlterEnumStmt.oldVal === undefined ? [] : [hit('rename-value', tree.AlterEnumStmt.oldVal)]
  return []
}

const dropRules: Readonly<Record<string, RuleCode>> = {
  OBJECT_TABLE: 'drop-table',
  OBJECT_FOREIGN_TABLE: 'drop-table',
  OBJECT_SCHEMA: 'drop-schema',
  OBJECT_INDEX: 'drop-index',
  OBJECT_VIEW: 'drop-view',
  OBJECT_MATVIEW: 'drop-view',
  OBJECT_FUNCTION: 'drop-function',
  OBJECT_PROCEDURE: 'drop-function',
  OBJECT_AGGREGATE: 'drop-function',
  OBJECT_TYPE: 'drop-type',
  OBJECT_DOMAIN: 'drop-type',
}

type Part<Name extends string> = Extract<SqlNode, Record<Name, unknown>>[Name]

function dropHits({ objects, removeType, behavior, concurrent }: Part<'DropStmt'>, context: PolicyContext): Hit[] {
  const names = (objects ?? []).map((object) => stringsOf(object).join('.'))
  const known = names.filter((name) => !context.isNew(name))
  const cascades = behavior === 'DROP_CASCADE' && known.length > 0 ? [hit('drop-cascade', known.join(', '))] : []
  const rule = dropRules[removeType ?? '']
  if (rule === undefined) return cascades
  if (rule === 'drop-index') return concurrent === true ? [] : known.map((name) => hit(rule, name))
  // A table that is created again has none of its rows.
  const gone = known.filter((name) => rule === 'drop-table' || !context.comesBack(name))
  return [...gone.map((name) => hit(rule, name)), ...cascades]
}

function indexHits({ concurrent, if_not_exists: ifNotExists, relation }: Part<'IndexStmt'>, context: PolicyContext): Hit[] {
  const table = nameOf(relation)
  if (concurrent === true) return ifNotExists === true ? [hit('hidden-invalid-index', table)] : []
  return context.isQuick(table) ? [] : [hit('create-index', table)]
}

function renameHits({ renameType, relation, subname }: Part<'RenameStmt'>, context: PolicyContext): Hit[] {
  const table = nameOf(relation)
  if (context.isNew(table)) return []
  if (renameType === 'OBJECT_COLUMN' || renameType === 'OBJECT_ATTRIBUTE') return [hit('rename-column', `${table}.${subname ?? ''}`)]
  const isTable = renameType === 'OBJECT_TABLE' || renameType === 'OBJECT_VIEW' || renameType === 'OBJECT_MATVIEW'
  if (isTable) return context.comesBack(table) ? [] : [hit('rename-table', table)]
  return renameType === 'OBJECT_SCHEMA' ? [hit('move-schema', subname ?? '')] : []
}

function rowHits(
  rule: 'delete-all' | 'update-all',
  { relation, whereClause }: Pick<Part<'UpdateStmt'>, 'relation' | 'whereClause'>,
  context: PolicyContext,
): Hit[] {
  const table = nameOf(relation)
  if (context.isNew(table)) return []
  return [
    ...(whereClause === undefined ? [hit(rule, table)] : []),
    ...(context.changesSchema(table) && !context.isQuick(table) ? [hit('schema-and-rows', table)] : []),
  ]
}

function hit(rule: RuleCode, subject: string): Hit {
  return { rule, subject }
}
