import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { proveRetention } from './retention.ts'
import { startSystem } from './system.ts'

test('the newest backup that was proved by a restore stays in the folder, however old it is', async () => {
  await using system = await startSystem()
  await proveRetention(system, { store: {}, kept: async () => (await readdir(join(system.repository, 'backups'))).sort(), from: 1 })
})

test('another database in the same store is nobody to clear up after', async () => {
  await using system = await startSystem({ command: 'true', keep: '1ms' })
  expect((await system.release({ id: '1' })).errors).toEqual([])
  await system.query('CREATE DATABASE other TEMPLATE traqora', 'postgres')
  const other = system.url.replace(/\/traqora$/, '/other')
  expect((await system.release({ id: '2', env: { DATABASE_URL: other } })).errors).toEqual([])
  expect((await readdir(join(system.repository, 'backups'))).sort()).toEqual(['staging-1', 'staging-2'])
})
