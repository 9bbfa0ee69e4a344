import type { SqlNode } from '../sql/sql-parser.ts'
import type { RuleCode } from './policy-rules.ts'

/** A rule that a statement meets, and on what. */
export interface Hit {
  readonly rule: RuleCode
  /** `public.flights`, `flights.seats`, or empty. */
  readonly subject: string
}

/** A table as the live database has it. */
export interface TableFacts {
  readonly rows: number
  readonly bytes: number
  /** Type of each column, as format_type tells it. */
  readonly columns: Readonly<Record<string, string>>
  /** Views that read a column, by column. */
  readonly views: Readonly<Record<string, readonly string[]>>
  /** Columns that a valid CHECK (... IS NOT NULL) proves to hold no null. */
  readonly provedNotNull: readonly string[]
}

/** Live tables, and whatever else ALTER TABLE takes, by `schema.name`, and by the name alone that leads to them. */
export type LiveTables = ReadonlyMap<string, TableFacts>

/** What a statement is judged by besides itself. Names are as they are written, with or without schema. */
export interface PolicyContext {
  /** Made earlier in the same migrations: nobody uses it yet. */
  isNew(name: string): boolean
  /** New, or so small in the live database that no lock on it is felt. */
  isQuick(table: string): boolean
  /** Created again under the same name in the same file. */
  comesBack(name: string): boolean
  /** Whether the same transaction changes the schema of a table that is in use. */
  changesSchema(table: string): boolean
  /** Whether the same transaction added this constraint. */
  addedHere(table: string, constraint: string): boolean
  /** Null: the live database does not have it, or is not known. */
  live(table: string): TableFacts | null
  /** False: whether a table will be there cannot be told, with no database at hand or behind code that may have made it. */
  readonly liveIsKnown: boolean
}

/** Below this a table is read, or written anew, in some 20 ms. */
export const quickBytes = 2 * 1024 * 1024

export function nameOf(relation: { readonly schemaname?: string; readonly relname?: string } | undefined): string {
  return [relation?.schemaname, relation?.relname].filter((part) => part !== undefined && part !== '').join('.')
}

/** Every name inside a node, in order: `[public, flights]` of a dropped table. */
export function stringsOf(node: SqlNode | undefined): string[] {
  if (node === undefined) return []
  if ('String' in node) return [node.String.sval ?? '']
  if ('List' in node) return (node.List.items ?? []).flatMap(stringsOf)
  if ('TypeName' in node) return (node.TypeName.names ?? []).flatMap(stringsOf)
  if ('ObjectWithArgs' in node) return (node.ObjectWithArgs.objname ?? []).flatMap(stringsOf)
  return []
}
