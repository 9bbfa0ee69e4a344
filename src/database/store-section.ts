import { z } from 'zod'

const directory = z.strictObject({ directory: z.string().describe('Folder that keeps the backups; it must survive the job.') })

const s3 = z.strictObject({
  s3: z
    .strictObject({
      bucket: z.string().min(1),
      prefix: z.string().default('').describe('Folder within the bucket.'),
      region: z.string().default('us-east-1'),
      endpoint: z.url().optional().describe('Address of another server than Amazon that speaks S3.'),
      'access-key-id': z.string().default('${env.AWS_ACCESS_KEY_ID}').describe('A secret.'),
      'secret-access-key': z.string().default('${env.AWS_SECRET_ACCESS_KEY}').describe('A secret.'),
      'session-token': z.string().optional().describe('Of temporary keys. A secret.'),
    })
    .describe('A bucket of Amazon S3 or of any server that speaks it. What is written is read back and compared.'),
})

const artifact = z.strictObject({
  artifact: z
    .strictObject({
      name: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/, 'Expected letters, digits and . _ -')
        .default('fairlead-backup')
        .describe('What the names of the artifacts begin with.'),
      'retention-days': z
        .number()
        .int()
        .min(1)
        .max(90)
        .optional()
        .describe('When GitHub removes them; without it after the time that the repository sets. A way back needs them that long.'),
    })
    .describe('Artifacts of GitHub Actions, one for each file of a backup. Encrypted backups of repositories that are not public only.'),
})

export const storeSchema = z.union([directory, s3, artifact])

export type StoreSection = z.infer<typeof storeSchema>
