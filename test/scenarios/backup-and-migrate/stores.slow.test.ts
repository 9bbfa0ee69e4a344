import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Bucket, startBucket } from './bucket.ts'
import { proveRetention } from './retention.ts'
import { contentOf, type System, startSystem } from './system.ts'

/** Backups in a bucket of a real S3 server. */
let system: System
let bucket: Bucket | null

beforeAll(async () => {
  system = await startSystem()
  bucket = await startBucket()
  if (bucket === null)
    console.warn('versitygw is not installed (go install github.com/versity/versitygw/cmd/versitygw@latest): buckets are not tested')
})
afterAll(async () => {
  await system[Symbol.asyncDispose]()
  await bucket?.[Symbol.asyncDispose]()
})

test('a backup goes into the bucket, is found there by the next attempt, and goes after its time', async () => {
  if (bucket === null) return
  await system.configure({ bucket: bucket.endpoint })
  await system.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats integer')
  const run = await system.release({ env: bucket.env })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'backup-path': 's3://backups/of traqora/staging-1' })
  expect(run.everythingItWrote).not.toContain(bucket.env['AWS_SECRET_ACCESS_KEY'])
  expect(await readdir(join(bucket.folder, 'of traqora'))).toEqual(['staging-1'])
  expect(await readdir(system.repository)).not.toContain('backups')
  const manifest = JSON.parse(await readFile(join(bucket.folder, 'of traqora/staging-1/manifest.json'), 'utf8'))
  expect(manifest.files.length).toBeGreaterThan(3)

  await system.configure({ bucket: bucket.endpoint, keep: '1ms' })
  const next = await system.release({ env: bucket.env, id: '2' })
  expect(next.errors).toEqual([])
  expect(await readdir(join(bucket.folder, 'of traqora'))).toEqual(['staging-2'])
})

test('the newest backup that was proved by a restore stays in the bucket, however old it is', async () => {
  if (bucket === null) return
  const { folder, env, endpoint } = bucket
  await proveRetention(system, { store: { bucket: endpoint }, env, kept: () => readdir(join(folder, 'of traqora')), from: 20 })
})

test('a table beyond the size of one part is uploaded in parts, and read back', async () => {
  if (bucket === null) return
  await system.query(
    'CREATE TABLE scans AS SELECT n, gen_random_uuid() AS one, gen_random_uuid() AS two, gen_random_uuid() AS three FROM generate_series(1, 500000) n',
  )
  const content = await contentOf(system)
  const run = await system.release({ env: bucket.env, id: '3' })

  expect(run.errors).toEqual([])
  const manifest = JSON.parse(await readFile(join(bucket.folder, 'of traqora/staging-3/manifest.json'), 'utf8'))
  expect(Math.max(...manifest.files.map(({ bytes }: { bytes: number }) => bytes))).toBeGreaterThan(32 * 1024 * 1024)
  expect(await contentOf(system, run.outputs['standby-database'])).toBe(content)
  await system.query('DROP TABLE scans')
})

test('a bucket that does not exist, and keys that may not write, are told before anything is backed up', async () => {
  if (bucket === null) return
  await system.configure({ bucket: bucket.endpoint, bucketName: 'no-such-bucket' })
  const missing = await system.release({ env: bucket.env, id: '4' })
  expect(missing.errors).toEqual([expect.objectContaining({ title: 'database/store-not-writable', file: 'fairlead.yml' })])
  await system.configure({ bucket: bucket.endpoint })
  const wrong = await system.release({ env: { ...bucket.env, AWS_SECRET_ACCESS_KEY: 'another-secret-key' }, id: '5' })
  expect(wrong.outputs['reason-code']).toBe('database/store-not-writable')
  expect(wrong.everythingItWrote).not.toContain('another-secret-key')
})

test('a file of the bucket that changed after the migration began: told, and nothing is done', async () => {
  if (bucket === null) return
  await system.configure({ bucket: bucket.endpoint })
  expect((await system.release({ env: bucket.env, id: '6' })).errors).toEqual([])
  const folder = join(bucket.folder, 'of traqora/staging-7')
  await cp(join(bucket.folder, 'of traqora/staging-6'), folder, { recursive: true })
  await writeFile(join(folder, 'migration.json'), '{"migration":"begun","at":"2026-11-26T00:00:00.000Z"}\n')
  await rm(join(folder, 'toc.dat'))
  const run = await system.release({ env: bucket.env, id: '7' })
  expect(run.outputs['reason-code']).toBe('database/backup-damaged')
})
