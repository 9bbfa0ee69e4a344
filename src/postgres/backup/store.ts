import type { Run } from '../../core/action.ts'
import type { World } from '../../core/world.ts'
import { fileStoreOfPath, openFileStore, type StorePlace } from '../../database/configured-store.ts'
import type { FileStore } from '../../database/file-store.ts'
import { databaseSection } from '../database-section.ts'

type Reading = Pick<Run, 'config' | 'references'>
type Reaching = Pick<World, 'directory' | 'fetch' | 'sleep'>

/** The store of section `database`. */
export function configuredStore(run: Reading, world: Reaching): FileStore {
  return openFileStore(placeOf(run), run, world)
}

/** The store a `backup-path` of the record leads to. */
export function storeOfPath(path: string, run: Reading, world: Reaching): FileStore {
  return fileStoreOfPath(path, { place: placeOf(run), run }, world)
}

function placeOf({ config }: Pick<Reading, 'config'>): StorePlace {
  return { section: 'database', store: config.require(databaseSection).backup.store }
}
