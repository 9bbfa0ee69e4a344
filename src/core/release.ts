import { resolve } from 'node:path'
import { z } from 'zod'
import type { Config } from '../config/config.ts'
import type { ReferenceValues } from '../config/references.ts'
import { defineSection } from '../config/section.ts'
import type { History } from '../record/history.ts'
import type { Release } from './action.ts'
import { references } from './resolve.ts'
import type { World } from './world.ts'

const defaults = { directory: '.fairlead/releases/${release.id}' }

export const releaseSection = defineSection({
  name: 'release',
  description: 'Where the folder of each release is, and what of the checkout is copied into it.',
  sketch: 'release:\n  directory: "/srv/traqora/${release.id}"\n  copy: [package.json, packages]',
  schema: z.strictObject({
    directory: z.string().default(defaults.directory).describe('The folder of one release. Must hold ${release.id}.'),
    copy: z.array(z.string()).default([]).describe('Files and folders of the checkout that go into it. Empty: your build prepares it.'),
  }),
})

/** Who this run belongs to: `<environment>-<run id>` unless it was told. Its directory is resolved by the actions that use it. */
export function releaseOf({
  config,
  inputs,
  world,
}: {
  config: Config
  inputs: { environment: string; 'release-id': string | null }
  world: DirectoryWorld
}): Release {
  const { commit, runId, attempt } = world.runner.facts
  const id = inputs['release-id'] ?? `${inputs.environment}-${runId}`
  return {
    id,
    commit,
    attempt,
    copy: config.section(releaseSection)?.copy ?? [],
    get directory() {
      return releaseDirectory({ id, commit }, { config, world })
    },
  }
}

type DirectoryWorld = Pick<World, 'runner' | 'directory' | 'environment' | 'secrets'>

/** The folder of any release of this system, this one's or the one before. Absolute; it may not exist. */
export function releaseDirectory(
  { id, commit }: Pick<Release, 'id' | 'commit'>,
  { config, world }: { config: Config; world: Omit<DirectoryWorld, 'runner'> },
): string {
  const values = new Map([
    ['release.id', id],
    ['release.commit', commit],
    ['environment', config.environment],
    ['system', config.system],
  ])
  const { directory } = config.section(releaseSection) ?? defaults
  const at = config.position('release', 'directory')
  return resolve(world.directory, references({ values, environment: world.environment, secrets: world.secrets }).resolve(directory, { at }))
}

/** The references that every action can resolve: the release's own facts, and contract ids once they are planned. */
export function releaseValues({ config, release, history }: { config: Config; release: Release; history: History }): ReferenceValues {
  const planned = contractIds(history, release.id)
  const ids = Object.keys(planned).length > 0 ? planned : contractIds(history, history.lastAccepted(release.id)?.release ?? '')
  return new Map<string, string | (() => string)>([
    ['environment', config.environment],
    ['system', config.system],
    ['release.id', release.id],
    ['release.commit', release.commit],
    ['release.directory', () => release.directory],
    ['release.attempt', String(release.attempt)],
    ...Object.entries(ids).map(([name, id]): [string, string] => [`contracts.${name}.id`, String(id)]),
  ])
}

function contractIds(history: History, release: string): Record<string, unknown> {
  const ids = history.outputsOf('deploy-soroban-contracts', release)['contract-ids']
  return typeof ids === 'object' && ids !== null ? { ...ids } : {}
}
