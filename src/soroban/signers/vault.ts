import { z } from 'zod'
import type { SignerKind } from './kind.ts'
import { secretReference } from './secret-reference.ts'

const schema = z.strictObject({
  url: z.string().describe('Address of the server: https://vault.example:8200.'),
  key: z
    .string()
    .regex(/^[\w.-]+$/, 'Expected the name of a key')
    .describe('Name of an ed25519 key of the transit engine.'),
  mount: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*$/, 'Expected a path')
    .default('transit')
    .describe('Where the transit engine is mounted.'),
  namespace: z.string().optional().describe('Of Vault Enterprise or HCP.'),
  address: z.string().optional().describe('Address (G...) of the version of the key to sign with. By default the latest version signs.'),
  token: secretReference.default('${env.VAULT_TOKEN}').describe('A secret.'),
})

export type VaultSettings = z.infer<typeof schema>

/** A key in the transit engine of HashiCorp Vault, or of OpenBao. */
export const vault: SignerKind<VaultSettings> = {
  key: 'vault',
  schema,
  open: async (settings, context) => (await import('./vault-client.ts')).openVault(settings, context),
}
