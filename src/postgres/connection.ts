import { readFile } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import type { ClientConfig, CustomTypesConfig } from 'pg'
import type { Problem } from '../core/problem.ts'
import type { DatabaseAddress } from './address.ts'
import {
  behindPooler,
  connectionLost,
  connectionRefused,
  databaseClosed,
  databaseMissing,
  notPermitted,
  tlsProblem,
  unreachable,
  wrongPassword,
} from './problems.ts'

/** One session. Ends with its scope; a session that the server ended is told by the next query. */
export interface Connection extends AsyncDisposable {
  readonly pid: number
  isLost(): boolean
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Rows of columns, each as the server writes it as text; a boolean is `true` or `false`. */
  queryText(text: string): Promise<(string | null)[][]>
}

/** Opens a session; what can go wrong is told as problems that hold nothing of the address. */
export async function connect(
  address: DatabaseAddress,
  { database, application, purpose }: { database: string; application: string; purpose: string },
): Promise<Connection> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    host: address.host,
    port: address.port,
    user: address.user,
    password: address.password,
    database,
    application_name: application,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    ssl: await tlsOptions(address),
  } satisfies ClientConfig)
  let lost = false
  client.on('error', () => (lost = true))
  client.on('end', () => (lost = true))
  try {
    await client.connect()
  } catch (cause) {
    await client.end().catch(() => {})
    throw problemOfConnecting(cause, database)
  }
  const connection: Connection = {
    pid: (client as unknown as { processID: number }).processID,
    isLost: () => lost,
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      try {
        return (await client.query<Row>(text, [...values])).rows
      } catch (cause) {
        throw problemOfQuery(cause, { lost, purpose })
      }
    },
    async queryText(text) {
      try {
        return (await client.query<(string | null)[]>({ text, rowMode: 'array', types: asText })).rows
      } catch (cause) {
        throw problemOfQuery(cause, { lost, purpose })
      }
    },
    [Symbol.asyncDispose]: () => client.end().catch(() => {}),
  }
  await settle(connection)
  return connection
}

const booleanOid = 16
const asText = {
  getTypeParser: (oid: number) => (value: string) => (oid !== booleanOid ? value : value === 't' ? 'true' : 'false'),
} as CustomTypesConfig

/** The server's and the role's own time limits are made for services: a session that waits for a dump must outlive them. */
async function settle(connection: Connection): Promise<void> {
  try {
    // transaction_timeout is there since 17.
    const [seen] = await connection.query<{ pid: number }>(
      `SELECT pg_backend_pid() AS pid, count(set_config(name, value, false))
       FROM (VALUES ('statement_timeout', '0'), ('transaction_timeout', '0'), ('idle_in_transaction_session_timeout', '0'),
                    ('idle_session_timeout', '0'), ('lock_timeout', '10s')) AS setting (name, value)
       WHERE current_setting(name, true) IS NOT NULL`,
    )
    if (seen?.pid !== connection.pid) throw behindPooler({})
  } catch (thrown) {
    await connection[Symbol.asyncDispose]()
    throw thrown
  }
}

async function tlsOptions({ tls, rootCertificate }: DatabaseAddress): Promise<ConnectionOptions | false> {
  if (tls === null || tls === 'disable') return false
  const trusted = rootCertificate === null ? {} : { ca: await certificates(rootCertificate) }
  if (tls === 'verify-full') return { ...trusted, rejectUnauthorized: true }
  // As libpq: `verify-ca` checks the chain and not the name, and so does `require` when certificates to trust are given.
  if (tls === 'verify-ca' || rootCertificate !== null) return { ...trusted, rejectUnauthorized: true, checkServerIdentity: () => undefined }
  return { rejectUnauthorized: false }
}

async function certificates(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw tlsProblem({ reason: `sslrootcert cannot be read (${codeOf(cause) ?? 'unknown'})` })
  }
}

function problemOfConnecting(cause: unknown, database: string): Problem {
  const code = codeOf(cause)
  const message = messageOf(cause)
  if (code === '28P01') return wrongPassword({})
  if (code === '3D000') return databaseMissing({ database })
  // PgBouncer's own words: it knows some databases only, and no startup parameter but the usual.
  if (code === '08P01' && /no such database|unsupported startup parameter|pgbouncer/i.test(message)) return behindPooler({})
  if (code === '55000') return databaseClosed({ database })
  if (code === '28000' && /encryption|SSL/i.test(message)) return tlsProblem({ reason: 'the server demands it' })
  if (code === '42501') return notPermitted({ reason: message })
  if (/does not support SSL/i.test(message)) return tlsProblem({ reason: 'the server does not support it' })
  if (isCertificateError(code)) return tlsProblem({ reason: `its certificate does not verify (${code})` })
  if (code !== null && /^[0-9A-Z]{5}$/.test(code)) return connectionRefused({ reason: `${message} (${code})` })
  return unreachable({ reason: code ?? reasonWithoutCode(message) })
}

function problemOfQuery(cause: unknown, { lost, purpose }: { lost: boolean; purpose: string }): unknown {
  const code = codeOf(cause)
  if (lost || code?.startsWith('57P') || code?.startsWith('08') || /Connection terminated|not queryable/.test(messageOf(cause))) {
    return connectionLost({ purpose, cause })
  }
  return code === '42501' ? notPermitted({ reason: messageOf(cause), cause }) : cause
}

function isCertificateError(code: string | null): boolean {
  return code !== null && /CERT|SIGNATURE|ISSUER|ALTNAME|^ERR_TLS|^ERR_SSL/.test(code)
}

/** SQLSTATE of an answer, or the code of a failed socket. */
export function codeOf(cause: unknown): string | null {
  const code = (cause as { code?: unknown } | null)?.code
  if (typeof code === 'string') return code
  const [first] = (cause as { errors?: unknown[] } | null)?.errors ?? []
  return first === undefined ? null : codeOf(first)
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function reasonWithoutCode(message: string): string {
  return /timeout/i.test(message) ? 'no answer within 15 s' : 'the connection was cut while it was made'
}
