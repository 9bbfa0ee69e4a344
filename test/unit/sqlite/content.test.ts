import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@jest/globals'
import { checkFile } from '../../../src/sqlite/check-file.ts'
import { differencesBetween, readSnapshot, type SqliteSnapshot } from '../../../src/sqlite/content.ts'

const seed = `
CREATE TABLE t (id INTEGER PRIMARY KEY, value);
INSERT INTO t VALUES (1, 1), (2, 'a'), (3, NULL), (4, 9007199254740993), (5, 'x;t1:y');
CREATE TABLE keyed (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO keyed VALUES ('a', 1);
CREATE TABLE free (v);
INSERT INTO free VALUES ('one'), ('two');
CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT);
INSERT INTO counted DEFAULT VALUES;
`

function snapshotAfter(text: string): SqliteSnapshot {
  using database = new DatabaseSync(':memory:')
  database.exec(`${seed} ${text}`)
  return readSnapshot(database, null)
}

test('the same content made in another order, and statistics of the planner, are no difference', () => {
  const before = snapshotAfter('')
  expect(differencesBetween(before, snapshotAfter('UPDATE t SET value = 2 WHERE id = 1; UPDATE t SET value = 1 WHERE id = 1'))).toEqual([])
  expect(differencesBetween(before, snapshotAfter('CREATE INDEX i ON t (value); ANALYZE; DROP INDEX i'))).toEqual([])
})

test.each([
  ['an integer becomes a real', 'UPDATE t SET value = 1.0 WHERE id = 1', 't: other values in 5 rows'],
  ['a number becomes its text', "UPDATE t SET value = '1' WHERE id = 1", 't: other values in 5 rows'],
  ['a text becomes its bytes', "UPDATE t SET value = x'61' WHERE id = 2", 't: other values in 5 rows'],
  ['null becomes empty', "UPDATE t SET value = '' WHERE id = 3", 't: other values in 5 rows'],
  ['the last digit of a large number changes', 'UPDATE t SET value = value + 1 WHERE id = 4', 't: other values in 5 rows'],
  ['a text swallows what follows it', "UPDATE t SET value = 'x' WHERE id = 5", 't: other values in 5 rows'],
  ['a rowid that no column shows moves', "UPDATE free SET rowid = 9 WHERE v = 'two'", 'free: other values in 2 rows'],
  ['a row goes', 'DELETE FROM keyed', 'keyed: 1 rows then, 0 now'],
  ['a counter moves on', 'INSERT INTO counted DEFAULT VALUES; DELETE FROM counted WHERE id = 2', 'sqlite_sequence: other values in 1 rows'],
  ['a setting changes', 'PRAGMA user_version = 3', 'changed: setting user_version'],
  ['an index comes', 'CREATE INDEX i ON t (value)', 'added: index i'],
])('%s: a difference', (_, text, expected) => {
  const found = differencesBetween(snapshotAfter(''), snapshotAfter(text))
  expect(found).toEqual([expected])
})

test('rows that refer to none are counted by table', () => {
  using database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: false })
  database.exec('CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a); INSERT INTO b VALUES (1), (2), (NULL)')
  expect(checkFile(database)).toEqual({ damage: [], danglingRows: { b: 2 } })
})
