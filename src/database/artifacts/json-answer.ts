import { z } from 'zod'
import { Refusal } from '../refusal.ts'

const told = z.object({ msg: z.string().optional(), message: z.string().optional() })

/** The JSON of an answer in its expected form; otherwise a refusal that says what the server said. */
export async function readAnswer<Answer>(response: Response, { of, answer }: { of: string; answer: z.ZodType<Answer> }): Promise<Answer> {
  const json: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    const { msg, message } = told.safeParse(json).data ?? {}
    throw new Refusal(response.status, `${of}: ${response.status} ${msg ?? message ?? 'without a reason'}`)
  }
  const read = answer.safeParse(json)
  if (read.success) return read.data
  throw new Refusal(response.status, `${of}: an answer of another form than expected (${read.error.issues[0]?.path.join('.') ?? ''})`)
}
