import type { SqlNode } from '../sql/sql-parser.ts'
import type { RuleCode } from './policy-rules.ts'
import { type Hit, nameOf, type PolicyContext, stringsOf } from './policy-tables.ts'

type Part<Name extends string> = Extract<SqlNode, Record<Name, unknown>>[Name]
type Command = Part<'AlterTableCmd'>

/** What the rules find in one ALTER TABLE. On a table that is new nothing of it matters. */
export function alterTableHits({ relation, cmds, objtype, missing_ok: ifExists }: Part<'AlterTableStmt'>, context: PolicyContext): Hit[] {
  const table = nameOf(relation)
  if (objtype !== 'OBJECT_TABLE' || context.isNew(table)) return []
  if (context.liveIsKnown && context.live(table) === null && ifExists !== true) return [{ rule: 'missing-table', subject: table }]
  return (cmds ?? []).flatMap((node) => ('AlterTableCmd' in node ? commandHits(node.AlterTableCmd, { table, context }) : []))
}

interface On {
  readonly table: string
  readonly context: PolicyContext
}

function commandHits(command: Command, on: On): Hit[] {
  const { table, context } = on
  const column = command.name ?? ''
  const one = (rule: RuleCode, subject = table): Hit[] => [{ rule, subject }]
  const unlessQuick = (rule: RuleCode, subject = table) => (context.isQuick(table) ? [] : one(rule, subject))
  switch (command.subtype) {
    case 'AT_AddColumn':
      return addColumnHits(command, on)
    case 'AT_DropColumn':
      return [...one('drop-column', `${table}.${column}`), ...viewHits(command, on)]
    case 'AT_AlterColumnType':
      return isBinaryCompatible(command, on)
        ? viewHits(command, on)
        : [...unlessQuick('column-type', `${table}.${column}`), ...viewHits(command, on)]
    case 'AT_SetNotNull':
      return context.live(table)?.provedNotNull.includes(column) === true ? [] : one('set-not-null', `${table}.${column}`)
    case 'AT_ColumnDefault':
      return command.def === undefined ? one('drop-default', `${table}.${column}`) : []
    case 'AT_AddConstraint':
      return constraintHits(command, on)
    case 'AT_ValidateConstraint':
      return context.addedHere(table, column) ? unlessQuick('validate-together', `${table}.${column}`) : []
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
    case 'AT_SetTableSpace':
    case 'AT_SetAccessMethod':
      return unlessQuick('rewrite-table')
    case 'AT_AttachPartition':
      return attachHits(command, on)
    case 'AT_DetachPartition':
      return command.def !== undefined && 'PartitionCmd' in command.def && command.def.PartitionCmd.concurrent === true
        ? []
        : one('detach-partition')
    default:
      return []
  }
}

function addColumnHits({ def }: Command, { table, context }: On): Hit[] {
  if (def === undefined || !('ColumnDef' in def)) return []
  const { colname = '', constraints = [], typeName } = def.ColumnDef
  const subject = `${table}.${colname}`
  const parts = constraints.flatMap((node) => ('Constraint' in node ? [node.Constraint] : []))
  const has = (kind: string) => parts.some(({ contype }) => contype === kind)
  const fallback = parts.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr
  const isSerial = /^(small|big)?serial\d?$/.test((typeName?.names ?? []).flatMap(stringsOf).at(-1) ?? '')
  const fills = fallback !== undefined || isSerial || has('CONSTR_IDENTITY') || has('CONSTR_GENERATED')
  const rewrites = isSerial || has('CONSTR_IDENTITY') || has('CONSTR_GENERATED')
  const empty = context.live(table)?.rows === 0
  const quick = context.isQuick(table)
  const foreignKey = parts.find(({ contype }) => contype === 'CONSTR_FOREIGN')
  return [
    ...((has('CONSTR_NOTNULL') || has('CONSTR_PRIMARY')) && !fills && !empty ? [{ rule: 'required-column', subject } as const] : []),
    ...(rewrites && !quick ? [{ rule: 'rewrite-table', subject } as const] : []),
    ...(fallback !== undefined && isVolatile(fallback) && !quick ? [{ rule: 'volatile-default', subject } as const] : []),
    ...((has('CONSTR_UNIQUE') || has('CONSTR_PRIMARY')) && !quick ? [{ rule: 'add-unique', subject } as const] : []),
    ...(has('CONSTR_CHECK') && !quick ? [{ rule: 'add-check', subject } as const] : []),
    ...(foreignKey !== undefined && fallback !== undefined && !quick ? [{ rule: 'add-foreign-key', subject } as const] : []),
  ]
}

function constraintHits({ def }: Command, { table, context }: On): Hit[] {
  if (def === undefined || !('Constraint' in def) || context.isQuick(table)) return []
  const { contype, skip_validation: notValid, indexname, pktable } = def.Constraint
  const found = (rule: RuleCode): Hit[] => [{ rule, subject: table }]
  switch (contype) {
    case 'CONSTR_FOREIGN':
      return notValid === true || context.isNew(nameOf(pktable)) ? [] : found('add-foreign-key')
    case 'CONSTR_CHECK':
      return notValid === true ? [] : found('add-check')
    case 'CONSTR_UNIQUE':
    case 'CONSTR_PRIMARY':
      return indexname === undefined ? found('add-unique') : []
    case 'CONSTR_EXCLUSION':
      return found('add-exclusion')
    default:
      return []
  }
}

function attachHits({ def }: Command, { context }: On): Hit[] {
  const part = def !== undefined && 'PartitionCmd' in def ? nameOf(def.PartitionCmd.name) : ''
  return context.isQuick(part) ? [] : [{ rule: 'attach-partition', subject: part }]
}

/** Views hold on to a column: without CASCADE the statement fails, with it they go. */
function viewHits({ name = '', behavior }: Command, { table, context }: On): Hit[] {
  const views = (context.live(table)?.views[name] ?? []).filter((view) => !context.comesBack(view))
  if (behavior === 'DROP_CASCADE') return [{ rule: 'drop-cascade', subject: views.length === 0 ? `${table}.${name}` : views.join(', ') }]
  return views.length === 0 ? [] : [{ rule: 'dependent-view', subject: `${table}.${name} (${views.join(', ')})` }]
}

/** A longer varchar, or text for varchar, changes the catalogue alone; so does a numeric of the same scale with more digits. */
function isBinaryCompatible({ name = '', def }: Command, { table, context }: On): boolean {
  const was = /^(character varying|text|numeric)(?:\((\d+)(?:,(\d+))?\))?$/.exec(context.live(table)?.columns[name] ?? '')
  const type = def !== undefined && 'ColumnDef' in def ? def.ColumnDef.typeName : undefined
  if (was === null || type === undefined || def === undefined || !('ColumnDef' in def) || def.ColumnDef.raw_default !== undefined)
    return false
  const becomes = (type.names ?? []).flatMap(stringsOf).at(-1)
  const [length, scale] = (type.typmods ?? []).map((node) => ('A_Const' in node ? (node.A_Const.ival?.ival ?? 0) : 0))
  const [, kind, oldLength, oldScale] = was
  if (kind === 'numeric')
    return (
      becomes === 'numeric' &&
      oldLength !== undefined &&
      length !== undefined &&
      length >= Number(oldLength) &&
      (scale ?? 0) === Number(oldScale ?? 0)
    )
  if (becomes === 'text') return true
  return (
    becomes === 'varchar' &&
    kind === 'character varying' &&
    (length === undefined || (oldLength !== undefined && length >= Number(oldLength)))
  )
}

/** Functions whose value is one for the whole statement. Any other may differ from row to row. */
const steady = [
  'now',
  'transaction_timestamp',
  'statement_timestamp',
  'current_setting',
  'jsonb_build_object',
  'json_build_object',
  'lower',
  'upper',
  'concat',
  'make_interval',
  'to_timestamp',
  'timezone',
  'date_trunc',
  'jsonb_build_array',
  'array_fill',
  'md5',
]

function isVolatile(expression: unknown): boolean {
  if (Array.isArray(expression)) return expression.some(isVolatile)
  if (typeof expression !== 'object' || expression === null) return false
  if ('FuncCall' in expression) {
    const call = expression.FuncCall as Part<'FuncCall'>
    if (!steady.includes((call.funcname ?? []).flatMap(stringsOf).at(-1) ?? '')) return true
  }
  return Object.values(expression).some(isVolatile)
}
