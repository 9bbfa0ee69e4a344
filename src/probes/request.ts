import { reasonOf } from '../core/no-answer.ts'
import type { World } from '../core/world.ts'

export interface RequestToSend {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** An answer, read whole. */
export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The parsed JSON; absent where the text is none. */
  readonly json?: unknown
  readonly ms: number
}

/** Nothing that can be judged came back. */
export interface NoAnswer {
  readonly reason: string
  readonly ms: number
}

const longestAnswer = 1024 * 1024

/**
 * Sends one request on a connection of its own and reads the answer whole. Redirects are not followed: a page that
 * sends one to a login is not the page. TLS is always verified.
 */
export async function sendRequest(
  { url, method, headers, body }: RequestToSend,
  { fetch, clock, signal }: Pick<World, 'fetch' | 'clock'> & { signal: AbortSignal },
): Promise<Answer | NoAnswer> {
  const started = clock.elapsedMs()
  const sinceStart = () => clock.elapsedMs() - started
  try {
    const response = await fetch(url, { method, headers: { connection: 'close', ...headers }, body, redirect: 'manual', signal })
    const text = await readWhole(response)
    const ms = sinceStart()
    if (text === null) return { reason: 'its answer is longer than 1 MiB', ms }
    return { status: response.status, headers: Object.fromEntries(response.headers), text, ...parsed(text), ms }
  } catch (thrown) {
    return { reason: signal.aborted ? 'no answer in time' : reasonOf(thrown), ms: sinceStart() }
  }
}

export function isAnswer(answer: Answer | NoAnswer): answer is Answer {
  return 'status' in answer
}

async function readWhole(response: Response): Promise<string | null> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > longestAnswer) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): { json?: unknown } {
  try {
    return { json: JSON.parse(text) as unknown }
  } catch {
    return {}
  }
}
