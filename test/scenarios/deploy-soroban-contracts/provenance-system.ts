import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Network } from '../../../local/network/network.ts'
import { passphrases } from '../../../src/soroban/network/network-section.ts'
import { type Attestation, builder, makeSigstore, type Sigstore } from '../../support/sigstore.ts'
import { makeSystem, type System } from './system.ts'

/** Starts as mainnet does, since it is the passphrase that makes it mainnet. */
export const asMainnet = { passphrase: passphrases.mainnet }

export interface AttestedSystem extends System {
  readonly sigstore: Sigstore
  /** sha256 of the wasm of a contract. */
  digest(contract: string): Promise<string>
  /** Puts an attestation of a contract somewhere; by default beside its wasm. */
  attest(contract: string, given?: Partial<Attestation>, path?: string): Promise<void>
  put(path: string, content: string | Uint8Array): Promise<void>
}

export const attested = `{ workflow: ${builder.workflow}, ref: ${builder.ref}, trusted-root: trusted-root.json }`

/** Contracts without arguments, on the network that is mainnet; provenance is line 8, the first contract line 10. */
export function manifestOf({
  provenance = attested,
  network = '{ name: mainnet, rpc: "${env.STELLAR_RPC_URL}" }',
  bundle = '',
} = {}): string {
  return `system: traqora
release: { directory: "releases/\${release.id}" }
environments:
  rehearsal:
    network: ${network}
contracts:
  deployer: { secret-key: "\${env.STELLAR_SECRET_KEY}" }
  provenance: ${provenance}
  deploy:
    refund: { wasm: contracts/wasm/refund.wasm${bundle} }
    second: { wasm: contracts/wasm/second.wasm }
`
}

export async function makeAttestedSystem(network: Network, { yml = manifestOf() } = {}): Promise<AttestedSystem> {
  const [system, sigstore] = await Promise.all([makeSystem(network, { yml }), makeSigstore()])
  const wasm = (contract: string) => join('contracts', 'wasm', `${contract}.wasm`)
  const put = async (path: string, content: string | Uint8Array) => {
    await mkdir(dirname(join(system.repository, path)), { recursive: true })
    await writeFile(join(system.repository, path), content)
  }
  const digest = async (contract: string) =>
    createHash('sha256')
      .update(await readFile(join(system.repository, wasm(contract))))
      .digest('hex')
  // The same contract built twice has two digests: a custom section may stand at the end.
  const refund = await readFile(join(system.repository, wasm('refund')))
  await put(wasm('second'), Buffer.concat([refund, Buffer.from([0, 2, 1, 0x78])]))
  await put('trusted-root.json', JSON.stringify(sigstore.trustedRoot))
  return {
    ...system,
    sigstore,
    digest,
    put,
    async attest(contract, given = {}, path = `${wasm(contract)}.sigstore.json`) {
      await put(path, JSON.stringify(await sigstore.attest({ digest: await digest(contract), ...given })))
    },
  }
}
