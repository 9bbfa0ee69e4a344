import type { Keypair } from '@stellar/stellar-sdk/base'
import { type SigningStandIn, standIn, Violation } from './json-server.ts'

export const vaultToken = 'hvs.canary-vault-token-000'
export const vaultNamespace = 'release/team'

/** Vault's transit engine, mounted at `keys/transit`, with the ed25519 key `deployer`: its versions, the oldest first. */
export function startVault(...versions: readonly Keypair[]): Promise<SigningStandIn> {
  return standIn(({ method, url, headers, body }) => {
    if (headers['x-vault-request'] !== 'true' || headers['x-vault-token'] !== vaultToken || headers['x-vault-namespace'] !== vaultNamespace)
      throw refused(403, 'permission denied')
    if (method === 'GET' && url === '/v1/keys/transit/keys/deployer') {
      const keyOf = (pair: Keypair) => ({
        creation_time: '2026-01-01T00:00:00Z',
        name: 'ed25519',
        public_key: Buffer.from(pair.rawPublicKey()).toString('base64'),
      })
      const keys = Object.fromEntries(versions.map((pair, index) => [String(index + 1), keyOf(pair)]))
      const data = { type: 'ed25519', derived: false, exportable: false, latest_version: versions.length, min_decryption_version: 1, keys }
      return { operation: 'keys', answer: { request_id: '1', lease_id: '', renewable: false, lease_duration: 0, data } }
    }
    if (method !== 'POST' || url !== '/v1/keys/transit/sign/deployer') throw refused(404, `${method} ${url}`)
    const asked = JSON.parse(body) as { input: string; key_version: number }
    if (Object.keys(asked).sort().join() !== 'input,key_version') throw refused(400, `fields ${Object.keys(asked)}`)
    const pair = versions[asked.key_version - 1]
    const input = Buffer.from(asked.input, 'base64')
    if (pair === undefined || input.length !== 32) throw refused(400, `version ${asked.key_version}, ${input.length} bytes`)
    const signature = `vault:v${asked.key_version}:${Buffer.from(pair.sign(input)).toString('base64')}`
    return { operation: 'sign', answer: { request_id: '2', data: { signature, key_version: asked.key_version } } }
  })
}

function refused(status: number, text: string): Violation {
  return new Violation(text, { status, body: { errors: [text] } })
}
