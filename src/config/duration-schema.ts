import { z } from 'zod'
import { parseDuration } from '../core/duration.ts'

/** A length of time with its unit, as `parseDuration` reads it. */
export const durationSchema = z.string().regex(/^\d+(\.\d+)?\s*(ms|s|m|h|d)$/, {
  error: ({ input }) => `"${input}" is not a duration: write a number and its unit, such as 200 ms, 30s, 5m, 2h or 7d`,
})

/** The same for what is counted in whole milliseconds, where 0 would mean without a limit. */
export const wholeMillisecondsSchema = durationSchema.refine(
  (text) => !durationSchema.safeParse(text).success || parseDuration(text).ms >= 1,
  'Expected a duration of 1 ms at least: 0 would be no limit',
)

/** The same for what has to take some time: a wait of nothing would be none. */
export const positiveDurationSchema = durationSchema.refine((text) => /[1-9]/.test(text), 'Expected a duration above zero')
