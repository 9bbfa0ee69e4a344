import { expect, test } from '@jest/globals'
import { blockerText } from '../../../src/postgres/migration/lock-waits.ts'

const session = { blocker: 4711, name: 'psql', state: 'active', ageMs: 2_000, kind: 'client backend' }

test.each([
  ["SELECT * FROM a WHERE name = 'O''Hara' AND id = 12", "SELECT * FROM a WHERE name = '...' AND id = ..."],
  [String.raw`UPDATE a SET name = E'it\'s secret', n = n + 1.5`, "UPDATE a SET name = '...', n = n + ..."],
  ['SELECT $body$ secret $body$, $$ another $$, $1 FROM odd_2026', "SELECT '...', '...', $1 FROM odd_2026"],
  ["INSERT INTO a VALUES ('a secret that the server cut off he", "INSERT INTO a VALUES ('...'"],
  ['INSERT INTO a VALUES ($$a secret that the server cut', "INSERT INTO a VALUES ('...'"],
  ["SELECT 1 /* of 'secret", 'SELECT ...'],
  ['SELECT a -- secret\nFROM b', 'SELECT a FROM b'],
])('of a query in the way no value is told: %s', (query, shown) => {
  expect(blockerText({ ...session, query })).toBe(`process 4711 (psql, active for 2.0 s): ${shown}`)
})
