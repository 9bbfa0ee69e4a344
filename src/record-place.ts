import { resolve } from 'node:path'
import { z } from 'zod'
import { defineSection } from './config/section.ts'
import type { Run } from './core/action.ts'
import type { CommonManifest } from './core/journey.ts'
import { references } from './core/resolve.ts'
import type { World } from './core/world.ts'
import { directoryStore } from './record/directory-store.ts'
import { recordLocationInvalid } from './record/problems.ts'
import type { RecordStore } from './record/store.ts'

export const recordSection = defineSection({
  name: 'record',
  description: 'Where the release record is kept.',
  sketch: 'record:\n  branch: fairlead-record',
  schema: z.union([
    z.strictObject({ directory: z.string().describe('A folder that survives the job: self-hosted runners and rehearsals.') }),
    z.strictObject({ branch: z.string().describe('A branch of the repository, written through the git data API.') }),
  ]),
})

/** Opens the store of one environment's record: the input wins over fairlead.yml, the default is a folder of the checkout. */
export async function openStore(
  { text, run: { config, inputs } }: { text: string | null; run: Pick<Run<CommonManifest>, 'config' | 'inputs'> },
  world: World,
): Promise<RecordStore> {
  const section = config.section(recordSection) ?? { directory: '.fairlead/record' }
  const place = text ?? ('branch' in section ? `branch:${section.branch}` : `directory:${section.directory}`)
  const [, kind, name] = /^(directory|branch):(.+)$/.exec(place) ?? []
  if (kind === undefined || name === undefined) throw recordLocationInvalid({ text: place, at: config.position('record') })
  const resolved = references({ values: new Map(), environment: world.environment, secrets: world.secrets }).resolve(name, {
    at: config.position('record'),
  })
  if (kind === 'directory') return directoryStore(resolve(world.directory, resolved, inputs.environment))
  const { branchStore } = await import('./github/branch-store.ts')
  return branchStore({ branch: resolved, folder: inputs.environment, token: inputs['github-token'], world })
}
