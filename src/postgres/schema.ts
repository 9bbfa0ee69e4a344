import { createHash } from 'node:crypto'
import type { Connection } from './connection.ts'

/** Every object of the user's schemas, by kind and name. */
export interface Schema {
  /** `table public.flights` -> hash of all that the catalogue says of it. The same database before and after compares by these. */
  readonly objects: Readonly<Record<string, string>>
  /** sha256 of `objects`. */
  readonly fingerprint: string
  /**
   * sha256 of what a dump and restore keeps to the letter. Expressions are not part of it: PostgreSQL prints
   * `status IN ('a', 'b')` another way after it was restored. Neither are privileges: implicit ones become explicit.
   */
  readonly shape: string
}

/** Reads the schema within the transaction of the connection. */
export async function readSchema(connection: Connection): Promise<Schema> {
  const rows = await connection.query<{ kind: string; name: string; shape: string; exact: string }>(schemaQuery)
  const objects: Record<string, string> = {}
  const shapes: string[] = []
  for (const { kind, name, shape, exact } of rows) {
    const key = `${kind} ${name}`
    objects[key] = sha256(`${objects[key] ?? ''}${shape}\n${exact}`).slice(0, 16)
    shapes.push(`${key} ${shape}`)
  }
  const lines = Object.entries(objects).map(([key, hash]) => `${key} ${hash}`)
  return { objects, fingerprint: sha256(lines.sort().join('\n')), shape: sha256(shapes.sort().join('\n')) }
}

/** What another schema has more, less or otherwise: `added: column public.flights.seats`. */
export function schemaDifferences(before: Pick<Schema, 'objects'>, after: Pick<Schema, 'objects'>): string[] {
  const keys = [...new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])].sort()
  return keys.flatMap((key) => {
    const [was, is] = [before.objects[key], after.objects[key]]
    if (was === is) return []
    return [`${was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'}: ${key}`]
  })
}

/** Indexes that serve no query: what an interrupted CREATE INDEX CONCURRENTLY leaves behind. One of a partitioned table is only waiting for those of its partitions. */
export async function invalidIndexes(connection: Connection): Promise<string[]> {
  const rows = await connection.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND c.relkind = 'i' ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Kinds that are not here (operators, casts, text search, publications) are in the dump, and a restore that stops at the first error proves them. */
const schemaQuery = `
WITH space AS MATERIALIZED (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
member AS MATERIALIZED (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
relation AS MATERIALIZED (
  SELECT c.*, format('%I.%I', s.nspname, c.relname) AS full_name FROM pg_class c JOIN space s ON s.oid = c.relnamespace
  WHERE NOT EXISTS (SELECT 1 FROM member m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)),
attribute AS MATERIALIZED (
  SELECT a.*, row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS place FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped)
SELECT 'schema' AS kind, format('%I', n.nspname) AS name, pg_get_userbyid(n.nspowner)::text AS shape, coalesce(n.nspacl::text, '') AS exact
  FROM pg_namespace n JOIN space s ON s.oid = n.oid WHERE n.nspname <> 'public'
UNION ALL SELECT 'extension', format('%I', extname), extversion, '' FROM pg_extension
UNION ALL
SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index'
            WHEN 'c' THEN 'type' WHEN 'f' THEN 'foreign table' ELSE 'table' END,
       full_name, concat_ws('|', relkind, relpersistence, pg_get_userbyid(relowner), relrowsecurity, relforcerowsecurity, array_to_string(reloptions, ',')),
       concat_ws('|', relacl::text, CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END, pg_get_expr(relpartbound, oid),
                 CASE WHEN relkind = 'p' THEN pg_get_partkeydef(oid) END)
  FROM relation WHERE relkind NOT IN ('t')
UNION ALL
SELECT 'column', format('%s.%I', r.full_name, a.attname),
       concat_ws('|', a.place, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef, a.attidentity, a.attgenerated, l.collname),
       concat_ws('|', pg_get_expr(d.adbin, d.adrelid), a.attacl::text)
  FROM attribute a JOIN relation r ON r.oid = a.attrelid AND r.relkind IN ('r', 'p', 'v', 'm', 'c', 'f')
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN pg_collation l ON l.oid = a.attcollation
UNION ALL
SELECT 'constraint', format('%s.%I', r.full_name, k.conname),
       concat_ws('|', k.contype, k.condeferrable, k.condeferred, k.convalidated,
                 (SELECT string_agg(a.attname, ',' ORDER BY key.place) FROM unnest(k.conkey) WITH ORDINALITY AS key(number, place)
                  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.number)), pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN relation r ON r.oid = k.conrelid
UNION ALL
SELECT 'index of', format('%s.%I', t.full_name, r.relname), concat_ws('|', i.indisunique, i.indisprimary, i.indnkeyatts, m.amname),
       concat_ws('|', i.indisvalid, i.indisreplident, pg_get_indexdef(i.indexrelid))
  FROM pg_index i JOIN relation r ON r.oid = i.indexrelid JOIN relation t ON t.oid = i.indrelid JOIN pg_am m ON m.oid = r.relam
UNION ALL
SELECT 'function', format('%I.%I(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
       concat_ws('|', p.prokind, l.lanname, md5(p.prosrc), p.provolatile, p.prosecdef, p.proisstrict, p.proconfig::text, pg_get_userbyid(p.proowner)),
       concat_ws('|', p.proacl::text, CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END)
  FROM pg_proc p JOIN space s ON s.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
  WHERE NOT EXISTS (SELECT 1 FROM member m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
UNION ALL
SELECT 'trigger', format('%s.%I', r.full_name, t.tgname), concat_ws('|', t.tgenabled, t.tgtype), pg_get_triggerdef(t.oid)
  FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
UNION ALL
SELECT 'type', format('%I.%I', s.nspname, t.typname),
       concat_ws('|', t.typtype, pg_get_userbyid(t.typowner), format_type(t.typbasetype, t.typtypmod), t.typnotnull,
                 (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)), coalesce(t.typdefault, '')
  FROM pg_type t JOIN space s ON s.oid = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r')
  AND NOT EXISTS (SELECT 1 FROM member m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
UNION ALL
SELECT 'sequence', r.full_name, concat_ws('|', q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcycle), ''
  FROM pg_sequence q JOIN relation r ON r.oid = q.seqrelid
UNION ALL
SELECT 'policy', format('%s.%I', r.full_name, p.polname), concat_ws('|', p.polcmd, p.polpermissive),
       concat_ws('|', p.polroles::text, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
  FROM pg_policy p JOIN relation r ON r.oid = p.polrelid
UNION ALL
SELECT 'rule', format('%s.%I', r.full_name, w.rulename), concat_ws('|', w.ev_type, w.is_instead), pg_get_ruledef(w.oid)
  FROM pg_rewrite w JOIN relation r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
ORDER BY 1, 2, 3, 4`
