import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { proveRetention } from './retention.ts'
import { startSqliteSystem } from './sqlite-system.ts'
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

test('a server and a file with one store and one release id do not overwrite the backup of the other', async () => {
  await using server = await startSystem({ command: 'true' })
  await using file = await startSqliteSystem({ store: `directory: ${join(server.repository, 'backups')}` })
  const manifest = join(server.repository, 'backups/staging-1/manifest.json')
  expect((await server.release()).errors).toEqual([])
  const ofServer = await readFile(manifest, 'utf8')
  const refusedFile = await file.release()
  expect(refusedFile.outputs['reason-code']).toBe('database/store-shared')
  expect(refusedFile.errors[0]?.message).toContain('another database ("traqora")')
  expect(await readFile(manifest, 'utf8')).toBe(ofServer)

  await rm(join(server.repository, 'backups/staging-1'), { recursive: true })
  expect((await file.release()).errors).toEqual([])
  const ofFile = await readFile(manifest, 'utf8')
  const refusedServer = await server.release()
  expect(refusedServer.outputs['reason-code']).toBe('database/store-shared')
  expect(await readFile(manifest, 'utf8')).toBe(ofFile)
})

test('a begun migration of a server whose manifest is lost is refused: a new backup would be of what it left', async () => {
  await using system = await startSystem({ command: 'kill -9 $PPID; sleep 1' })
  await system.release()
  const folder = join(system.repository, 'backups/staging-1')
  const files = await readdir(folder)
  expect(files).toContain('migration.json')
  await rm(join(folder, 'manifest.json'))
  await system.configure({ command: 'true' })
  const again = await system.release()

  expect(again.outputs['reason-code']).toBe('database/backup-damaged')
  expect(again.errors[0]?.message).toContain('a migration was begun')
  expect(await readdir(folder)).toEqual(files.filter((name) => name !== 'manifest.json'))
})
