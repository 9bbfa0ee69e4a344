import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orderMigrations } from '../src/migration.ts'
import { readWish, wishKey } from '../src/route.ts'

test('a wish reads airports in any case, and may leave them out', () => {
  assert.deepEqual(readWish(new URLSearchParams('from=lis&to=MAD')), { from: 'LIS', to: 'MAD' })
  assert.deepEqual(readWish(new URLSearchParams('to=JFK')), { from: null, to: 'JFK' })
  assert.equal(readWish(new URLSearchParams('from=LISB')), null)
  assert.equal(readWish(new URLSearchParams("from=LI'")), null)
})

test('each wish has its own key', () => {
  const wishes = [
    { from: null, to: null },
    { from: 'LIS', to: null },
    { from: null, to: 'LIS' },
    { from: 'LIS', to: 'MAD' },
  ]
  assert.equal(new Set(wishes.map(wishKey)).size, 4)
})

test('migrations are ordered by number, and an unclear order is refused', () => {
  assert.deepEqual(orderMigrations(['010_b.sql', '002_a.sql', 'README.md']), [
    { version: 2, name: 'a', file: '002_a.sql' },
    { version: 10, name: 'b', file: '010_b.sql' },
  ])
  assert.throws(() => orderMigrations(['001_a.sql', '001_b.sql']), /number 1/)
  assert.throws(() => orderMigrations(['1_a.sql']), /001_flights/)
})
