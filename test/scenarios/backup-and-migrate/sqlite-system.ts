import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type ActionRun, runAction, startAction } from '../../support/run-action.ts'
import type { ReleaseOptions } from './system.ts'

export interface SqliteSystem extends AsyncDisposable {
  /** The checkout: fairlead.yml, migrate.mjs, migrations, data/traqora.db. */
  readonly repository: string
  /** Absolute path of the live file. */
  readonly file: string
  write(path: string, text: string): Promise<void>
  remove(path: string): Promise<void>
  configure(options: SqliteConfiguration): Promise<void>
  release(options?: ReleaseOptions): Promise<ActionRun>
  start(options?: ReleaseOptions): ReturnType<typeof startAction>
  /** The rollback action for a release; 1 where nothing else is said. */
  rollback(options?: ReleaseOptions): Promise<ActionRun>
  /** Rows of a query on the live file or another one, over a connection of its own. */
  query(text: string, path?: string): Record<string, unknown>[]
}

export interface SqliteConfiguration {
  readonly file?: string
  readonly migrate?: string
  readonly rehearse?: boolean
  readonly encryptTo?: string
  /** One kind of store with its value. */
  readonly store?: string
  readonly keep?: string
  readonly maxLostRows?: number
  readonly more?: string
}

/** Values whose type or text is a trap, a table without rowid, a full-text index, a row that refers to none, counters. */
const seed = `
CREATE TABLE flights (code TEXT PRIMARY KEY, price REAL NOT NULL, details BLOB, state TEXT CHECK (state IN ('open', 'shut')));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
INSERT INTO flights SELECT 'TQ' || i, i + 0.1, CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN x'00ff' ELSE i END, 'open' FROM n;
CREATE TABLE bookings (id INTEGER PRIMARY KEY AUTOINCREMENT, flight TEXT REFERENCES flights, passenger TEXT, big INTEGER);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
INSERT INTO bookings (flight, passenger, big) SELECT 'TQ' || (1 + i % 200), 'passenger ünï ' || i, 9007199254740993 + i FROM n;
CREATE TABLE settings (key TEXT, value ANY, PRIMARY KEY (key)) WITHOUT ROWID;
INSERT INTO settings VALUES ('one', 1), ('text', '1'), ('real', 1.0), ('minus zero', -0.0);
CREATE TABLE odd (rowid TEXT, oid TEXT, "we""ird" INTEGER GENERATED ALWAYS AS (length(rowid)) VIRTUAL);
INSERT INTO odd VALUES ('b', 'x'), ('a', NULL);
CREATE VIRTUAL TABLE search USING fts5(passenger);
INSERT INTO search SELECT passenger FROM bookings LIMIT 50;
CREATE VIEW open_flights AS SELECT code FROM flights WHERE state = 'open';
CREATE INDEX bookings_by_flight ON bookings (flight);
CREATE TRIGGER booked AFTER INSERT ON bookings BEGIN UPDATE settings SET value = new.id WHERE key = 'one'; END;
CREATE TABLE migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO migrations VALUES (1, 'first');
PRAGMA user_version = 7;
`

/** Applies each file of migrations/ once; a file that begins with `-- no transaction` runs statement by statement. */
const migrateScript = `
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
const database = new DatabaseSync(process.env.DATABASE_FILE, { timeout: 100 })
if (process.env.DATABASE_URL !== 'sqlite:' + process.env.DATABASE_FILE) throw new Error('another url')
const applied = new Set(database.prepare('SELECT version FROM migrations').all().map(({ version }) => version))
for (const file of readdirSync('migrations').sort()) {
  const version = Number.parseInt(file, 10)
  if (applied.has(version)) continue
  const sql = readFileSync('migrations/' + file, 'utf8')
  const inOne = !sql.startsWith('-- no transaction')
  if (inOne) database.exec('BEGIN IMMEDIATE')
  for (const statement of inOne ? [sql] : sql.split(';').filter((part) => part.trim() !== '')) {
    if (statement.trim() === 'HALT') {
      writeFileSync('halted', String(process.pid))
      while (existsSync('gate')) await new Promise((resolve) => setTimeout(resolve, 10))
    } else database.exec(statement)
  }
  database.prepare('INSERT INTO migrations VALUES (?, ?)').run(version, file.slice(4, -4))
  if (inOne) database.exec('COMMIT')
  console.log('applied', file)
}
`

export async function startSqliteSystem(
  configuration: SqliteConfiguration = {},
  { journal = 'wal' }: { journal?: 'wal' | 'delete' } = {},
): Promise<SqliteSystem> {
  const repository = await mkdtemp(join(tmpdir(), 'fairlead-checkout-'))
  const file = join(repository, 'data', 'traqora.db')
  await mkdir(dirname(file))
  seedFile(file, journal)
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(repository, path)), { recursive: true })
    await writeFile(join(repository, path), text)
  }
  const configure = async (changed: SqliteConfiguration) => write('fairlead.yml', fairleadYaml(changed))
  await write('migrate.mjs', migrateScript)
  await write('migrations/001_first.sql', '')
  await configure(configuration)
  const options = ({ inputs = {}, env = {}, id = '1' }: ReleaseOptions) => ({
    repository,
    inputs: { environment: 'staging', ...inputs },
    env: { TMPDIR: repository, ...env },
    facts: { GITHUB_RUN_ID: id },
  })
  return {
    repository,
    file,
    write,
    remove: (path) => rm(join(repository, path)),
    configure,
    release: (given = {}) => runAction('backup-and-migrate', options(given)),
    start: (given = {}) => startAction('backup-and-migrate', options(given)),
    rollback: (given = {}) => runAction('rollback', options({ ...given, inputs: { 'release-id': 'staging-1', ...given.inputs } })),
    query: (text, path = file) => queryFile(path, text),
    [Symbol.asyncDispose]: () => rm(repository, { recursive: true, force: true }),
  }
}

export function seedFile(path: string, journal: 'wal' | 'delete'): void {
  using database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  database.exec(`PRAGMA journal_mode = ${journal}; ${seed}`)
  database.exec("INSERT INTO bookings (flight, passenger) VALUES ('gone', 'refers to none')")
}

/** Everything a file holds, as one text: an oracle that shares no code with the fingerprints. */
export function dumpOf({ query }: Pick<SqliteSystem, 'query'>, path?: string): string {
  const tables = ['flights', 'bookings', 'settings', 'odd', 'migrations', 'search_content', 'sqlite_sequence']
  const rows = tables.map((table) => {
    const columns = query(`SELECT name FROM pragma_table_xinfo('${table}')`, path).map(
      ({ name }) => `quote("${String(name).replaceAll('"', '""')}")`,
    )
    return query(`SELECT ${columns.join(" || ',' || ")} AS row FROM ${table}`, path)
      .map(({ row }) => String(row))
      .sort()
      .join('\n')
  })
  const schema = query('SELECT sql FROM sqlite_schema ORDER BY type, name', path).map(({ sql }) => String(sql))
  return [...schema, ...rows].join('\n')
}

function queryFile(path: string, text: string): Record<string, unknown>[] {
  using database = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: false })
  const statement = database.prepare(text)
  statement.setReadBigInts(true)
  return statement.all().map((row) => ({ ...row }))
}

function fairleadYaml({
  file = 'data/traqora.db',
  migrate = 'command: node migrate.mjs, version-table: migrations',
  rehearse = false,
  encryptTo,
  store = 'directory: backups',
  keep = '7d',
  maxLostRows = 0,
  more = '',
}: SqliteConfiguration): string {
  return [
    'system: traqora',
    'environments: { staging: {} }',
    'sqlite:',
    `  file: ${JSON.stringify(file)}`,
    `  migrate: { ${migrate}, rehearse: ${rehearse}, lock-patience: 2s }`,
    '  backup:',
    `    store: { ${store} }`,
    `    keep: ${keep}`,
    ...(encryptTo === undefined ? [] : [`    encrypt-to: ${encryptTo}`]),
    `  max-lost-rows: ${maxLostRows}`,
    more,
    '',
  ].join('\n')
}
