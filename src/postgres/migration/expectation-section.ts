import { z } from 'zod'
import { tableName } from './table-name.ts'

export const expectationSchema = z
  .strictObject({
    query: z.string().min(1).describe('One SELECT; it runs in a transaction that may not write.'),
    'no-full-scan': z
      .array(tableName)
      .min(1)
      .optional()
      .describe('Tables that the query must be able to reach by an index, whatever their size is today.'),
    answer: z.string().optional().describe('What its only row has in its first column, as text.'),
  })
  .refine((given) => given.answer !== undefined || given['no-full-scan'] !== undefined, 'Expected answer or no-full-scan')

/** What has to hold once a migration has run. */
export type Expectation = z.infer<typeof expectationSchema>
