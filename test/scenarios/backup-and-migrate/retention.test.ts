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

test('what a killed migration left goes once it was settled and has expired, and not where this record knows nothing of it', async () => {
  await using system = await startSystem({ command: 'kill -9 $PPID; sleep 1' })
  await system.release()
  await system.configure({ command: 'true' })
  const kept = async () => (await readdir(join(system.repository, 'backups'))).sort()

  expect((await system.release({ id: '2', inputs: { settled: 'staging-1' } })).errors).toEqual([])
  await system.configure({ command: 'true', keep: '1ms' })
  expect((await system.release({ id: '3', inputs: { record: 'directory:elsewhere' } })).errors).toEqual([])
  expect(await kept()).toEqual(['staging-1', 'staging-3'])
  expect((await system.release({ id: '4' })).errors).toEqual([])
  expect(await kept()).toEqual(['staging-4'])
  expect(await system.databases()).toEqual(['traqora', 'traqora_standby_staging_4'])
})

test('of a SQLite file no backup goes that another machine made for a file of the same name', async () => {
  await using one = await startSqliteSystem()
  await using other = await startSqliteSystem()
  const shared = { store: `directory: ${join(one.repository, 'backups')}`, keep: '1ms' }
  for (const { configure } of [one, other]) await configure(shared)
  const kept = async () => (await readdir(join(one.repository, 'backups'))).sort()

  expect((await one.release()).errors).toEqual([])
  expect((await other.release({ id: '2' })).errors).toEqual([])
  expect(await kept()).toEqual(['staging-1', 'staging-2'])
  expect((await other.release({ id: '3' })).errors).toEqual([])
  expect(await kept()).toEqual(['staging-1', 'staging-3'])
})

test('the backup of a held SQLite migration goes once it was settled and has expired', async () => {
  await using system = await startSqliteSystem()
  await system.write(
    'migrations/002_half.sql',
    '-- no transaction\nALTER TABLE flights ADD COLUMN seats INTEGER; SELECT no_such_function()',
  )
  expect((await system.release()).outputs['reason-code']).toBe('sqlite/migration-held')
  await system.write('migrations/002_half.sql', 'SELECT 1')
  const kept = async () => (await readdir(join(system.repository, 'backups'))).sort()

  expect((await system.release({ id: '2', inputs: { settled: 'staging-1' } })).errors).toEqual([])
  expect(await kept()).toEqual(['staging-1', 'staging-2'])
  await system.configure({ keep: '1ms' })
  expect((await system.release({ id: '3' })).errors).toEqual([])
  expect(await kept()).toEqual(['staging-3'])
  expect((await readdir(join(system.repository, 'data'))).filter((name) => name.includes('staging-1'))).toEqual([])
})
