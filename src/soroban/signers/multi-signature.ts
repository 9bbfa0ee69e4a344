import { z } from 'zod'
import { durationSchema } from '../../config/duration-schema.ts'
import { signerSchemas } from './open-signer.ts'

const elsewhere = z.strictObject({
  address: z.string().describe('Address (G...) of one who signs elsewhere: the signature is given with the input `signatures`.'),
})

/** An account that several keys sign for. */
export const multiSignatureSchema = z.strictObject({
  account: z.string().describe('The account (G...) that the contract ids belong to.'),
  signers: z
    .array(z.union([...signerSchemas, elsewhere]))
    .min(1)
    .describe('Its signers, in the order they are asked; as many sign as its thresholds ask for.'),
  'fee-payer': z
    .union(signerSchemas)
    .optional()
    .describe('Pays the fees in the place of the account. Needed where the signers on this machine do not reach its low threshold.'),
  'signing-window': durationSchema.default('24h').describe('How long what is signed elsewhere can be used.'),
})

export type MultiSignature = z.infer<typeof multiSignatureSchema>
