import { createHash } from 'node:crypto'
import type { Problem } from '../core/problem.ts'
import type { DatabaseAddress } from './address.ts'
import { type Connection, codeOf } from './connection.ts'
import { notPermitted, readOnlyServer, roleLacks, serverTooOld } from './problems.ts'

/** The oldest major with hash_record_extended and pg_stat_database.sessions. */
const oldestMajor = 14

/** What a server is, and what our role may do there. */
export interface Server {
  /** Names this cluster for good: made by initdb, the same after every restart and rename. */
  readonly systemIdentifier: string
  readonly major: number
  readonly version: string
  readonly isReplica: boolean
  readonly isReadOnly: boolean
  readonly role: {
    readonly name: string
    readonly isSuperuser: boolean
    readonly mayCreateDatabases: boolean
    readonly maySeeSessions: boolean
    readonly mayEndSessions: boolean
  }
}

export async function readServer(maintenance: Connection, address: DatabaseAddress): Promise<Server> {
  const [row] = await maintenance.query<{ number: number; replica: boolean; readOnly: string } & Server['role']>(
    `SELECT current_setting('server_version_num')::int AS number, pg_is_in_recovery() AS replica,
            current_setting('default_transaction_read_only') AS "readOnly", rolname AS name, rolsuper AS "isSuperuser",
            rolcreatedb OR rolsuper AS "mayCreateDatabases", pg_has_role('pg_read_all_stats', 'USAGE') AS "maySeeSessions",
            pg_has_role('pg_signal_backend', 'USAGE') AS "mayEndSessions"
     FROM pg_roles WHERE rolname = current_user`,
  )
  const number = row?.number ?? 0
  return {
    systemIdentifier: await systemIdentifier(maintenance, address),
    major: Math.floor(number / 10_000),
    version: `${Math.floor(number / 10_000)}.${number % 10_000}`,
    isReplica: row?.replica ?? true,
    isReadOnly: row?.readOnly === 'on',
    role: {
      name: row?.name ?? '',
      isSuperuser: row?.isSuperuser ?? false,
      mayCreateDatabases: row?.mayCreateDatabases ?? false,
      maySeeSessions: row?.maySeeSessions ?? false,
      mayEndSessions: row?.mayEndSessions ?? false,
    },
  }
}

/** Everything about the server that rules a migration with a way back out. */
export function serverProblems(server: Server, live: { database: string; isOwner: boolean } | null): Problem[] {
  const problems: Problem[] = []
  if (server.major < oldestMajor) problems.push(serverTooOld({ version: server.version }))
  if (server.isReplica) problems.push(readOnlyServer({ reason: 'it is a replica' }))
  else if (server.isReadOnly) problems.push(readOnlyServer({ reason: 'default_transaction_read_only is on' }))
  if (!server.role.mayCreateDatabases) {
    problems.push(roleLacks({ lacks: 'the right to create databases', remedy: `ALTER ROLE "${server.role.name}" CREATEDB;` }))
  }
  if (live !== null && !live.isOwner) {
    problems.push(
      roleLacks({ lacks: `ownership of "${live.database}"`, remedy: `ALTER DATABASE "${live.database}" OWNER TO "${server.role.name}";` }),
    )
  }
  return problems
}

async function systemIdentifier(maintenance: Connection, { host, port }: DatabaseAddress): Promise<string> {
  try {
    const [row] = await maintenance.query<{ id: string }>('SELECT system_identifier::text AS id FROM pg_control_system()')
    if (row !== undefined) return row.id
  } catch (thrown) {
    // Some managed services keep pg_control_system to themselves; the address then stands for the cluster.
    if (codeOf(thrown) !== notPermitted.definition.code && codeOf(thrown) !== '42883') throw thrown
  }
  return `address-${createHash('sha256').update(`${host}:${port}`).digest('hex').slice(0, 16)}`
}
