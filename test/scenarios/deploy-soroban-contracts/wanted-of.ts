import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Network } from '../../../local/network/network.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { realProcesses } from '../../../src/core/process.ts'
import { references } from '../../../src/core/resolve.ts'
import { rememberSecrets } from '../../../src/core/secrets.ts'
import { neverCancelled } from '../../../src/core/signals.ts'
import { sections } from '../../../src/sections.ts'
import { type Chain, openChain } from '../../../src/soroban/network/chain.ts'
import { loadSdk } from '../../../src/soroban/network/sdk.ts'
import { readWanted } from '../../../src/soroban/read-wanted.ts'
import type { Wanted } from '../../../src/soroban/wanted.ts'
import type { System } from './system.ts'

/** What a system's fairlead.yml wants, read as the action reads it, and the chain it is on. */
export async function wantedOf(
  { repository, deployer }: Pick<System, 'repository' | 'deployer'>,
  { rpcUrl }: Pick<Network, 'rpcUrl'>,
): Promise<{ wanted: Wanted; chain: Chain }> {
  const text = await readFile(join(repository, 'fairlead.yml'), 'utf8')
  const environment = { STELLAR_RPC_URL: rpcUrl, STELLAR_SECRET_KEY: deployer.secret() }
  const config = loadConfig({ text, file: 'fairlead.yml', environment: 'rehearsal', inline: new Map(), sections })
  const run = { config, references: references({ values: new Map(), environment, secrets: rememberSecrets({ mask: () => undefined }) }) }
  const cancellation = neverCancelled()
  const world = { directory: repository, fetch: globalThis.fetch, sleep: async () => undefined, processes: realProcesses({}), cancellation }
  const wanted = await readWanted(run, world, await loadSdk())
  return { wanted, chain: await openChain(wanted.network, world) }
}
