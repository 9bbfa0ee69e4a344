import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Release } from '../core/action.ts'
import type { World } from '../core/world.ts'
import { type BackupStore, draftFolder, publishBackup, type StoredBackup } from './backup-store.ts'
import type { ClientPrograms } from './client-programs.ts'
import type { Database } from './database.ts'
import { dumpDatabase } from './dump.ts'
import { catalogEntry } from './live-state.ts'
import type { BackupManifest } from './manifest.ts'
import { backupDamaged, databaseMissing, storeNotWritable } from './problems.ts'
import { withHeartbeat } from './programs.ts'
import { readSnapshot, type Snapshot } from './snapshot.ts'
import { ageCipher, type Cipher, sha256OfFile, storeFile } from './stored-file.ts'
import type { TemporaryFolder } from './temporary-folder.ts'

export interface BackupRequest {
  readonly database: Database
  readonly programs: ClientPrograms
  readonly store: BackupStore
  readonly release: Release
  readonly encryptTo: string | null
  readonly versionTable: string | null
  /** Where the plain archive is while it is made and restored. */
  readonly temporary: TemporaryFolder
}

/** Takes a backup in one exported snapshot, stores it and reads it back. Returns it with the folder of its plain archive. */
export async function takeBackup(request: BackupRequest, world: World): Promise<{ backup: StoredBackup; plainFolder: string }> {
  const { database, programs, store, release, encryptTo, temporary } = request
  const draft = await world.write('backup draft', () => draftFolder(store, release.id))
  const plainFolder = join(temporary.path, 'archive')
  const takenAt = world.clock.now().toISOString()
  await using live = await database.connect({ to: database.name, as: 'backup' })
  const snapshot = await readSnapshot(live, {
    versionTable: request.versionTable,
    beside: (id) =>
      world.write('backup dump', () => dumpDatabase({ database, programs, name: database.name, snapshot: id, to: plainFolder }, world)),
  })
  const cipher = encryptTo === null ? null : await ageCipher(encryptTo)
  const files = await withHeartbeat('storing the backup', storeFiles({ from: plainFolder, to: draft, cipher }), world).catch((cause) => {
    throw storeProblemOf(cause, store)
  })
  const manifest = await manifestOf(request, { snapshot, files, takenAt })
  const backup = await world.write('backup manifest', () => publishBackup(store, { draft, manifest }))
  return { backup, plainFolder }
}

/** Every file is read back from where it was stored: what was written must open to what was dumped. */
async function storeFiles({ from, to, cipher }: { from: string; to: string; cipher: Cipher | null }): Promise<BackupManifest['files']> {
  const files: BackupManifest['files'] = []
  for (const name of (await readdir(from)).sort()) {
    const path = cipher === null ? name : `${name}.age`
    const { plain, stored } = await storeFile(join(from, name), join(to, path), cipher)
    const readBack = await sha256OfFile(join(to, path), cipher?.decrypt ?? null)
    if (readBack.sha256 !== plain.sha256) throw backupDamaged({ backup: to, damage: `${path} does not read back as it was written` })
    files.push({ path, bytes: stored.bytes, sha256: stored.sha256, plainBytes: plain.bytes, plainSha256: plain.sha256 })
  }
  return files
}

async function manifestOf(
  { database, programs, release, encryptTo }: BackupRequest,
  { snapshot, files, takenAt }: { snapshot: Snapshot; files: BackupManifest['files']; takenAt: string },
): Promise<BackupManifest> {
  const entry = await catalogEntry(database, database.name)
  if (entry === null) throw databaseMissing({ database: database.name })
  const { encoding, collate, characterType, provider, locale } = entry
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
    files,
    version: { ...version, applied: [...version.applied] },
    structure: { objects: { ...schema.objects }, fingerprint: schema.fingerprint, shape: schema.shape },
    invalidIndexes: [...snapshot.invalidIndexes],
    content: { tables: [...content.tables], sequences: [...content.sequences], largeObjects: content.largeObjects },
    counters: { epoch: counters.epoch, tables: { ...counters.tables } },
  }
}

function storeProblemOf(cause: unknown, { directory }: BackupStore): unknown {
  const code = (cause as NodeJS.ErrnoException).code
  return code === 'ENOSPC' || code === 'EACCES' || code === 'EROFS' || code === 'EDQUOT'
    ? storeNotWritable({ store: directory, reason: code, cause })
    : cause
}
