import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Keypair } from '@stellar/stellar-sdk/base'
import type { Network } from '../../../local/network/network.ts'
import { awsKeyId, awsKeys, awsRegion, startAwsKms } from '../../support/signing/aws-kms.ts'
import { googleKeyVersion, googleToken, startGoogleKms } from '../../support/signing/google-kms.ts'
import type { SigningStandIn } from '../../support/signing/json-server.ts'
import { startVault, vaultNamespace, vaultToken } from '../../support/signing/vault.ts'
import { makeSystem, type System } from './system.ts'

/** fairlead.yml with one small contract, and this deployer: a flow of YAML. */
export function oneContract(deployer: string, more = ''): string {
  return `system: traqora
release: { directory: "releases/\${release.id}", copy: [packages] }
environments:
  rehearsal:
    network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
contracts:
  deployer: ${deployer}
  ${more}
  deploy:
    token:
      wasm: contracts/wasm/token.wasm
      constructor: { admin: "\${deployer.address}", name: Traqora, symbol: TRQ, decimals: 7, supply: "1000000000" }
      read-back: { call: parameters }
`
}

/** A signer of one kind whose key is a stand-in's. */
export interface StoodIn extends AsyncDisposable {
  /** As it stands in fairlead.yml. */
  readonly yml: string
  readonly env: Readonly<Record<string, string>>
  readonly service: SigningStandIn
  /** Names of the operations that tell the key, and that sign. */
  readonly operations: { readonly key: string; readonly sign: string }
  /** What must show nowhere. */
  readonly canaries: readonly string[]
}

export type Kind = 'aws-kms' | 'google-kms' | 'vault'

/** What stands under the key of a kind; `more` is added to it, or changes it. */
export async function standInFor(kind: Kind, pair: Keypair, more: Readonly<Record<string, string>> = {}): Promise<StoodIn> {
  const written = (fields: Readonly<Record<string, string>>) => `{ ${kind}: ${JSON.stringify({ ...fields, ...more })} }`
  switch (kind) {
    case 'aws-kms': {
      const service = await startAwsKms(pair)
      const fields = { 'key-id': awsKeyId, region: awsRegion, endpoint: service.url, 'session-token': '${env.AWS_SESSION_TOKEN}' }
      const { accessKeyId, secretAccessKey, sessionToken } = awsKeys
      const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken }
      return stood(service, { yml: written(fields), env, operations: { key: 'GetPublicKey', sign: 'Sign' } })
    }
    case 'google-kms': {
      const service = await startGoogleKms(pair)
      const fields = { 'key-version': googleKeyVersion, endpoint: service.url }
      const env = { GOOGLE_ACCESS_TOKEN: googleToken }
      return stood(service, { yml: written(fields), env, operations: { key: 'publicKey', sign: 'asymmetricSign' } })
    }
    case 'vault': {
      const service = await startVault(pair)
      const fields = { url: service.url, key: 'deployer', mount: 'keys/transit', namespace: vaultNamespace }
      return stood(service, { yml: written(fields), env: { VAULT_TOKEN: vaultToken }, operations: { key: 'keys', sign: 'sign' } })
    }
  }
}

function stood(service: SigningStandIn, about: Pick<StoodIn, 'yml' | 'env' | 'operations'>): StoodIn {
  return { ...about, service, canaries: Object.values(about.env), [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() }
}

/** A system whose deployer's seed is not in the environment of the action. */
export async function keylessSystem(
  network: Network,
  { pair, yml, funded = true }: { pair: Keypair; yml: string; funded?: boolean },
): Promise<System> {
  const system = await makeSystem(network, { yml, deployer: pair, funded })
  return { ...system, deploy: (options = {}) => system.deploy({ ...options, env: { STELLAR_SECRET_KEY: '', ...options.env } }) }
}

/** A command that signs with the seed in its own variable, written down beside it what it got. */
export const signingCommand = `node ${join(import.meta.dirname, 'sign.mjs')}`

/** The content of every file in a folder. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))
}
