import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@jest/globals'
import type { World } from '../../../src/core/world.ts'
import { fileLock } from '../../../src/sqlite/lock.ts'

const clock: World['clock'] = { elapsedMs: () => performance.now(), now: () => new Date() }

test('somebody who reads who holds the lock only delays the next one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-lock-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
  const path = join(folder, 'traqora.db')
  const file = { name: 'traqora.db', path, bytes: 0, mode: 0o600 }
  ;(await fileLock(file, { release: 'first' }, { clock, sleep: async () => {} }))[Symbol.dispose]()
  using reader = new DatabaseSync(`${path}.fairlead-lock`)
  reader.exec('BEGIN')
  expect(reader.prepare('SELECT name FROM holder').get()).toMatchObject({ name: 'release first' })
  let pauses = 0
  const sleep = async () => {
    pauses += 1
    if (reader.isTransaction) reader.exec('ROLLBACK')
  }
  using second = await fileLock(file, { release: 'second' }, { clock, sleep })

  expect(second).toBeDefined()
  expect(pauses).toBe(1)
  expect(reader.prepare('SELECT name FROM holder').get()).toMatchObject({ name: 'release second' })
})
