import { fileStoreOfPath, openFileStore, type StorePlace, type StoreReading, type StoreWorld } from '../database/configured-store.ts'
import type { FileStore } from '../database/file-store.ts'
import { sqliteSection } from './sqlite-section.ts'

/** The store of section `sqlite`. */
export function sqliteStore(run: StoreReading, world: StoreWorld): FileStore {
  return openFileStore(placeOf(run), run, world)
}

/** The store a `backup-path` of the record leads to. */
export function sqliteStoreOfPath(path: string, run: StoreReading, world: StoreWorld): FileStore {
  return fileStoreOfPath(path, { place: placeOf(run), run }, world)
}

function placeOf({ config }: Pick<StoreReading, 'config'>): StorePlace {
  return { section: 'sqlite', store: config.require(sqliteSection).backup.store }
}
