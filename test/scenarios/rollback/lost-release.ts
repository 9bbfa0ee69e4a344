import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from '@jest/globals'
import pg from 'pg'
import { type PostgresServer, startPostgres } from '../../../local/services/postgres.ts'
import { type ActionRun, runAction } from '../../support/run-action.ts'
import { makeSystem, type System } from '../blue-green-switch/system.ts'

const pgModule = pathToFileURL(join(import.meta.dirname, '../../../node_modules/pg/lib/index.js')).href

/** A breaking migration: the old release cannot read what it leaves. */
const migrateScript = `
import pg from '${pgModule}'
const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
await client.connect()
if ((await client.query('SELECT FROM migrations WHERE version = 2')).rowCount === 0)
  await client.query("BEGIN; ALTER TABLE bookings RENAME COLUMN passenger TO traveller; INSERT INTO migrations VALUES (2); COMMIT")
await client.end()
`

export interface DatabaseOptions {
  readonly encryptTo?: string | null
  readonly keep?: string
  readonly restoreTo?: string
  /** One kind of store with its value. */
  readonly store?: string
  /** What each step that reaches the database is given besides. */
  readonly given?: () => { readonly env: Readonly<Record<string, string>>; readonly inputs: Readonly<Record<string, string>> }
  readonly maxLostRows?: number
  /** SQL of the database before the release. */
  readonly before?: string
  /** `database.migrate`, in the place of the command. */
  readonly migrate?: string
  /** Files of the checkout that it needs. */
  readonly files?: Readonly<Record<string, string>>
  /** More lines of the section `database`. */
  readonly more?: string
}

export interface Released extends AsyncDisposable {
  readonly system: System
  readonly url: string
  configure(options: DatabaseOptions): Promise<void>
  /** The run that migrated. */
  readonly migrated: ActionRun
  query(text: string): Promise<unknown[]>
  databases(): Promise<string[]>
  /** By the run of the release. */
  rollback(inputs?: Readonly<Record<string, string>>): Promise<ActionRun>
  /** By a run of its own, which is told of no release. */
  undo(inputs?: Readonly<Record<string, string>>): Promise<ActionRun>
  /** The next release migrates the same database with nothing new to apply. */
  migrate(release: number): Promise<ActionRun>
  /** Without any database of the name. */
  drop(database: string): Promise<void>
}

/** Release 1 accepted; release 2 migrated the database, moved users, and lost its runner in the soak. */
export async function lostAfterMigration(options: DatabaseOptions = {}): Promise<Released> {
  await using parts = new AsyncDisposableStack()
  const system = parts.use(await makeSystem())
  const server: PostgresServer = parts.use(await startPostgres())
  const url = await server.createDatabase('traqora', { owner: await server.createRole('app', { attributes: ['CREATEDB'] }) })
  const query = (text: string, at = url) => onClient(at, text)
  const step = (inputs: Readonly<Record<string, string>> = {}) => {
    const given = options.given?.()
    return { env: { DATABASE_URL: url, ...given?.env }, inputs: { ...given?.inputs, ...inputs } }
  }
  await query('CREATE TABLE migrations (version integer PRIMARY KEY); INSERT INTO migrations VALUES (1)')
  await query("CREATE TABLE bookings (id serial PRIMARY KEY, passenger text); INSERT INTO bookings (passenger) VALUES ('one'), ('two')")
  await query(options.before ?? '')
  expect((await system.switch(1)).errors).toEqual([])

  const configuration = await readFile(join(system.repository, 'fairlead.yml'), 'utf8')
  await system.write('migrate.mjs', migrateScript)
  const configure = (given: DatabaseOptions) =>
    system.write('fairlead.yml', `${configuration.replace('copy: [service.mjs', 'copy: [migrate.mjs, service.mjs')}${databaseYaml(given)}`)
  const migrate = async (release: number) => runAction('backup-and-migrate', await system.given(release, step()))
  for (const [path, text] of Object.entries(options.files ?? {})) await system.write(path, text)
  await configure(options)
  const migrated = await migrate(2)
  expect(migrated.errors).toEqual([])
  const started = await system.startSwitch(2, step({ soak: '{ for: 60s }' }))
  while ((await system.balancer.color()) === 'green') await new Promise((resolve) => setTimeout(resolve, 20))
  started.kill('SIGKILL')
  await started.ended

  const everything = parts.move()
  return {
    system,
    url,
    configure,
    migrated,
    query,
    databases: async () => {
      const rows = await query(
        "SELECT datname FROM pg_database WHERE datname LIKE 'traqora%' ORDER BY 1",
        server.urlOf({ database: 'postgres' }),
      )
      return (rows as { datname: string }[]).map(({ datname }) => datname)
    },
    rollback: (inputs = {}) => system.rollback(2, step(inputs)),
    undo: (inputs = {}) => system.rollback(900, step({ mode: 'undo', ...inputs })),
    migrate,
    async drop(database) {
      await query(`DROP DATABASE ${database}`, server.urlOf({ database: 'postgres' }))
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  }
}

function databaseYaml({
  encryptTo = null,
  keep = '7d',
  restoreTo = 'beside',
  maxLostRows = 0,
  store = 'directory: "${env.STATE}/backups"',
  migrate = '{ command: node migrate.mjs, version-table: migrations }',
  more = '',
}: DatabaseOptions): string {
  return `database:
  url: "\${env.DATABASE_URL}"
  migrate: ${migrate}
  backup: { store: { ${store} }, keep: ${keep}, restore-to: ${restoreTo}${encryptTo === null ? '' : `, encrypt-to: ${encryptTo}`} }
  max-lost-rows: ${maxLostRows}
${more}`
}

async function onClient(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const results = await client.query(text)
    return Array.isArray(results) ? [] : results.rows
  } finally {
    await client.end()
  }
}
