import { expect, test } from '@jest/globals'
import { environmentFor } from '../../../src/postgres/migration/migration-command.ts'

const names = { live: 'traqora', target: 'traqora_rehearsal' }

test.each([
  ['postgres://app:p%40ss@db:5432/traqora?sslmode=require', 'postgres://app:p%40ss@db:5432/traqora_rehearsal?sslmode=require'],
  ['postgresql+asyncpg://app@db/traqora', 'postgresql+asyncpg://app@db/traqora_rehearsal'],
  ['postgis://app@db/traqora', 'postgis://app@db/traqora_rehearsal'],
  ['jdbc:postgresql://db:5432/traqora?user=app', 'jdbc:postgresql://db:5432/traqora_rehearsal?user=app'],
  ["host=db user='app' dbname=traqora password='a b'", "host=db user='app' dbname='traqora_rehearsal' password='a b'"],
  ["dbname = 'traqora'", "dbname = 'traqora_rehearsal'"],
])('an address of the live database leads to the copy: %s', (value, expected) => {
  expect(environmentFor({ ANY: value }, names)).toEqual({ ANY: expected })
})

test.each([
  'postgres://app@db/other',
  'mysql://app@db/traqora',
  'host=db dbname=other',
  'traqora',
  'set dbname=traqora in it',
  "'=".repeat(40),
])('anything else is left as it is: %s', (value) => {
  expect(environmentFor({ ANY: value }, names)).toEqual({ ANY: value })
})
