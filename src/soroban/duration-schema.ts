import { z } from 'zod'
import { parseDuration } from '../core/duration.ts'

/** A text such as 30d. */
export const durationSchema = z.string().superRefine((text, context) => {
  try {
    parseDuration(text)
  } catch {
    context.addIssue({ code: 'custom', message: `"${text}" is not a duration such as 30d` })
  }
})
