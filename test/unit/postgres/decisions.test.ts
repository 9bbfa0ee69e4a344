import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { planMigration } from '../../../src/actions/backup-and-migrate/planner.ts'
import { directoryStore } from '../../../src/database/directory-store.ts'
import { newlyApplied, versionText } from '../../../src/database/schema-version.ts'
import { backupFolderName } from '../../../src/database/stored-backup.ts'
import { readTag, tagged } from '../../../src/postgres/live-state.ts'
import { failedName, standbyName } from '../../../src/postgres/names.ts'
import { schemaDifferences } from '../../../src/postgres/schema.ts'
import { wayBack } from '../../../src/postgres/way-back/way-back.ts'
import { rowsBetween } from '../../../src/postgres/way-back/written-rows.ts'

type Known = Parameters<typeof planMigration>[0]

const counted = (rows: number | null) => ({ rows, tables: [] })
const changed = { same: false, schemaSame: false, maxLostRows: 0 }

test.each([
  ['nothing differs', { ...changed, same: true, others: ['api'], written: counted(9) }, 'unchanged'],
  ['nobody else was there: the rows are the migration’s own', { ...changed, others: [], written: counted(5_000) }, 'swap'],
  ['nobody else was there, and rows alone differ', { ...changed, schemaSame: true, others: [], written: counted(7) }, 'swap'],
  ['others were there and nothing was written', { ...changed, others: ['api'], written: counted(0) }, 'swap'],
  ['one row over the limit', { ...changed, others: ['api'], written: counted(4), maxLostRows: 3 }, 'hold'],
  ['at the limit', { ...changed, others: ['api'], written: counted(3), maxLostRows: 3 }, 'swap'],
  ['it cannot be counted', { ...changed, others: ['api'], written: counted(null), maxLostRows: 1_000_000 }, 'hold'],
  ['it is not known who was there', { ...changed, others: null, written: counted(1) }, 'hold'],
  [
    'schema as before, rows of unknown authors',
    { ...changed, schemaSame: true, others: ['api'], written: counted(1), maxLostRows: 100 },
    'hold',
  ],
] as const)('after a failed migration: %s', (_, facts, expected) => {
  expect(wayBack(facts).do).toBe(expected)
})

test('rows of others beyond the limit are never given up, whatever else is known', () => {
  const facts = fc.record({
    same: fc.constant(false),
    schemaSame: fc.boolean(),
    others: fc.oneof(fc.constant(null), fc.array(fc.string({ minLength: 1 }), { minLength: 1 })),
    written: fc.record({ rows: fc.option(fc.nat(50)), tables: fc.constant([]) }),
    maxLostRows: fc.nat(50),
  })
  fc.assert(
    fc.property(facts, (known) => {
      const decided = wayBack(known)
      if (decided.do === 'swap') expect(known.written.rows ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(known.maxLostRows)
    }),
  )
})

test('written rows are the growth of the counters; what cannot be known is null', () => {
  const before = { epoch: 'a', tables: { 1: { table: 'public.a', written: 10 }, 2: { table: 'public.b', written: 5 } } }
  const after = {
    epoch: 'a',
    tables: { 1: { table: 'public.a', written: 14 }, 2: { table: 'public.b', written: 5 }, 3: { table: 'public.c', written: 2 } },
  }
  expect(rowsBetween(before, after)).toEqual({
    rows: 6,
    tables: [
      { table: 'public.a', rows: 4 },
      { table: 'public.c', rows: 2 },
    ],
  })
  expect(rowsBetween(before, { ...after, epoch: 'b' }).rows).toBeNull()
  expect(rowsBetween(after, before).rows).toBeNull()
})

test('names fit into 63 bytes and stay apart', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 63 }),
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      (database, one, other) => {
        const names = [standbyName({ database, release: one }), failedName({ database, release: one })]
        for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
        expect(new Set([...names, database]).size).toBe(3)
        expect(backupFolderName(one)).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/)
        if (one !== other) expect(backupFolderName(one)).not.toBe(backupFolderName(other))
      },
    ),
  )
  expect(standbyName({ database: 'traqora', release: 'production-8412' })).toBe('traqora_standby_production_8412')
})

test('the comment of a closed database keeps what stood there', () => {
  fc.assert(
    fc.property(fc.option(fc.string({ minLength: 1 })), (comment) => {
      expect(readTag(tagged(comment, 'staging-1'))).toEqual({ original: comment, closedBy: 'staging-1' })
      expect(tagged(tagged(comment, 'staging-1'), 'staging-2')).toBe(tagged(comment, 'staging-2'))
    }),
  )
  expect(readTag('mine')).toEqual({ original: 'mine', closedBy: null })
})

test('versions and schemas tell what is new', () => {
  const before = { known: true, applied: ['1 a'], digest: 'x' }
  const after = { known: true, applied: ['1 a', '2 b', '3 c'], digest: 'y' }
  expect(newlyApplied(before, after)).toEqual(['2 b', '3 c'])
  expect([versionText(after, 'f'.repeat(64)), versionText({ known: true, applied: [], digest: '' }, 'f'.repeat(64))]).toEqual([
    '3 (3 c)',
    'none',
  ])
  expect(schemaDifferences({ objects: { 'table a': '1', 'table b': '1' } }, { objects: { 'table b': '2', 'table c': '1' } })).toEqual([
    'removed: table a',
    'changed: table b',
    'added: table c',
  ])
})

const facts: Known = {
  policy: null,
  settings: {
    store: directoryStore('backups', '/'),
    encryptTo: null,
    versionTable: 'migrations',
    migrate: { command: 'npm run db:migrate' },
    maxLostRows: 0,
    client: null,
    verify: 4,
    restoreTo: 'beside',
    snapshotOf: null,
  },
  programs: { folder: '/usr/lib/postgresql/15/bin', version: '15.18', major: 15 },
  database: 'traqora',
  systemIdentifier: '7148064745070538326',
  oid: '16384',
  serverVersion: '15.18',
  bytes: 1,
  capabilities: { 'see-other-sessions': true, 'end-other-sessions': true, 'carry-over-role-settings': true },
  lacks: [],
  live: { version: { known: true, applied: ['1 a'], digest: 'd1' }, schema: 's1' },
  closedBy: null,
  migrations: null,
  standby: 'traqora_standby_staging_1',
  backupPath: 'backups/staging-1',
  backup: null,
}
const nothingBefore = { entries: [], release: 'staging-1' }

test('the steps of a release are the same in every attempt; what is proved done moves from one list to the other', () => {
  const first = planMigration(facts, nothingBefore)
  expect([first.steps.map(({ id }) => id), first.done]).toEqual([['backup', 'restore-and-compare', 'migrate'], []])

  const version = { known: true, applied: ['1 a'], digest: 'd1' }
  const crashed: Known = {
    ...facts,
    live: { version: { known: true, applied: ['1 a', '2 b'], digest: 'd2' }, schema: 's2' },
    backup: { sha256: 'x', mark: 'begun', standbyReady: true, version, schema: 's1' },
  }
  const again = planMigration(crashed, nothingBefore)
  expect(again.steps).toEqual(first.steps.slice(2))
  expect(again.done).toEqual(['backup', 'restore-and-compare'])
  expect([again.binding, again.wayBack]).toEqual([first.binding, first.wayBack])
})

test('a database that a killed swap left closed is planned like before: only its fence cannot be read', () => {
  const plan = planMigration({ ...facts, live: null, closedBy: 'staging-1' }, nothingBefore)
  expect(plan.steps).toEqual(planMigration(facts, nothingBefore).steps)
  expect(plan.fence).toEqual({ version: null, schema: null, migrations: null })
})
