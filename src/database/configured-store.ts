import { dirname } from 'node:path'
import type { Run } from '../core/action.ts'
import type { World } from '../core/world.ts'
import { directoryStore } from './directory-store.ts'
import type { FileStore } from './file-store.ts'
import { s3Store } from './s3-store.ts'
import type { StoreSection } from './store-section.ts'

type Reading = Pick<Run, 'config' | 'references'>
type Reaching = Pick<World, 'directory' | 'fetch' | 'sleep'>

/** A `store` of fairlead.yml with the section it stands in. */
export interface StorePlace {
  readonly section: string
  readonly store: StoreSection
}

/** Opens nothing: the first look at a store tells whether it can be reached. */
export function openFileStore({ section, store }: StorePlace, { config, references }: Reading, world: Reaching): FileStore {
  const place = (...path: string[]) => ({ at: config.position(section, 'backup', 'store', ...path) })
  if ('directory' in store) return directoryStore(references.resolve(store.directory, place('directory')), world.directory)
  const { bucket, prefix, region, endpoint = `https://s3.${region}.amazonaws.com` } = store.s3
  const token = store.s3['session-token']
  return s3Store(
    {
      endpoint: references.resolve(endpoint, place('s3', 'endpoint')),
      region: references.resolve(region, place('s3', 'region')),
      bucket: references.resolve(bucket, place('s3', 'bucket')),
      prefix: references.resolve(prefix, place('s3', 'prefix')),
      accessKeyId: references.secret(store.s3['access-key-id'], place('s3', 'access-key-id')),
      secretAccessKey: references.secret(store.s3['secret-access-key'], place('s3', 'secret-access-key')),
      sessionToken: token === undefined ? null : references.secret(token, place('s3', 'session-token')),
    },
    world,
  )
}

/** The store a `backup-path` of the record leads to: a folder by itself, a bucket with the address and keys of fairlead.yml. */
export function fileStoreOfPath(path: string, { place, run }: { place: StorePlace; run: Reading }, world: Reaching): FileStore {
  return path.startsWith('s3://') ? openFileStore(place, run, world) : directoryStore(dirname(path), world.directory)
}
