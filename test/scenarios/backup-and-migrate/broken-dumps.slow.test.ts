import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { cutUpload, keepHalf, startBadBucket } from './bucket.ts'
import { contentOf, type System, seed, startSystem } from './system.ts'
import { answerVersion, wrappedClient } from './wrapped-client.ts'

/** Ways in which a dump goes wrong without anybody noticing. Each must be told before the first statement of the migration. */
let system: System
let before: string
let releases = 10

beforeAll(async () => {
  system = await startSystem({ command: 'touch migration-began && node migrate.mjs' })
  await system.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats integer')
  await system.query('CREATE DATABASE traqora_twin', 'postgres')
  await system.query(`${seed}; DELETE FROM bookings WHERE id = 17`, 'traqora_twin')
  before = await contentOf(system)
})
afterAll(async () => system[Symbol.asyncDispose]())

/** The real dump, then something happens to the archive. */
const then = (damage: string) => `${answerVersion}\n"$REAL" "$@" || exit\n${damage}`
/** The file that holds the bookings. */
const bookings = 'for file in "$archive"/*.dat.gz; do zcat "$file" | grep -q "passenger 7" && found=$file; done'
const rewritten = (filter: string) => then(`${bookings}\nzcat "$found" | ${filter} | gzip -1 > "$found.new" && mv "$found.new" "$found"`)

test.each([
  ['pg_dump is killed', 'postgres/dump-failed', `${answerVersion}\nkill -9 $$`],
  ['the disk is full', 'postgres/dump-failed', `${answerVersion}\ntrap '' XFSZ; ulimit -f 1; exec "$REAL" "$@"`],
  ['a table is cut at the end of a line', 'postgres/backup-differs', rewritten('head -n 100')],
  [
    'one bit flips',
    'postgres/restore-failed',
    then(`${bookings}
at=$(($(stat -c %s "$found") / 2)); byte=$(od -An -tu1 -j$at -N1 "$found")
printf "\\\\$(printf %o $((byte ^ 4)))" | dd of="$found" bs=1 seek=$at conv=notrunc status=none`),
  ],
  ['one digit becomes another', 'postgres/backup-differs', rewritten("sed '0,/passenger 7\\t/s//passenger 8\\t/'")],
  ['it is empty', 'postgres/restore-failed', then('truncate -s 0 "$archive"/*')],
  ['it has no rows', 'postgres/backup-differs', rewritten('tail -n 3')],
  [
    'another database is dumped',
    'postgres/backup-differs',
    `${answerVersion}\nfor given in "$@"; do case $given in --snapshot=*) ;; *) kept+=("$given") ;; esac; done\nPGDATABASE=traqora_twin exec "$REAL" "\${kept[@]}"`,
  ],
  ['the programs are older than the server', 'postgres/client-major', 'echo "${0##*/} (PostgreSQL) 11.22"'],
  ['the programs are newer than the server', 'postgres/client-major', 'echo "${0##*/} (PostgreSQL) 99.1"'],
])('%s: %s, before anything is migrated', async (_, code, script) => {
  const number = nextRelease()
  const both = code === 'postgres/client-major' ? { pg_restore: script } : {}
  const client = await wrappedClient({
    bin: system.server.bin,
    repository: system.repository,
    name: `client-${number}`,
    pg_dump: script,
    ...both,
  })
  await refused(code, { client })
})

test('comments that did not come along: level 4 does not look at them, level 5 tells', async () => {
  await system.query("COMMENT ON TABLE flights IS 'where to'")
  const client = await wrappedClient({
    bin: system.server.bin,
    repository: system.repository,
    name: 'without-comments',
    pg_restore: `case "$*" in *--dbname=*) exec "$REAL" --no-comments "$@" ;; esac\nexec "$REAL" "$@"`,
  })
  const run = await refused('postgres/backup-differs', { client, verify: 5 })
  expect(run.errors[0]?.message).toContain("COMMENT ON TABLE public.flights IS 'where to';")
})

test.each([
  ['is cut', 'database/store-not-writable', cutUpload],
  ['arrives half, and the server says that all is well', 'database/stored-otherwise', keepHalf],
])('an upload that %s: %s, before anything is migrated', async (_, code, upload) => {
  await using bucket = await startBadBucket(upload)
  await refused(code, { bucket: bucket.endpoint }, nextRelease(), bucket.env)
})

test('a manifest that is older than the files beside it: told, before anything is migrated', async () => {
  await system.configure({ command: 'true' })
  expect((await system.release({ id: '1' })).errors).toEqual([])
  const [old, stale] = ['staging-1', 'staging-2'].map((name) => join(system.repository, 'backups', name)) as [string, string]
  await cp(old, stale, { recursive: true })
  await writeFile(join(stale, 'migration.json'), '{"migration":"begun","at":"2026-11-26T00:00:00.000Z"}\n')
  const largest = (await readdir(stale)).find((name) => name.endsWith('.dat.gz')) ?? ''
  await writeFile(join(stale, largest), Buffer.concat([await readFile(join(stale, largest)), Buffer.from([0])]))
  await refused('database/backup-damaged', {}, '2')
})

test('a table the role may not read: told, before anything is migrated', async () => {
  await asSuperuser('CREATE TABLE invoices (id integer)')
  await refused('postgres/not-permitted')
  await asSuperuser('DROP TABLE invoices')
})

test('a table whose rows are hidden by row-level security: told, before anything is migrated', async () => {
  await system.query('ALTER TABLE bookings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
  await refused('postgres/not-permitted')
  await system.query('ALTER TABLE bookings DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY')
})

async function refused(code: string, configuration: Parameters<System['configure']>[0] = {}, id = nextRelease(), env = {}) {
  await system.configure({ command: 'touch migration-began && node migrate.mjs', ...configuration })
  const run = await system.release({ id, env })
  expect(run.outputs['reason-code']).toBe(code)
  expect(run.exitCode).toBe(1)
  expect(await readdir(system.repository)).not.toContain('migration-began')
  expect(await system.databases()).not.toContain('traqora_restoring')
  if (code !== 'postgres/not-permitted') expect(await contentOf(system)).toBe(before)
  return run
}

function nextRelease(): string {
  releases += 1
  return String(releases)
}

async function asSuperuser(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: system.server.urlOf({ database: 'traqora' }) })
  await client.connect()
  await client.query(text)
  await client.end()
}
