import type { Bench, BenchOptions } from '../../scripts/bench.ts'
import type { Prediction } from '../../src/postgres/migration/prediction.ts'
import { type System, startSystem } from '../scenarios/backup-and-migrate/system.ts'
import { fill } from './database-content.ts'

/** Migrations of the kinds that people write, in the order they are run: from nothing but the catalogue to all rows written anew. */
const files: readonly (readonly [name: string, sql: string])[] = [
  ['add_column', 'ALTER TABLE accounts ADD COLUMN note text;'],
  ['add_column_with_default', "ALTER TABLE accounts ADD COLUMN state text NOT NULL DEFAULT 'open';"],
  ['add_column_with_volatile_default', 'ALTER TABLE accounts ADD COLUMN seen double precision DEFAULT random();'],
  ['widen_the_key', 'ALTER TABLE events ALTER COLUMN account TYPE bigint;'],
  ['text_to_varchar', 'ALTER TABLE events ALTER COLUMN kind TYPE varchar(80);'],
  ['create_index', 'CREATE INDEX accounts_by_branch ON accounts (branch, balance);'],
  ['create_index_concurrently', '-- no-transaction\nCREATE INDEX CONCURRENTLY accounts_by_balance ON accounts (balance);'],
  ['create_gin_index', "CREATE INDEX events_by_tags ON events USING gin ((payload -> 'tags'));"],
  ['backfill_a_fifth', "UPDATE accounts SET note = 'filled ' || id WHERE id % 5 = 0;"],
  ['backfill_with_a_join', "UPDATE events e SET at = at + interval '1 hour' FROM accounts a WHERE a.id = e.account AND a.branch < 20;"],
  ['delete_some', 'DELETE FROM events WHERE id % 20 = 0;'],
  [
    'check_then_not_null',
    'ALTER TABLE accounts ADD CONSTRAINT seen_is CHECK (seen IS NOT NULL) NOT VALID;\nALTER TABLE accounts VALIDATE CONSTRAINT seen_is;\nALTER TABLE accounts ALTER COLUMN seen SET NOT NULL;\nALTER TABLE accounts DROP CONSTRAINT seen_is;',
  ],
  [
    'new_table_from_old',
    'CREATE TABLE branches AS SELECT branch AS id, count(*) AS accounts, sum(balance) AS balance FROM accounts GROUP BY branch;',
  ],
  [
    'foreign_key',
    'ALTER TABLE branches ADD PRIMARY KEY (id);\nALTER TABLE accounts ADD CONSTRAINT of_branch FOREIGN KEY (branch) REFERENCES branches NOT VALID;\nALTER TABLE accounts VALIDATE CONSTRAINT of_branch;',
  ],
  ['unique_constraint', 'ALTER TABLE events ADD CONSTRAINT once UNIQUE (account, at, id);'],
  ['refresh', 'REFRESH MATERIALIZED VIEW per_branch;'],
  [
    'copy_of_a_table',
    'CREATE TABLE accounts_archive (LIKE accounts INCLUDING ALL);\nINSERT INTO accounts_archive SELECT * FROM accounts WHERE id % 3 = 0;',
  ],
  ['cluster', 'CLUSTER accounts USING accounts_pkey;'],
  ['rename_and_drop', 'ALTER TABLE events RENAME COLUMN kind TO sort;\nALTER TABLE accounts DROP COLUMN note;'],
  [
    'function_and_trigger',
    "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.state := ''touched''; RETURN NEW; END';",
  ],
]

/** The same through another tool: one command, of which the whole is predicted. */
const commands = [
  'UPDATE accounts SET balance = balance + 1 WHERE id % 4 = 0',
  'CREATE INDEX events_by_kind ON events (sort, at)',
  'ALTER TABLE events ALTER COLUMN id TYPE numeric',
]

/** What the rehearsal says of each migration, and what production then takes: the share of those within 2x, in percent. */
export const bench: Bench = async ({ size, say }) => {
  const settings = size === 'full' ? { shared_buffers: '512MB', max_wal_size: '8GB', maintenance_work_mem: '256MB' } : {}
  await using system = await startSystem({}, { settings })
  say(`filling the database (${size})`)
  await system.query(fill(size))
  await system.query('VACUUM (ANALYZE)')
  return await measurePredictions(system, { say })
}

/** Leaves the tables of `fill` changed. */
export async function measurePredictions(
  system: System,
  { say }: { say: BenchOptions['say'] },
): Promise<{ predictionWithin2x: number; predictions: number }> {
  for (const [index, [name, sql]] of files.entries()) await system.write(`corpus/${index + 1}_${name}.sql`, `${sql}\n`)
  const found = await predictionsOf(system, { id: '70', configuration: { sql: 'corpus' } })
  const psql = `${system.server.bin}/psql --quiet -v ON_ERROR_STOP=1 "$DATABASE_URL"`
  for (const [index, sql] of commands.entries())
    found.push(...(await predictionsOf(system, { id: String(71 + index), configuration: { command: `${psql} -c '${sql}'` } })))
  for (const { migration, predictedMs, ms, within2x } of found)
    say(`${within2x ? 'within 2x' : 'MISSED   '} ${migration}: predicted ${predictedMs} ms, took ${ms} ms`)
  const within = found.filter(({ within2x }) => within2x).length
  return { predictionWithin2x: Math.round((100 * within) / found.length), predictions: found.length }
}

async function predictionsOf(
  system: System,
  { id, configuration }: { id: string; configuration: { sql: string } | { command: string } },
): Promise<Prediction[]> {
  await system.configure({ ...configuration, rehearse: true, keep: '1ms', client: system.server.bin })
  const run = await system.release({ id })
  if (run.exitCode !== 0) throw new Error(run.log)
  return JSON.parse(run.outputs['predictions'] ?? '[]') as Prediction[]
}
