import type { Place, Problem } from '../core/problem.ts'
import { recipientInvalid } from './backup-problems.ts'

/** The problem of a text that is no age recipient, or null. The text is not repeated: it may be a secret key. */
export async function recipientProblem(text: string, at: Place | null): Promise<Problem | null> {
  if (text.startsWith('AGE-SECRET-KEY-')) return recipientInvalid({ reason: 'it is a secret key, which must not stand here', at })
  if (!text.startsWith('age1')) return recipientInvalid({ reason: 'it does not begin with age1', at })
  const { Encrypter } = await import('age-encryption')
  try {
    new Encrypter().addRecipient(text)
    return null
  } catch (cause) {
    return recipientInvalid({ reason: 'its checksum is wrong: a character is missing or another', at, cause })
  }
}
