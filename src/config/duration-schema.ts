import { z } from 'zod'

/** A length of time with its unit, as `parseDuration` reads it. */
export const durationSchema = z.string().regex(/^\d+(\.\d+)?\s*(ms|s|m|h|d)$/, {
  error: ({ input }) => `"${input}" is not a duration: write a number and its unit, such as 200 ms, 30s, 5m, 2h or 7d`,
})

/** The same for what has to take some time: a wait of nothing would be none. */
export const positiveDurationSchema = durationSchema.refine((text) => /[1-9]/.test(text), 'Expected a duration above zero')
