import type { World } from '../../core/world.ts'
import type { Database } from '../database.ts'
import { type CatalogEntry, readTag } from '../live-state.ts'
import { identifier, literal, qualifiedIdentifier } from '../quoting.ts'

/** Settings whose value is a list of names: each must be quoted on its own (pg_dump's variable_is_guc_list_quote). */
const listSettings = ['local_preload_libraries', 'search_path', 'session_preload_libraries', 'shared_preload_libraries', 'temp_tablespaces']

/**
 * What belongs to a database and is in no dump of it: its settings, privileges, comment, connection limit. Copied to
 * the standby, so that a swap changes nothing but rows and schema. Returns the statements that our role may not run.
 */
export async function copyProperties(
  database: Database,
  { from, to }: { from: CatalogEntry; to: string },
  { log }: Pick<World, 'log'>,
): Promise<string[]> {
  const refused: string[] = []
  for (const statement of await propertyStatements(database, { from, to })) {
    try {
      await database.maintenance.query(statement)
    } catch {
      refused.push(statement)
      log.line(`not carried over to the standby database: ${statement}`)
    }
  }
  return refused
}

async function propertyStatements({ maintenance }: Database, { from, to }: { from: CatalogEntry; to: string }): Promise<string[]> {
  const target = identifier(to)
  const settings = await maintenance.query<{ role: string | null; setting: string }>(
    `SELECT r.rolname AS role, unnest(s.setconfig) AS setting FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
     LEFT JOIN pg_roles r ON r.oid = s.setrole WHERE d.datname = $1`,
    [from.name],
  )
  const grants = await maintenance.query<{ grantee: string | null; privilege: string; grantable: boolean }>(
    `SELECT r.rolname AS grantee, a.privilege_type AS privilege, a.is_grantable AS grantable
     FROM pg_database d, aclexplode(d.datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
     WHERE d.datname = $1 AND a.grantee <> d.datdba AND (a.grantee = 0 OR r.rolname IS NOT NULL)`,
    [from.name],
  )
  const [acl] = await maintenance.query<{ explicit: boolean }>(
    'SELECT datacl IS NOT NULL AS explicit FROM pg_database WHERE datname = $1',
    [from.name],
  )
  const { original } = readTag(from.comment)
  return [
    ...settings.map(({ role, setting }) => settingStatement({ role, setting, target })),
    ...(acl?.explicit === true ? [`REVOKE ALL ON DATABASE ${target} FROM PUBLIC`] : []),
    ...grants.map(
      ({ grantee, privilege, grantable }) =>
        `GRANT ${privilege} ON DATABASE ${target} TO ${grantee === null ? 'PUBLIC' : identifier(grantee)}${grantable ? ' WITH GRANT OPTION' : ''}`,
    ),
    ...(original === null ? [] : [`COMMENT ON DATABASE ${target} IS ${literal(original)}`]),
    ...(from.connectionLimit === -1 ? [] : [`ALTER DATABASE ${target} CONNECTION LIMIT ${from.connectionLimit}`]),
  ]
}

function settingStatement({ role, setting, target }: { role: string | null; setting: string; target: string }): string {
  const split = setting.indexOf('=')
  const [name, value] = [setting.slice(0, split), setting.slice(split + 1)]
  const subject = role === null ? `DATABASE ${target}` : `ROLE ${identifier(role)} IN DATABASE ${target}`
  const text = listSettings.includes(name) ? listItems(value).map(literal).join(', ') : literal(value)
  // A name may have two parts (auto_explain.log_min_duration): each is an identifier.
  return `ALTER ${subject} SET ${qualifiedIdentifier(name)} TO ${text === '' ? "''" : text}`
}

/** `"$user", public` -> `$user`, `public`. */
function listItems(text: string): string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^,\s]+)/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '')
}
