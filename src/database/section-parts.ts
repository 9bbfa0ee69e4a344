import { z } from 'zod'
import { durationSchema } from '../config/duration-schema.ts'

/** Parts that `database` and `sqlite` have alike. */
export const drillSchema = z
  .strictObject({
    rto: durationSchema.default('1h').describe('Longest time to a restored database.'),
    rpo: durationSchema.default('24h').describe('Greatest age of the newest backup.'),
  })
  .default({ rto: '1h', rpo: '24h' })
  .describe('What a drill (`mode: drill`) is held to.')

export const keepSchema = durationSchema
  .default('7d')
  .describe('Older backups, and what is kept for them, are removed; never the newest verified one.')

/** Rows; each section says what is left to a person beyond it. */
export const maxLostRowsSchema = z.number().int().min(0).default(0)
