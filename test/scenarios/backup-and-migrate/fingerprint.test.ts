import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readAddress } from '../../../src/postgres/address.ts'
import { readContent } from '../../../src/postgres/backup/content.ts'
import { type Connection, connect } from '../../../src/postgres/connection.ts'
import { type System, startSystem } from './system.ts'

let system: System
let session: Connection

beforeAll(async () => {
  system = await startSystem()
  await system.query(`
    CREATE TYPE pair AS (a integer, b numeric);
    CREATE DOMAIN padded AS bpchar;
    CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`)
  session = await connect(readAddress(system.url, null), { database: 'traqora', application: 'test', purpose: 'a test' })
})

afterAll(async () => {
  await session?.[Symbol.asyncDispose]()
  await system?.[Symbol.asyncDispose]()
})

/** PostgreSQL holds each two for equal, or shows them as one when cast; they are not the same to a reader. */
const lookalikes: readonly (readonly [type: string, one: string, other: string])[] = [
  ['numeric', "'1.0'", "'1.00'"],
  ['numeric[]', "'{1.0}'", "'{1.00}'"],
  ['jsonb', `'{"a": 1.0}'`, `'{"a": 1.00}'`],
  ['json', `'{"a":1}'`, `'{"a": 1}'`],
  ['interval', "'1 day'", "'24 hours'"],
  ['double precision', "'0'", "'-0'"],
  ['bpchar', "'a'", "'a '"],
  ['padded', "'a'", "'a '"],
  ['pair', "'(1,1.0)'", "'(1,1.00)'"],
  ['seat_class', "'economy'", "'business'"],
  ['text COLLATE folded', "'a'", "'A'"],
  ['char(3) COLLATE folded', "'a'", "'A'"],
  ['text', "''", 'NULL'],
  ['timetz', "'10:00+00'", "'11:00+01'"],
  ['bit varying', "'1'", "'10'"],
  ['inet', "'10.0.0.1/8'", "'10.0.0.1/16'"],
]

test.each(lookalikes)('%s: %s and %s have different fingerprints', async (type, one, other) => {
  await system.query(`CREATE TABLE lookalike (before text, value ${type}, after integer); INSERT INTO lookalike VALUES ('x', ${one}, 1)`)
  try {
    const first = await fingerprint()
    await system.query(`UPDATE lookalike SET value = ${other}`)
    const second = await fingerprint()
    await system.query(`UPDATE lookalike SET value = ${one}`)
    expect(second).not.toBe(first)
    expect(await fingerprint()).toBe(first)
  } finally {
    await system.query('DROP TABLE lookalike')
  }
})

async function fingerprint(): Promise<string | undefined> {
  return (await readContent(session)).tables.find(({ table }) => table === 'public.lookalike')?.fingerprint
}
