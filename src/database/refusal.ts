import { retrying } from '../core/retry.ts'
import type { World } from '../core/world.ts'

/** What a server that answered had against a request: `403 AccessDenied: ...`. Holds nothing of keys, tokens and addresses. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, text: string) {
    super(text)
    this.status = status
  }
}

const pausesMs = [500, 1_000, 2_000]

/** Asks again where nothing or a 5xx came back. For requests that may be repeated. */
export function askingAgain<Result>(request: () => Promise<Result>, { sleep }: Pick<World, 'sleep'>): Promise<Result> {
  return retrying(request, { sleep, pausesMs, isTemporary: (thrown) => !(thrown instanceof Refusal && thrown.status < 500) })
}

/** What the server said, or the code of a failed socket; never the address. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof Refusal) return cause.message
  const { code } = ((cause as { cause?: unknown }).cause ?? cause) as { code?: unknown }
  return typeof code === 'string' ? code : 'no answer'
}
