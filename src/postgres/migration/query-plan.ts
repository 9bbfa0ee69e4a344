/** A node of EXPLAIN (FORMAT JSON, VERBOSE), as far as it is read here. */
export interface PlanNode {
  readonly 'Node Type': string
  readonly Schema?: string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  /** What is looked up in the index; without it the whole index is gone through. */
  readonly 'Index Cond'?: string
  /** What is asked of each row that was read. */
  readonly Filter?: string
  readonly Plans?: readonly PlanNode[]
}

export interface FoundScan {
  readonly schema: string
  readonly table: string
}

export interface ScannedTable extends FoundScan {
  /** Indexes of some rows only: going through one of them is not reading the table. */
  readonly partialIndexes: readonly string[]
}

/** The scans of a plan that read all of one of these tables; below subplans and common table expressions too. */
export function fullScans(node: PlanNode, tables: readonly ScannedTable[]): FoundScan[] {
  const { Schema: schema, 'Relation Name': table } = node
  const own = tables.filter((wanted) => wanted.schema === schema && wanted.table === table && readsAll(node, wanted))
  return [...own, ...(node.Plans ?? []).flatMap((below) => fullScans(below, tables))]
}

function readsAll(node: PlanNode, table: ScannedTable): boolean {
  switch (node['Node Type']) {
    case 'Seq Scan':
      return true
    case 'Index Scan':
    case 'Index Only Scan':
      // In the order of an index, and each row is looked at whether it is wanted: as many as a sequential scan reads.
      return isWholeIndex(node, table) && node.Filter !== undefined
    case 'Bitmap Heap Scan':
      return (node.Plans ?? []).some((below) => below['Node Type'] === 'Bitmap Index Scan' && isWholeIndex(below, table))
    default:
      return false
  }
}

function isWholeIndex({ 'Index Cond': condition, 'Index Name': index }: PlanNode, { partialIndexes }: ScannedTable): boolean {
  return condition === undefined && !partialIndexes.includes(index ?? '')
}
