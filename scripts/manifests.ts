import type { Manifest } from '../src/core/manifest.ts'

/** The six actions, in the order of the chain. */
export const actionNames = [
  'verify-gates',
  'deploy-soroban-contracts',
  'backup-and-migrate',
  'health-check',
  'blue-green-switch',
  'rollback',
] as const

export async function readManifests(): Promise<Manifest[]> {
  return Promise.all(
    actionNames.map(async (name) => {
      const module = (await import(`../src/actions/${name}/manifest.ts`)) as { manifest: Manifest }
      return module.manifest
    }),
  )
}
