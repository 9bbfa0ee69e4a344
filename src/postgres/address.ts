import type { Place } from '../core/problem.ts'
import { urlMalformed } from './problems.ts'

/** libpq's modes that say something definite; without one the server decides and TLS is not asked for. */
export type TlsMode = 'disable' | 'require' | 'verify-ca' | 'verify-full'

/** Where a database is and who we are there. Holds a secret: never printed, never part of a plan. */
export interface DatabaseAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly tls: TlsMode | null
  /** File of the certificates to trust, or null. */
  readonly rootCertificate: string | null
}

/** Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=...`. No part of it is repeated in a problem. */
export function readAddress(url: string, at: Place | null): DatabaseAddress {
  const malformed = (reason: string) => urlMalformed({ reason, at })
  if (!URL.canParse(url)) throw malformed('it is no URL')
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url)
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') throw malformed('it does not begin with postgres://')
  const part = (name: string, text: string) => {
    try {
      return decodeURIComponent(text)
    } catch {
      throw malformed(`its ${name} has a % that begins no percent-encoding`)
    }
  }
  const database = part('database', pathname.replace(/^\//, ''))
  const user = part('user', username) || (searchParams.get('user') ?? '')
  if (database === '') throw malformed('it names no database')
  if (user === '') throw malformed('it names no user')
  return {
    host: searchParams.get('host') ?? (hostname === '' ? 'localhost' : part('host', hostname.replace(/^\[(.*)\]$/, '$1'))),
    port: port === '' ? 5432 : Number(port),
    user,
    password: part('password', password),
    database,
    tls: readTls(searchParams.get('sslmode'), malformed),
    rootCertificate: searchParams.get('sslrootcert'),
  }
}

/** What libpq programs need to reach a database; the password stays out of their arguments. */
export function programEnvironment(
  address: DatabaseAddress,
  { database, application }: { database: string; application: string },
): Record<string, string> {
  return {
    PGHOST: address.host,
    PGPORT: String(address.port),
    PGUSER: address.user,
    PGPASSWORD: address.password,
    PGDATABASE: database,
    PGAPPNAME: application,
    PGCONNECT_TIMEOUT: '15',
    LC_ALL: 'C.UTF-8',
    ...(address.tls === null ? {} : { PGSSLMODE: address.tls }),
    ...(address.rootCertificate === null ? {} : { PGSSLROOTCERT: address.rootCertificate }),
  }
}

function readTls(mode: string | null, malformed: (reason: string) => Error): TlsMode | null {
  if (mode === null || mode === 'prefer' || mode === 'allow') return null
  if (mode === 'disable' || mode === 'require' || mode === 'verify-ca' || mode === 'verify-full') return mode
  throw malformed('its sslmode is not one of disable, allow, prefer, require, verify-ca, verify-full')
}
