import { z } from 'zod'
import { positiveDurationSchema } from '../../config/duration-schema.ts'
import { envStoreFormats } from './env-store-format.ts'

/** Values never stand in a command: it would show them in the list of processes. */
const command = z
  .string()
  .min(1)
  .refine(
    (text) => !text.includes('${'),
    'Expected no reference: values come on standard input, secrets under environment; bash needs no braces for $NAME',
  )

/** `contracts.env-stores`: where variables are kept that no file of the release folder holds. */
export const envStoreSchema = z.strictObject({
  name: z.string().min(1).describe('What people call it.'),
  command: command.describe('Bash that writes what it reads on standard input.'),
  check: command.describe('Bash that prints what the store holds now; nothing, with exit code 0, for what is not there.'),
  format: z
    .enum(envStoreFormats)
    .default('dotenv')
    .describe('How both speak: lines of NAME=value, one object of JSON, or `value`: run once for each variable, whose name is $VARIABLE.'),
  set: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, 'Expected a name of letters, digits and _'), z.string())
    .optional()
    .describe('Variables and their values, in the place of NAME_CONTRACT_ID.'),
  environment: z.record(z.string(), z.string()).default({}).describe('Variables that both commands get besides PATH and HOME: tokens.'),
  timeout: positiveDurationSchema.default('2m').describe('How long one command may take.'),
})

export type EnvStoreSection = z.infer<typeof envStoreSchema>
