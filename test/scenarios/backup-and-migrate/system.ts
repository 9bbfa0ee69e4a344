import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type PostgresOptions, type PostgresServer, type Role, startPostgres } from '../../../local/services/postgres.ts'
import { type ActionRun, runAction, startAction } from '../../support/run-action.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

export interface System extends AsyncDisposable {
  readonly server: PostgresServer
  readonly owner: Role
  /** The checkout: fairlead.yml, migrate.mjs, migrations. */
  readonly repository: string
  readonly url: string
  /** Adds or replaces a file of the checkout. */
  write(path: string, text: string): Promise<void>
  remove(path: string): Promise<void>
  configure(options: Configuration): Promise<void>
  release(options?: ReleaseOptions): Promise<ActionRun>
  start(options?: ReleaseOptions): ReturnType<typeof startAction>
  /** Rows of a query on the live database, or another one. */
  query<Row extends object>(text: string, database?: string): Promise<Row[]>
  databases(): Promise<string[]>
}

export interface Configuration {
  readonly url?: string
  readonly encryptTo?: string
  readonly store?: string
  /** Endpoint of a server that speaks S3, in the place of a folder; and its bucket. */
  readonly bucket?: string
  readonly bucketName?: string
  /** Fields of `artifact`, in the place of a folder. */
  readonly artifact?: string
  readonly maxLostRows?: number
  readonly client?: string
  readonly keep?: string
  readonly verify?: 4 | 5
  readonly restoreTo?: string
  readonly command?: string
  readonly migrate?: string
  /** The kind `sql` instead of a command, with the folder. */
  readonly sql?: string
  readonly versionTable?: string
  /** database.direct-url. */
  readonly direct?: string
  /** Whether the migration is tried on a copy first. Off, so that a failing one gets as far as the live database. */
  readonly rehearse?: boolean
  /** Lines of `backup` besides. */
  readonly more?: string
}

export interface ReleaseOptions {
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** GITHUB_RUN_ID; the release is `staging-<id>`. */
  readonly id?: string
}

/** Applies each file of migrations/ once, as most tools do; a file that begins with `-- no transaction` runs statement by statement. */
const migrateScript = `
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
await client.connect()
await seenByTheWatch()
try {
  await client.query('CREATE TABLE IF NOT EXISTS migrations (version integer PRIMARY KEY, name text NOT NULL)')
  const applied = new Set((await client.query('SELECT version FROM migrations')).rows.map(({ version }) => version))
  for (const file of readdirSync('migrations').sort()) {
    const version = Number.parseInt(file, 10)
    if (applied.has(version)) continue
    const sql = readFileSync('migrations/' + file, 'utf8')
    const inOne = !sql.startsWith('-- no transaction')
    if (inOne) await client.query('BEGIN')
    for (const statement of inOne ? [sql] : sql.split(';').filter((part) => part.trim() !== '')) await client.query(statement)
    await client.query('INSERT INTO migrations VALUES ($1, $2)', [version, file.slice(4, -4)])
    if (inOne) await client.query('COMMIT')
    console.log('applied', file)
  }
} catch (error) {
  console.error('ERROR:', error.message)
  process.exitCode = 1
} finally {
  await client.end()
}

// A tool that people use lives long enough to be seen. This one is quicker than a slow machine, so it waits for a look
// that began when its session was listed already: that its process had begun is not enough.
async function seenByTheWatch() {
  const [{ now }] = (await client.query('SELECT clock_timestamp()::text AS now')).rows
  const unseen = "SELECT FROM pg_stat_activity WHERE application_name LIKE 'fairlead watch %' AND query_start <= $1"
  for (const end = Date.now() + 5000; Date.now() < end && (await client.query(unseen, [now])).rowCount > 0; );
}
`

/** Types whose text or hash is a trap: enums are hashed by oid, json has no hash, numeric forgets trailing zeros. */
export const seed = `
CREATE TYPE seat_class AS ENUM ('economy', 'business');
CREATE TABLE flights (code text PRIMARY KEY, class seat_class NOT NULL, price numeric(10, 4) NOT NULL, details json, state varchar(10) CHECK (state IN ('open', 'shut')));
INSERT INTO flights SELECT 'TQ' || n, CASE WHEN n % 2 = 0 THEN 'economy' ELSE 'business' END::seat_class, n + 0.5, json_build_object('n', n), 'open' FROM generate_series(1, 200) n;
CREATE TABLE bookings (id bigserial PRIMARY KEY, flight text REFERENCES flights, passenger text, booked_at timestamptz DEFAULT now());
INSERT INTO bookings (flight, passenger) SELECT 'TQ' || (1 + n % 200), 'passenger ' || n FROM generate_series(1, 500) n;
CREATE TABLE "odd ""name" (day date, note text, note2 text) PARTITION BY RANGE (day);
CREATE TABLE odd_2026 PARTITION OF "odd ""name" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO "odd ""name" VALUES ('2026-05-05', NULL, 'ünï'), ('2026-05-05', 'ünï', NULL), ('2026-05-05', 'ünï', NULL);
CREATE VIEW open_flights AS SELECT code FROM flights WHERE state IN ('open');
CREATE MATERIALIZED VIEW totals AS SELECT flight, count(*) FROM bookings GROUP BY flight;
CREATE FUNCTION fares() RETURNS numeric LANGUAGE sql AS 'SELECT sum(price) FROM flights';
CREATE TABLE migrations (version integer PRIMARY KEY, name text NOT NULL);
INSERT INTO migrations VALUES (1, 'first');
SELECT lo_from_bytea(0, 'a large object');
`

export async function startSystem(
  configuration: Configuration = {},
  { bin = null, settings = {} }: Pick<PostgresOptions, 'bin' | 'settings'> = {},
): Promise<System> {
  const server = await startPostgres({ bin, settings })
  const repository = await mkdtemp(join(tmpdir(), 'fairlead-checkout-'))
  const owner = await server.createRole('app', { attributes: ['CREATEDB'] })
  const url = await server.createDatabase('traqora', { owner })
  const query = async <Row extends object>(text: string, database = 'traqora') =>
    onClient<Row>(server.urlOf({ database, role: owner }), text)
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(repository, path)), { recursive: true })
    await writeFile(join(repository, path), text)
  }
  const configure = async (changed: Configuration) => write('fairlead.yml', fairleadYaml(changed))
  await query(seed)
  await symlink(join(root, 'node_modules'), join(repository, 'node_modules'))
  await write('migrate.mjs', migrateScript)
  await write('migrations/001_first.sql', '')
  await configure(configuration)
  const options = ({ inputs = {}, env = {}, id = '1' }: ReleaseOptions) => ({
    repository,
    inputs: { environment: 'staging', ...inputs },
    env: { DATABASE_URL: url, TMPDIR: repository, ...env },
    facts: { GITHUB_RUN_ID: id },
  })
  return {
    server,
    owner,
    repository,
    url,
    write,
    remove: (path) => rm(join(repository, path)),
    configure,
    query,
    release: (given = {}) => runAction('backup-and-migrate', options(given)),
    start: (given = {}) => startAction('backup-and-migrate', options(given)),
    databases: async () =>
      (await query<{ name: string }>(`SELECT datname AS name FROM pg_database WHERE datname LIKE 'traqora%' ORDER BY 1`, 'postgres')).map(
        ({ name }) => name,
      ),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await rm(repository, { recursive: true, force: true })
    },
  }
}

/** Everything that a table holds, as one text: an oracle that shares no code with the fingerprints. */
export async function contentOf(system: Pick<System, 'query'>, database = 'traqora'): Promise<string> {
  const [row] = await system.query<{ content: string }>(
    `SELECT concat_ws('/', (SELECT json_agg(f ORDER BY code)::text FROM flights f), (SELECT json_agg(b ORDER BY id)::text FROM bookings b),
            (SELECT json_agg(o ORDER BY o::text)::text FROM "odd ""name" o), (SELECT json_agg(m ORDER BY version)::text FROM migrations m),
            (SELECT string_agg(attname, ',' ORDER BY attrelid::regclass::text, attname) FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid::regclass::text IN ('flights', 'bookings')),
            (SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace)) AS content`,
    database,
  )
  return row?.content ?? ''
}

async function onClient<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'test' })
  client.on('error', () => {})
  await client.connect()
  try {
    const result = await client.query<Row>(text)
    return Array.isArray(result) ? [] : result.rows
  } finally {
    await client.end()
  }
}

function fairleadYaml({
  url = '${env.DATABASE_URL}',
  encryptTo,
  store = 'backups',
  bucket,
  bucketName = 'backups',
  artifact,
  maxLostRows = 0,
  client,
  keep = '7d',
  verify,
  restoreTo,
  command = 'node migrate.mjs',
  migrate = '',
  sql,
  rehearse = false,
  direct,
  versionTable = 'migrations',
  more,
}: Configuration): string {
  return [
    'system: traqora',
    'environments: { staging: {} }',
    'database:',
    `  url: ${JSON.stringify(url)}`,
    ...(direct === undefined ? [] : [`  direct-url: ${JSON.stringify(direct)}`]),
    `  migrate: { ${sql === undefined ? `command: ${JSON.stringify(command)}, version-table: ${versionTable}` : `sql: ${sql}`}, rehearse: ${rehearse}${migrate} }`,
    '  backup:',
    `    store: ${storeYaml({ store, bucket, bucketName, artifact })}`,
    `    keep: ${keep}`,
    ...(more === undefined ? [] : [more]),
    ...(restoreTo === undefined ? [] : [`    restore-to: ${restoreTo}`]),
    ...(verify === undefined ? [] : [`    verify: ${verify}`]),
    ...(encryptTo === undefined ? [] : [`    encrypt-to: ${encryptTo}`]),
    `  max-lost-rows: ${maxLostRows}`,
    ...(client === undefined ? [] : [`  client: ${client}`]),
    '',
  ].join('\n')
}

function storeYaml({
  store,
  bucket,
  bucketName,
  artifact,
}: Record<'store' | 'bucketName', string> & Record<'bucket' | 'artifact', string | undefined>): string {
  if (artifact !== undefined) return `{ artifact: { ${artifact} } }`
  if (bucket === undefined) return `{ directory: ${JSON.stringify(store)} }`
  return `{ s3: { bucket: ${bucketName}, prefix: of traqora, endpoint: "${bucket}" } }`
}
