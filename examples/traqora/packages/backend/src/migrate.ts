import { existsSync, readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type Migration, orderMigrations } from './migration.ts'

/** Brings the database at DATABASE_URL to the newest schema. Each file is one transaction; what was applied is never applied again. */

const envFile = fileURLToPath(new URL('../.env', import.meta.url))
if (existsSync(envFile)) process.loadEnvFile(envFile)
const folder = fileURLToPath(new URL('../migrations/', import.meta.url))
const url = process.env['DATABASE_URL']
if (!url) fail('DATABASE_URL is not set.')

const client = new pg.Client({ connectionString: url, application_name: 'traqora-migrate' })
try {
  await client.connect()
  await migrate(orderMigrations(readdirSync(folder)))
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
} finally {
  await client.end()
}

async function migrate(migrations: Migration[]): Promise<void> {
  // Held until the connection ends: two runs at once take turns.
  await client.query(`SELECT pg_advisory_lock(hashtextextended('traqora migrations', 0))`)
  await client.query(
    `CREATE TABLE IF NOT EXISTS migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
  )
  const { rows } = await client.query('SELECT version FROM migrations')
  const applied = new Set(rows.map(({ version }) => version))
  const pending = migrations.filter(({ version }) => !applied.has(version))
  for (const migration of pending) await apply(migration)
  console.log(pending.length === 0 ? `Nothing to do: the schema is at version ${Math.max(0, ...applied)}.` : `Applied ${pending.length}.`)
}

async function apply({ version, name, file }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(readFileSync(`${folder}${file}`, 'utf8'))
    await client.query('INSERT INTO migrations (version, name) VALUES ($1, $2)', [version, name])
    await client.query('COMMIT')
    console.log(`${file}: applied`)
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}. It was rolled back; those before it stay.`)
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
