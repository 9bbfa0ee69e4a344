/**
 * Why a request got no answer, for people: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. undici says only "fetch failed"; why stands
 * in the cause. `timeoutMs`: how long its signal waited, where it had a timeout.
 */
export function reasonOf(thrown: unknown, timeoutMs: number | null = null): string {
  const cause = (thrown as { cause?: unknown }).cause ?? thrown
  const { name, code, message } = cause as { name?: string; code?: string; message?: string }
  if (name === 'TimeoutError' && timeoutMs !== null) return `no answer within ${timeoutMs / 1_000} s`
  return code ?? message ?? String(thrown)
}
