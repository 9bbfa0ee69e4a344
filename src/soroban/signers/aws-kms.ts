import { z } from 'zod'
import type { SignerKind } from './kind.ts'
import { secretReference } from './secret-reference.ts'

const schema = z.strictObject({
  'key-id': z.string().min(1).describe('Id, ARN or alias (alias/NAME) of an ECC_NIST_EDWARDS25519 key.'),
  region: z.string().min(1),
  address: z.string().optional().describe('Address (G...) that the key must have.'),
  endpoint: z.string().optional().describe('Address of KMS, where it is not the public one of the region.'),
  'access-key-id': secretReference.default('${env.AWS_ACCESS_KEY_ID}').describe('A secret.'),
  'secret-access-key': secretReference.default('${env.AWS_SECRET_ACCESS_KEY}').describe('A secret.'),
  'session-token': secretReference.optional().describe('Of temporary keys. A secret.'),
})

export type AwsKmsSettings = z.infer<typeof schema>

/** A key in AWS Key Management Service. */
export const awsKms: SignerKind<AwsKmsSettings> = {
  key: 'aws-kms',
  schema,
  open: async (settings, context) => (await import('./aws-kms-client.ts')).openAwsKms(settings, context),
}
