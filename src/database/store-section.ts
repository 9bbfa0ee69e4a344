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

export const storeSchema = z.union([directory, s3])

export type StoreSection = z.infer<typeof storeSchema>
