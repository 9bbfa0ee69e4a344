import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { System } from './system.ts'

/** What the stand-in for a provider's command-line tool does besides its work. */
export type ProviderBehavior =
  | 'works'
  | 'fails'
  | 'refuses'
  | 'stale'
  | 'foreign'
  | 'another'
  | 'garbage'
  | 'hangs'
  | 'slow'
  | 'timeless'
  | 'falters'
  | 'refuses looks'

/** Like RDS: a snapshot is `creating`, has no time until it is `available`, and a name can be used once. */
const script = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
const [command, name] = process.argv.slice(2)
const behavior = process.env.BEHAVIOR
const state = existsSync('provider.json') ? JSON.parse(readFileSync('provider.json', 'utf8')) : { snapshots: {}, environments: [], looks: 0 }
state.environments.push(process.env)
if (command === 'create') {
  if (behavior === 'refuses' || state.snapshots[name] !== undefined) {
    save()
    console.error('An error occurred (SnapshotQuotaExceeded) with key ' + process.env.PROVIDER_KEY)
    process.exit(254)
  }
  state.snapshots[name] = { id: name, status: 'creating', created: null, database: behavior === 'foreign' ? 'traqora-staging' : 'traqora-production' }
  save()
  console.log(JSON.stringify({ id: name }))
} else {
  const snapshot = state.snapshots[name]
  state.looks += 1
  if (behavior === 'refuses looks' || (behavior === 'falters' && state.looks <= 2)) {
    save()
    console.error('An error occurred (Throttling)')
    process.exit(255)
  }
  if (behavior === 'hangs') await new Promise((resolve) => setTimeout(resolve, 600_000))
  if (behavior !== 'slow' && state.looks >= 3) {
    snapshot.status = behavior === 'fails' ? 'failed' : 'available'
    snapshot.created = behavior === 'timeless' ? null : behavior === 'stale' ? '2026-11-01T04:00:00Z' : new Date().toISOString()
  }
  save()
  console.log(behavior === 'garbage' ? '<html>502</html>' : JSON.stringify({ ...snapshot, ...(behavior === 'another' ? { id: 'rds:nightly' } : {}) }))
}
function save() { writeFileSync('provider.json', JSON.stringify(state)) }
`

export const providerKey = 'provider-key-canary-7731'

/** The YAML of `backup.snapshot`, and the tool it names in the checkout. */
export async function provideSnapshots(system: System, behavior: ProviderBehavior, timeout = '20s'): Promise<string> {
  await system.write('provider.mjs', script)
  return `    snapshot:
      create: node provider.mjs create "$SNAPSHOT_NAME"
      describe: node provider.mjs describe "$SNAPSHOT_ID"
      of: traqora-production
      environment: { BEHAVIOR: ${behavior}, PROVIDER_KEY: "\${env.PROVIDER_KEY}" }
      every: 50ms
      timeout: ${timeout}
      restore: restore it in the console of the provider`
}

export interface ProviderState {
  readonly snapshots: Readonly<Record<string, { readonly status: string }>>
  readonly environments: readonly Readonly<Record<string, string>>[]
}

export async function providerState({ repository }: Pick<System, 'repository'>): Promise<ProviderState> {
  return JSON.parse(await readFile(join(repository, 'provider.json'), 'utf8')) as ProviderState
}
