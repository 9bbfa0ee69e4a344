import type { SqlNode } from './sql-parser.ts'

/** Name of a statement that PostgreSQL refuses inside a transaction, or null. */
export function standsAlone(tree: SqlNode): string | null {
  if ('IndexStmt' in tree) return tree.IndexStmt.concurrent === true ? 'CREATE INDEX CONCURRENTLY' : null
  if ('DropStmt' in tree) return tree.DropStmt.concurrent === true ? 'DROP INDEX CONCURRENTLY' : null
  if ('ReindexStmt' in tree) return reindexesAlone(tree.ReindexStmt) ? 'REINDEX CONCURRENTLY' : null
  if ('VacuumStmt' in tree) return tree.VacuumStmt.is_vacuumcmd === true ? 'VACUUM' : null
  if ('CreatedbStmt' in tree) return 'CREATE DATABASE'
  if ('DropdbStmt' in tree) return 'DROP DATABASE'
  if ('AlterSystemStmt' in tree) return 'ALTER SYSTEM'
  if ('CreateTableSpaceStmt' in tree) return 'CREATE TABLESPACE'
  if ('DropTableSpaceStmt' in tree) return 'DROP TABLESPACE'
  if ('AlterTableStmt' in tree) return detachesConcurrently(tree.AlterTableStmt) ? 'DETACH PARTITION CONCURRENTLY' : null
  return null
}

/** Statements whose waits hold nobody up: they may be waited for as long as it takes. */
export function waitsQuietly(tree: SqlNode): boolean {
  return /CONCURRENTLY/.test(standsAlone(tree) ?? '')
}

/** BEGIN, COMMIT or ROLLBACK; savepoints are the file's own affair. */
export function transactionControl(tree: SqlNode): string | null {
  if (!('TransactionStmt' in tree)) return null
  const names: Readonly<Record<string, string>> = {
    TRANS_STMT_BEGIN: 'BEGIN',
    TRANS_STMT_START: 'START TRANSACTION',
    TRANS_STMT_COMMIT: 'COMMIT',
    TRANS_STMT_ROLLBACK: 'ROLLBACK',
    TRANS_STMT_PREPARE: 'PREPARE TRANSACTION',
  }
  return names[tree.TransactionStmt.kind ?? ''] ?? null
}

/** Whether a transaction that these statements begin themselves is open behind them. */
export function leavesTransactionOpen(trees: readonly SqlNode[]): boolean {
  return trees.reduce((open, tree) => {
    const control = transactionControl(tree)
    if (control === null || !('TransactionStmt' in tree)) return open
    return control === 'BEGIN' || control === 'START TRANSACTION' || tree.TransactionStmt.chain === true
  }, false)
}

type Part<Name extends string> = Extract<SqlNode, Record<Name, unknown>>[Name]

function reindexesAlone({ kind, params }: Part<'ReindexStmt'>): boolean {
  const concurrently = (params ?? []).some((param) => 'DefElem' in param && param.DefElem.defname === 'concurrently')
  return concurrently || kind === 'REINDEX_OBJECT_SYSTEM' || kind === 'REINDEX_OBJECT_DATABASE' || kind === 'REINDEX_OBJECT_SCHEMA'
}

function detachesConcurrently({ cmds }: Part<'AlterTableStmt'>): boolean {
  return (cmds ?? []).some((part) => {
    if (!('AlterTableCmd' in part) || part.AlterTableCmd.subtype !== 'AT_DetachPartition') return false
    const { def } = part.AlterTableCmd
    return def !== undefined && 'PartitionCmd' in def && def.PartitionCmd.concurrent === true
  })
}
