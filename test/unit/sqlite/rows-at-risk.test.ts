import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readSnapshot } from '../../../src/sqlite/content.ts'
import { rowsAtRisk } from '../../../src/sqlite/rows-at-risk.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-rows-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const seed = `
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, value, length INTEGER AS (length(name)) STORED);
INSERT INTO people VALUES (1, 'bob', 1), (2, 'ann', -0.0), (3, 'tom', 'a' || char(0) || 'b');
CREATE TABLE named (name TEXT PRIMARY KEY COLLATE NOCASE) WITHOUT ROWID;
INSERT INTO named VALUES ('bob'), ('ann');
CREATE TABLE crowded (rowid TEXT, _rowid_ TEXT, oid TEXT);
INSERT INTO crowded VALUES ('a', 'a', 'a');
`

test.each([
  ['nothing', 'SELECT 1', []],
  ['the case of a text that compares without case', "UPDATE people SET name = 'BOB' WHERE id = 1", [{ table: 'people', rows: 1 }]],
  ['the type of a number', 'UPDATE people SET value = 1.0 WHERE id = 1', [{ table: 'people', rows: 1 }]],
  ['what follows a NUL', "UPDATE people SET value = 'a' || char(0) || 'c' WHERE id = 3", [{ table: 'people', rows: 1 }]],
  [
    'a key that compares without case, as one gone and one new',
    "UPDATE named SET name = 'BOB' WHERE name = 'bob'",
    [{ table: 'named', rows: 2 }],
  ],
  [
    'the same row once more where no key tells',
    "INSERT INTO crowded VALUES ('a', 'a', 'a'), ('a', 'a', 'a')",
    [{ table: 'crowded', rows: 2 }],
  ],
  [
    'a row of each kind',
    "INSERT INTO people (id, name) VALUES (4, 'new'); DELETE FROM named",
    [
      { table: 'named', rows: 2 },
      { table: 'people', rows: 1 },
    ],
  ],
])('of others may be: %s', (name, text, tables) => {
  const standby = join(folder, `${name}.standby`)
  using live = new DatabaseSync(join(folder, name))
  live.exec(seed)
  live.exec(`VACUUM INTO '${standby}'`)
  const before = readSnapshot(live, null)
  live.exec(text)
  const now = readSnapshot(live, null)
  const found = rowsAtRisk(live, { standby, now: now.tables, before: before.tables, explained: [], versionTable: null })
  expect(found.tables).toEqual(tables)
})
