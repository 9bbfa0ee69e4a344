import { dirname } from 'node:path'
import type { Run } from '../core/action.ts'
import type { World } from '../core/world.ts'
import { artifactStore } from './artifacts/artifact-store.ts'
import { directoryStore } from './directory-store.ts'
import type { FileStore } from './file-store.ts'
import { s3Store } from './s3-store.ts'
import type { StoreSection } from './store-section.ts'

/** What of a run a store is opened with. */
export interface StoreReading extends Pick<Run, 'config' | 'references'> {
  readonly inputs: { readonly 'github-token': string | null }
}
export type StoreWorld = Pick<World, 'directory' | 'fetch' | 'sleep' | 'environment' | 'runner' | 'secrets' | 'clock'>

/** A `store` of fairlead.yml with the section it stands in. */
export interface StorePlace {
  readonly section: string
  readonly store: StoreSection
}

/** Opens nothing: the first look at a store tells whether it can be reached. */
export function openFileStore({ section, store }: StorePlace, { config, references, inputs }: StoreReading, world: StoreWorld): FileStore {
  const place = (...path: string[]) => ({ at: config.position(section, 'backup', 'store', ...path) })
  if ('directory' in store) return directoryStore(references.resolve(store.directory, place('directory')), world.directory)
  if ('artifact' in store) return artifactStore({ ...store.artifact, token: inputs['github-token'] }, world)
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

/** The store a `backup-path` of the record leads to: a folder by itself, another with what fairlead.yml says of it. */
export function fileStoreOfPath(path: string, { place, run }: { place: StorePlace; run: StoreReading }, world: StoreWorld): FileStore {
  return /^(s3|artifact):\/\//.test(path) ? openFileStore(place, run, world) : directoryStore(dirname(path), world.directory)
}
