import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Release } from '../../core/action.ts'
import type { World } from '../../core/world.ts'
import { storedOtherwise } from '../../database/backup-problems.ts'
import type { FileStore } from '../../database/file-store.ts'
import { withHeartbeat } from '../../database/heartbeat.ts'
import { clearBackup } from '../../database/release-backup.ts'
import { backupFolderName } from '../../database/stored-backup.ts'
import { ageCipher, type Cipher, hashOf, storeFile } from '../../database/stored-file.ts'
import type { TemporaryFolder } from '../../database/temporary-folder.ts'
import type { ClientPrograms } from '../client-programs.ts'
import type { Database } from '../database.ts'
import { requireEntry } from '../live-state.ts'
import { type PostgresBackup, publishBackup } from './backup-store.ts'
import { dumpDatabase } from './dump.ts'
import type { BackupManifest, DumpedDatabase } from './manifest.ts'
import { readSnapshot, type Snapshot } from './snapshot.ts'

export interface BackupRequest {
  readonly database: Database
  readonly programs: ClientPrograms
  readonly store: FileStore
  readonly release: Release
  readonly encryptTo: string | null
  readonly versionTable: string | null
  /** Where the plain archive is while it is made and restored. */
  readonly temporary: TemporaryFolder
}

/** A plain archive that was just made, and what it holds. */
export interface Dump {
  readonly archive: string
  readonly dumped: DumpedDatabase
}

/** Dumps the database, and reads what it holds, in one exported snapshot; makes room in the store for what `storeBackup` writes. */
export async function takeDump(request: BackupRequest, world: World): Promise<Dump> {
  const { database, programs, store, release, temporary } = request
  await clearBackup({ store, release: release.id }, world)
  const archive = join(temporary.path, 'archive')
  const takenAt = world.clock.now().toISOString()
  await using live = await database.connect({ to: database.name, as: 'backup' })
  const snapshot = await readSnapshot(live, {
    versionTable: request.versionTable,
    beside: (id, stop) =>
      world.write('backup dump', () => dumpDatabase({ database, programs, name: database.name, snapshot: id, to: archive, stop }, world)),
  })
  return { archive, dumped: await describe(request, { snapshot, takenAt }) }
}

/** Stores the files of a dump, reads each back, and makes a backup of them by writing its manifest. */
export async function storeBackup(
  { store, release, encryptTo }: BackupRequest,
  { archive, dumped }: Dump,
  world: World,
): Promise<PostgresBackup> {
  const cipher = encryptTo === null ? null : await ageCipher(encryptTo)
  const folder = backupFolderName(release.id)
  const files = await withHeartbeat('storing the backup', storeFiles({ from: archive, to: { store, folder }, cipher }, world), world)
  return world.write('backup manifest', () => publishBackup(store, { ...dumped, files }))
}

/** Every file is read back from where it was stored: what was written must open to what was dumped. */
async function storeFiles(
  { from, to: { store, folder }, cipher }: { from: string; to: { store: FileStore; folder: string }; cipher: Cipher | null },
  { cancellation }: Pick<World, 'cancellation'>,
): Promise<BackupManifest['files']> {
  const files: BackupManifest['files'] = []
  for (const name of (await readdir(from)).sort()) {
    cancellation.throwIfRequested('backup manifest')
    const path = cipher === null ? name : `${name}.age`
    const { plain, stored } = await storeFile(join(from, name), (content) => store.put(`${folder}/${path}`, content), cipher)
    const content = await store.get(`${folder}/${path}`)
    const readBack = content === null ? null : await hashOf(content, cipher?.decrypt ?? null).catch(() => null)
    if (readBack?.sha256 !== plain.sha256) throw storedOtherwise({ store: store.location, file: `${folder}/${path}` })
    files.push({ path, bytes: stored.bytes, sha256: stored.sha256, plainBytes: plain.bytes, plainSha256: plain.sha256 })
  }
  return files
}

async function describe(
  { database, programs, release, encryptTo }: BackupRequest,
  { snapshot, takenAt }: { snapshot: Snapshot; takenAt: string },
): Promise<DumpedDatabase> {
  const { encoding, collate, characterType, provider, locale } = await requireEntry(database)
  const { version, schema, content, counters, walPosition } = snapshot
  return {
    schema: 1,
    release: release.id,
    commit: release.commit,
    takenAt,
    database: {
      name: database.name,
      systemIdentifier: database.server.systemIdentifier,
      serverVersion: database.server.version,
      clientVersion: programs.version,
    },
    creation: { encoding, collate, characterType, provider, locale },
    walPosition,
    encryptedTo: encryptTo,
    version: { ...version, applied: [...version.applied] },
    structure: { objects: { ...schema.objects }, fingerprint: schema.fingerprint, shape: schema.shape },
    invalidIndexes: [...snapshot.invalidIndexes],
    content: { tables: [...content.tables], sequences: [...content.sequences], largeObjects: content.largeObjects },
    counters: { epoch: counters.epoch, tables: { ...counters.tables } },
  }
}
