import { expect, test } from '@jest/globals'
import { contractProblems, phasesOf } from '../../../src/postgres/policy/phases.ts'
import { isApplied, upOf } from '../../../src/postgres/policy/policy.ts'
import { applyPolicy, judgeFiles, type PolicyFile } from '../../../src/postgres/policy/policy-judge.ts'
import type { LiveTables, TableFacts } from '../../../src/postgres/policy/policy-tables.ts'
import { loadSqlParser } from '../../../src/postgres/sql/sql-parser.ts'
import type { Entry } from '../../../src/record/entry.ts'
import { corpus } from '../../fixtures/policy/corpus.ts'

const parser = await loadSqlParser()

function filesOf(sql: string): PolicyFile[] {
  return sql.split('\n---\n').map((text, index) => {
    const parsed = parser.parse(text)
    if (!parsed.parsed) throw new Error(`${parsed.reason} in ${text}`)
    return {
      path: `migrations/00${index + 1}.sql`,
      text,
      statements: parsed.statements,
      inTransaction: !text.startsWith('-- no-transaction'),
    }
  })
}

test('of the corpus at least 95 % of the hazards are named, and at most 2 % of what is told is a false alarm', () => {
  const judged = corpus.map(({ sql, expected }) => ({ sql, expected, found: judgeFiles(filesOf(sql), null).map(({ rule }) => rule) }))
  const count = (lists: (readonly string[])[]) => lists.reduce((sum, list) => sum + list.length, 0)
  const without = (from: readonly string[], taken: readonly string[]) => {
    const left = [...taken]
    return from.filter((rule) => !(left.includes(rule) && left.splice(left.indexOf(rule), 1)))
  }
  const missed = judged.map(({ expected, found }) => without(expected, found))
  const alarms = judged.map(({ expected, found }) => without(found, expected))
  const [hazards, told] = [count(judged.map(({ expected }) => expected)), count(judged.map(({ found }) => found))]
  console.log(`policy: ${corpus.length} migrations, ${hazards} hazards, ${count(missed)} missed, ${count(alarms)} false alarms`)
  for (const [index, { sql }] of judged.entries()) {
    if ((missed[index]?.length ?? 0) + (alarms[index]?.length ?? 0) > 0) console.log(sql, 'missed:', missed[index], 'false:', alarms[index])
  }
  expect(corpus.length).toBeGreaterThanOrEqual(60)
  expect(1 - count(missed) / hazards).toBeGreaterThanOrEqual(0.95)
  expect(count(alarms) / told).toBeLessThanOrEqual(0.02)
})

const large: TableFacts = {
  rows: 4_000_000,
  bytes: 600_000_000,
  columns: { code: 'character varying(10)', price: 'numeric(10,2)', state: 'text' },
  views: { state: ['open_flights'] },
  provedNotNull: ['price'],
}
const known: Readonly<Record<string, TableFacts>> = {
  flights: large,
  settings: { ...large, rows: 12, bytes: 16_384, views: {}, provedNotNull: [] },
  drafts: { ...large, rows: 0, bytes: 8_192 },
}
const live: LiveTables = new Map(
  Object.entries(known).flatMap(([name, facts]) => [[name, facts] as const, [`public.${name}`, facts] as const]),
)

test.each([
  ['a small table is done before anybody notices', 'CREATE INDEX i ON settings (state)', []],
  ['a large one is not', 'CREATE INDEX i ON flights (state)', ['create-index']],
  [
    'a column that a view reads cannot change its type',
    'ALTER TABLE flights ALTER COLUMN state TYPE varchar(9)',
    ['column-type', 'dependent-view'],
  ],
  ['nor be dropped', 'ALTER TABLE flights DROP COLUMN state', ['drop-column', 'dependent-view']],
  [
    'unless the view goes first and comes back',
    'DROP VIEW open_flights; ALTER TABLE flights DROP COLUMN state; CREATE VIEW open_flights AS SELECT code FROM flights',
    ['drop-column'],
  ],
  ['a longer varchar is only written down', 'ALTER TABLE flights ALTER COLUMN code TYPE varchar(20)', []],
  ['so is text for it', 'ALTER TABLE flights ALTER COLUMN code TYPE text', []],
  ['a shorter one is not', 'ALTER TABLE flights ALTER COLUMN code TYPE varchar(5)', ['column-type']],
  ['more digits of the same scale are', 'ALTER TABLE flights ALTER COLUMN price TYPE numeric(14,2)', []],
  ['another scale is not', 'ALTER TABLE flights ALTER COLUMN price TYPE numeric(14,4)', ['column-type']],
  ['a check that proves it makes SET NOT NULL quick', 'ALTER TABLE flights ALTER COLUMN price SET NOT NULL', []],
  ['without it the table is read', 'ALTER TABLE flights ALTER COLUMN code SET NOT NULL', ['set-not-null']],
  ['an empty table takes a required column', 'ALTER TABLE drafts ADD COLUMN seats int NOT NULL', []],
  ['a table that is not there', 'ALTER TABLE flihgts ADD COLUMN seats int', ['missing-table']],
  [
    'a table by its new name',
    'ALTER TABLE flights RENAME TO trips;\n---\nALTER TABLE public.trips ADD COLUMN seats int NOT NULL',
    ['rename-table', 'required-column'],
  ],
  ['a table in its new schema', 'ALTER TABLE flights SET SCHEMA air; ALTER TABLE air.flights ADD COLUMN seats int', ['move-schema']],
  [
    'a table that takes the place of another is new',
    'CREATE TABLE other (id int); ALTER TABLE flights RENAME TO past; ALTER TABLE other RENAME TO flights; CREATE INDEX i ON flights (id); CREATE INDEX j ON past (code)',
    ['create-index'],
  ],
  ['a table made with its schema and named without', 'CREATE TABLE app.seats (id int); ALTER TABLE seats ADD COLUMN a int NOT NULL', []],
  [
    'a table that IF NOT EXISTS leaves as it is',
    'CREATE TABLE IF NOT EXISTS flights (code text); CREATE INDEX i ON flights (code)',
    ['create-index'],
  ],
  ['a table that code may have made', "DO $$ BEGIN EXECUTE 'CREATE TABLE seats (id int)'; END $$; ALTER TABLE seats ADD COLUMN a int", []],
  ['a table that is made again without its rows', 'DROP TABLE flights; CREATE TABLE flights (code text)', ['drop-table']],
])('with the live tables: %s', (_, sql, expected) => {
  expect(judgeFiles(filesOf(sql), live).map(({ rule }) => rule)).toEqual(expected)
})

test('the policy refuses by rule and by class, and lets named ones through', () => {
  const findings = judgeFiles(filesOf('SELECT 1;\n\n  DROP TABLE flights;\nCREATE INDEX i ON flights (state)'), live)
  const both = applyPolicy(findings, { refuse: ['destroys', 'create-index'], allow: [] })
  expect(both.refused.map(({ code, at }) => [code, at])).toEqual([
    ['postgres/migration-refused', { file: 'migrations/001.sql', line: 3, column: 3 }],
    ['postgres/migration-refused', { file: 'migrations/001.sql', line: 4, column: 1 }],
  ])
  const named = { rule: 'drop-table', file: '001.sql', because: 'nobody has used it for a year' } as const
  const one = applyPolicy(findings, { refuse: ['destroys'], allow: [named] })
  expect([one.refused, one.allowed.map(({ rule }) => rule), one.told.map(({ rule }) => rule)]).toEqual([
    [],
    ['drop-table'],
    ['create-index'],
  ])
  expect(applyPolicy(findings, { refuse: ['destroys'], allow: [{ ...named, file: '002.sql' }] }).refused).toHaveLength(1)
})

test.each([
  ['001_first.sql', ['1 first'], true],
  ['002_second.sql', ['1 first'], false],
  ['20260101_init/migration.sql', ['20260101_init'], true],
  ['20260102_more/migration.sql', ['20260101_init'], false],
  ['1699_add.up.sql', ['1699_add'], true],
  ['10_drop.sql', ['3 limit to 10'], false],
  ['003_limit.sql', ['3 limit to 10'], true],
  ['V2__seats.sql', ['2 V2__seats.sql'], true],
])('another tool says of %s with %j that it was applied: %s', (path, applied, expected) => {
  expect(isApplied(path, applied)).toBe(expected)
})

test.each(['-- migrate:down', '-- +goose Down', '-- +migrate Down', '-- Down Migration'])(
  'behind "%s" a file goes back, which is not judged',
  (marker) => {
    expect(upOf(`ALTER TABLE flights DROP COLUMN a;\n${marker}\nALTER TABLE flights ADD COLUMN a int NOT NULL;\n`)).toBe(
      'ALTER TABLE flights DROP COLUMN a;\n',
    )
  },
)

test('a contract phase needs its expand phase in a release that was accepted', () => {
  const files = [{ path: 'm/2.sql', text: 'SELECT 1;\n-- fairlead: contract seats\n-- fairlead: expand rows\n' }]
  const entry = (fields: object) => ({ facts: {}, verdict: 'pass', ...fields }) as Entry
  const ended = entry({ kind: 'ended', release: 'staging-1', facts: { phases: [{ phase: 'expand', name: 'seats' }] } })
  const accepted = entry({ kind: 'accepted', release: 'staging-1' })
  const codes = (entries: Entry[], release = 'staging-2') =>
    contractProblems(files, { entries, release }).map(({ code, at }) => [code, at?.line])

  expect(phasesOf(files).map(({ phase, name }) => `${phase} ${name}`)).toEqual(['contract seats', 'expand rows'])
  expect(codes([])).toEqual([['postgres/contract-too-early', 2]])
  expect(codes([ended])).toHaveLength(1)
  expect(codes([entry({ ...ended, verdict: 'fail' }), accepted])).toHaveLength(1)
  expect(codes([ended, entry({ kind: 'accepted', release: 'staging-9' })])).toHaveLength(1)
  expect(codes([ended, accepted])).toEqual([])
  expect(codes([ended, accepted], 'staging-1')).toHaveLength(1)
})
