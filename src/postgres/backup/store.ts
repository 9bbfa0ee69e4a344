import { fileStoreOfPath, openFileStore, type StorePlace, type StoreReading, type StoreWorld } from '../../database/configured-store.ts'
import type { FileStore } from '../../database/file-store.ts'
import { databaseSection } from '../database-section.ts'

/** The store of section `database`. */
export function configuredStore(run: StoreReading, world: StoreWorld): FileStore {
  return openFileStore(placeOf(run), run, world)
}

/** The store a `backup-path` of the record leads to. */
export function storeOfPath(path: string, run: StoreReading, world: StoreWorld): FileStore {
  return fileStoreOfPath(path, { place: placeOf(run), run }, world)
}

function placeOf({ config }: Pick<StoreReading, 'config'>): StorePlace {
  return { section: 'database', store: config.require(databaseSection).backup.store }
}
