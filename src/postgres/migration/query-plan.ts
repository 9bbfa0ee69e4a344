/** A node of EXPLAIN (FORMAT JSON, VERBOSE), as far as it is read here. */
export interface PlanNode {
  readonly 'Node Type': string
  readonly Schema?: string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly PlanNode[]
}

export interface FoundScan {
  readonly schema: string
  readonly table: string
}

/** The scans of a plan that read all of one of these tables; below subplans and common table expressions too. */
export function fullScans(node: PlanNode, tables: readonly FoundScan[]): FoundScan[] {
  const { Schema: schema, 'Relation Name': table } = node
  const own = node['Node Type'] === 'Seq Scan' ? tables.filter((wanted) => wanted.schema === schema && wanted.table === table) : []
  return [...own, ...(node.Plans ?? []).flatMap((below) => fullScans(below, tables))]
}
