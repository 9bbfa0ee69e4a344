import { reasonOf } from '../../core/no-answer.ts'
import { isProblem, type Place } from '../../core/problem.ts'
import { retrying } from '../../core/retry.ts'
import type { World } from '../../core/world.ts'
import { isLoopback } from '../network/network.ts'
import { signingAnswerSpoiled, signingEndpointInvalid, signingServiceRefused, signingServiceUnreachable } from './problems.ts'

/** A service that holds a key, as problems speak of it. */
export interface SigningService {
  readonly name: string
  /** Where it stands in fairlead.yml. */
  readonly at: Place | null
  /** Its own words in an answer that refuses. */
  readonly refusalIn: (answer: Readonly<Record<string, unknown>>) => string
  /** What to do about a refusal. */
  readonly remedy: (refusal: string, status: number) => string
  /** Whether a refusal below 500 passes by itself. */
  readonly passes?: (refusal: string) => boolean
}

export interface ServiceRequest {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Record<string, string>
  readonly body?: string
}

interface Question<Answer> {
  readonly service: SigningService
  /** Made anew for each attempt: some carry the time. */
  readonly request: () => Promise<ServiceRequest>
  /** What is wanted of an answer; throws the problem `soroban/signing-answer-spoiled`. */
  readonly read: (answer: Readonly<Record<string, unknown>>) => Answer
}

const pausesMs = [250, 1_000, 2_500]
const answerTimeoutMs = 10_000
const longestRefusal = 300

type Asking = Pick<World, 'fetch' | 'sleep' | 'cancellation'>

/**
 * Asks a signing service. Asked again where no answer came, it has too much to do (429), failed (5xx), or the answer was
 * spoiled on its way; no longer once the run was cancelled. Problems `soroban/signing-service-unreachable` and `-refused`.
 */
export function askService<Answer>(question: Question<Answer>, world: Asking): Promise<Answer> {
  const { sleep, cancellation } = world
  const goOn = () => cancellation.throwIfRequested(`an answer of ${question.service.name}`)
  return retrying(
    async () => {
      goOn()
      return askOnce(question, world).catch((thrown: unknown) => {
        goOn()
        throw thrown
      })
    },
    { sleep: (ms) => sleep(ms, cancellation.signal).catch(goOn), pausesMs, isTemporary },
  )
}

function isTemporary(thrown: unknown): boolean {
  return isProblem(thrown, signingServiceUnreachable.definition.code) || isProblem(thrown, signingAnswerSpoiled.definition.code)
}

async function askOnce<Answer>({ service, request, read }: Question<Answer>, { fetch, cancellation }: Asking): Promise<Answer> {
  const { url, ...rest } = await request()
  const { name, at } = service
  const about = { service: name, host: new URL(url).host, at }
  // A token must not follow a redirect to another host.
  const signal = AbortSignal.any([AbortSignal.timeout(answerTimeoutMs), cancellation.signal])
  const response = await fetch(url, { ...rest, redirect: 'error', signal }).catch((cause: unknown) => {
    throw signingServiceUnreachable({ ...about, reason: reasonOf(cause, answerTimeoutMs), cause })
  })
  const answer = await objectIn(response)
  if (response.ok) return read(answer)
  const refusal = (service.refusalIn(answer) || `HTTP ${response.status}`).slice(0, longestRefusal)
  if (response.status === 429 || response.status >= 500 || service.passes?.(refusal) === true)
    throw signingServiceUnreachable({ ...about, reason: refusal })
  throw signingServiceRefused({ ...about, refusal, remedy: service.remedy(refusal, response.status) })
}

/** An answer without JSON, or with other JSON than an object, holds nothing. */
async function objectIn(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const answer: unknown = await response.json().catch(() => null)
  return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {}
}

/**
 * The address of a service, without a slash at its end: https, or plain http on this machine. Problem
 * `soroban/signing-endpoint-invalid`: also where it holds a password or a query, which messages of errors would show.
 */
export function serviceUrl(text: string, { service, at }: { service: string; at: Place | null }): string {
  if (!URL.canParse(text)) throw signingEndpointInvalid({ service, at })
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
  // The last letter too: a URL with an empty query, `https://host?`, has the search "".
  const isPlain = [username, password, search, hash].every((part) => part === '') && !/[?#]$/.test(text)
  if (!isSafe || !isPlain) throw signingEndpointInvalid({ service, at })
  return text.replace(/\/+$/, '')
}
