import { defineProblem } from '../core/problem.ts'

const nothingHappened = 'Nothing was changed.'

export const urlMalformed = defineProblem({
  code: 'postgres/url-malformed',
  example: { reason: 'it names no database' },
  what: ({ reason }) => `The database url cannot be used: ${reason}.`,
  state: nothingHappened,
  remedy:
    'Write postgres://USER:PASSWORD@HOST:PORT/DATABASE. Characters other than letters and digits in the password must be percent-encoded.',
})

export const unreachable = defineProblem({
  code: 'postgres/unreachable',
  example: { reason: 'ECONNREFUSED' },
  what: ({ reason }) => `The database server cannot be reached: ${reason}.`,
  state: nothingHappened,
  remedy: 'Start the server, or correct host and port of database.url; the runner must be allowed to reach it.',
})

export const wrongPassword = defineProblem({
  code: 'postgres/wrong-password',
  example: {},
  what: () => 'The server refused the user or the password of database.url.',
  state: nothingHappened,
  remedy: 'Correct the secret that database.url comes from. Odd characters in a password must be percent-encoded.',
})

export const databaseMissing = defineProblem({
  code: 'postgres/database-missing',
  example: { database: 'traqora' },
  what: ({ database }) => `The server has no database "${database}".`,
  state: nothingHappened,
  remedy: ({ database }) => `Create it (CREATE DATABASE "${database}" OWNER ...), or correct database.url.`,
})

export const databaseClosed = defineProblem({
  code: 'postgres/database-closed',
  example: { database: 'traqora' },
  what: ({ database }) => `The database "${database}" accepts no connections, and it was not Fairlead that closed it.`,
  state: nothingHappened,
  remedy: ({ database }) => `Ask who closed it; then: ALTER DATABASE "${database}" ALLOW_CONNECTIONS true;`,
})

export const maintenanceIsLive = defineProblem({
  code: 'postgres/maintenance-database',
  example: { database: 'postgres' },
  what: ({ database }) => `"${database}" is the database to migrate and database.maintenance-database as well.`,
  state: nothingHappened,
  remedy:
    'Set database.maintenance-database to another database of the server, if need be an empty one made for it (CREATE DATABASE fairlead;): from there the live one is closed, renamed and opened again, which ends every session in it.',
})

export const tlsProblem = defineProblem({
  code: 'postgres/tls',
  example: { reason: 'the server does not support TLS' },
  what: ({ reason }) => `No TLS connection to the database: ${reason}.`,
  state: nothingHappened,
  remedy: 'Set sslmode in database.url to what the server offers: disable, require, or verify-full with sslrootcert=PATH.',
})

export const connectionRefused = defineProblem({
  code: 'postgres/refused',
  example: { reason: 'sorry, too many clients already (53300)' },
  what: ({ reason }) => `The server refused the connection: ${reason}.`,
  state: nothingHappened,
  remedy: 'Remove the cause it names, then run again.',
})

export const connectionLost = defineProblem({
  code: 'postgres/connection-lost',
  example: { purpose: 'the migration lock' },
  what: ({ purpose }) => `The server ended the connection of ${purpose}.`,
  state: 'Unknown until the next run, which reads the database first and goes on from there.',
  remedy: 'See that the server runs, then run the same release again.',
})

export const notPermitted = defineProblem({
  code: 'postgres/not-permitted',
  example: { reason: 'permission denied for table invoices' },
  what: ({ reason }) => `The role of database.url lacks a right: ${reason}.`,
  state: 'No migration was run by this attempt.',
  remedy: 'Give database.url the role that owns the database and everything in it.',
})

export const behindPooler = defineProblem({
  code: 'postgres/pooler',
  example: {},
  what: () =>
    'The address of the database leads to a connection pooler, not to PostgreSQL itself: locks, snapshots and settings would not hold.',
  state: nothingHappened,
  remedy:
    'Set database.direct-url to the address of the server itself (usually another host or port); database.url may stay as it is for the services.',
})

export const readOnlyServer = defineProblem({
  code: 'postgres/read-only',
  example: { reason: 'it is a replica' },
  what: ({ reason }) => `The server takes no writes: ${reason}.`,
  state: nothingHappened,
  remedy: 'Give database.url the address of the primary.',
})

export const roleLacks = defineProblem({
  code: 'postgres/role-lacks',
  example: { lacks: 'the right to create databases', remedy: 'ALTER ROLE app CREATEDB;' },
  what: ({ lacks }) => `The role of database.url lacks ${lacks}.`,
  state: nothingHappened,
  remedy: ({ remedy }) => `As an administrator: ${remedy}`,
})

export const serverTooOld = defineProblem({
  code: 'postgres/server-too-old',
  example: { version: '13.14' },
  what: ({ version }) => `The server is PostgreSQL ${version}; 14 is the oldest that is supported.`,
  state: nothingHappened,
  remedy: 'Upgrade the server.',
})

export const clientMajor = defineProblem({
  code: 'postgres/client-major',
  example: { server: 16, found: '15.18 in /usr/lib/postgresql/15/bin' },
  what: ({ server, found }) =>
    `The server is PostgreSQL ${server}, and there is no pg_dump and pg_restore of ${server} here (found: ${found}).`,
  state: nothingHappened,
  remedy: ({ server }) =>
    `Install the package postgresql-client-${server}, or set database.client to the folder of its programs. Another major can write backups that do not restore.`,
})

export const locked = defineProblem({
  code: 'postgres/locked',
  example: { database: 'traqora', holder: 'release production-8412', since: '2026-11-23T10:00:00.000Z' },
  what: ({ database, holder, since }) => `The database "${database}" is being migrated by ${holder} since ${since}.`,
  state: nothingHappened,
  remedy: 'Wait for that run to end, then run again. The lock goes with its connection: nothing stays behind when it dies.',
})

export const swapFailed = defineProblem({
  code: 'postgres/swap-failed',
  example: { reason: 'sessions of another role cannot be ended', database: 'traqora' },
  what: ({ reason }) => `The standby database could not be swapped in: ${reason}.`,
  state: ({ database }) => `"${database}" was opened again as it was before the swap.`,
  remedy: 'Remove the cause (a prepared transaction, a session of a superuser), then run the rollback action.',
})
