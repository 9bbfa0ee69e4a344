import { z } from 'zod'
import type { SignerKind } from './kind.ts'
import { secretReference } from './secret-reference.ts'

const schema = z.strictObject({
  'key-version': z
    .string()
    .regex(
      /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+\/cryptoKeyVersions\/[0-9]+$/,
      'Expected projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/1',
    )
    .describe('Resource name of a version of an EC_SIGN_ED25519 key.'),
  address: z.string().optional().describe('Address (G...) that the key must have.'),
  'access-token': secretReference.default('${env.GOOGLE_ACCESS_TOKEN}').describe('An OAuth 2.0 access token. A secret.'),
  endpoint: z.string().default('https://cloudkms.googleapis.com').describe('Address of Cloud KMS.'),
})

export type GoogleKmsSettings = z.infer<typeof schema>

/** A key in Google Cloud Key Management Service. */
export const googleKms: SignerKind<GoogleKmsSettings> = {
  key: 'google-kms',
  schema,
  open: async (settings, context) => (await import('./google-kms-client.ts')).openGoogleKms(settings, context),
}
