import { z } from 'zod'
import type { References } from '../core/resolve.ts'
import { readResolvedExpression } from '../core/resolved-expression.ts'
import type { ProbeContext } from './kind.ts'
import { addressInvalid, expectationNotMet, redirected, statusWrong, unreachable } from './problems.ts'
import { type Answer, isAnswer, type NoAnswer, type RequestToSend } from './request.ts'
import { type Observation, passed, refused } from './result.ts'

/** Keys of a request and of what its answer must be: of the probe `http` and of the steps of a scenario. */
export const requestKeys = {
  url: z.string().describe('The whole address. Redirects are not followed.'),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).optional().describe('Default GET.'),
  headers: z.record(z.string(), z.string()).optional(),
  json: z.unknown().optional().describe('Sent as JSON. A text that is exactly one reference to a captured value keeps its type.'),
  body: z.string().optional().describe('Sent as it is.'),
  status: z
    .union([z.int(), z.array(z.int()).min(1)])
    .optional()
    .describe('Default 200.'),
  expect: z.string().optional().describe('CEL over status, headers, body, text and ms; must be true.'),
}

export interface DeclaredRequest {
  readonly url: string
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly json?: unknown
  readonly body?: string | undefined
  readonly status?: number | readonly number[] | undefined
  readonly expect?: string | undefined
}

/** The request with every reference replaced. */
export function requestOf(
  declared: DeclaredRequest,
  context: Pick<ProbeContext, 'at' | 'references' | 'probe'>,
  captured: ReadonlyMap<string, unknown> = new Map(),
): RequestToSend {
  const { references } = context
  const url = references.resolve(declared.url, { at: context.at('url') })
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw addressInvalid({ probe: context.probe, reason: 'it is no http or https address', at: context.at('url') })
  }
  const headers = Object.fromEntries(
    Object.entries(declared.headers ?? {}).map(([name, text]) => [name, references.guarded(text, { at: context.at('headers', name) })]),
  )
  const sendsJson = declared.json !== undefined
  const body = sendsJson
    ? JSON.stringify(withValues(declared.json, { references, captured, at: context.at('json') }))
    : declared.body === undefined
      ? null
      : references.resolve(declared.body, { at: context.at('body') })
  return {
    url,
    method: declared.method ?? 'GET',
    headers: { ...(sendsJson ? { 'content-type': 'application/json' } : {}), ...headers },
    body,
  }
}

/** Reads the expectation once and gives what judges an answer. */
export async function judgeOf(
  { status = 200, expect }: DeclaredRequest,
  context: Pick<ProbeContext, 'at' | 'probe' | 'references'>,
): Promise<(answer: Answer | NoAnswer, url: string) => Observation> {
  const { probe, at, references } = context
  const expression = expect === undefined ? null : await readResolvedExpression(expect, { references, at: at('expect') })
  const wanted = typeof status === 'number' ? [status] : status
  const expected = `status ${wanted.join(' or ')}${expect === undefined ? '' : ` and ${expect}`}`
  return (answer, url) => {
    const address = addressText(url)
    if (!isAnswer(answer)) {
      return refused(unreachable({ probe, address, reason: answer.reason, at: at('url') }), { expected, observed: answer.reason })
    }
    const observed = `status ${answer.status}`
    if (!wanted.includes(answer.status)) {
      const parameters = { probe, address, observed: String(answer.status), at: at('url') }
      const location = answer.headers['location'] ?? ''
      const isRedirect = answer.status >= 300 && answer.status < 400 && location !== ''
      const problem = isRedirect
        ? redirected({ ...parameters, location: addressText(location) })
        : statusWrong({ ...parameters, expected: wanted.join(' or ') })
      return refused(problem, { expected, observed })
    }
    if (expression === null || expect === undefined) return passed(expected, observed)
    const looked = expression.judge(answerValues(answer))
    if (looked.holds) return passed(expected, `${observed}, ${looked.observed}`)
    return refused(expectationNotMet({ probe, expression: expect, observed: looked.observed, at: at('expect') }), {
      expected,
      observed: looked.observed,
    })
  }
}

/** What CEL sees of an answer; `body` only where it is JSON. */
export function answerValues({ status, headers, text, ms, ...rest }: Answer): Record<string, unknown> {
  return { status, headers, text, ms, ...('json' in rest ? { body: rest.json } : {}) }
}

/** An address as it may stand in a message: without user, password and query. */
export function addressText(url: string): string {
  if (!URL.canParse(url)) return url.split('?')[0] ?? ''
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname === '/' ? '' : pathname}`
}

/** The path of an address that still holds references: a name for the probe. */
export function pathText(url: string): string {
  const path =
    url
      .replace(/^\$\{[^}]*\}/, '')
      .replace(/^https?:\/\/[^/]*/, '')
      .split('?')[0] ?? ''
  return path === '' ? '/' : path
}

function withValues(
  value: unknown,
  options: { references: References; captured: ReadonlyMap<string, unknown>; at: ReturnType<ProbeContext['at']> },
): unknown {
  if (Array.isArray(value)) return value.map((item) => withValues(item, options))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withValues(item, options)]))
  }
  if (typeof value !== 'string') return value
  const whole = /^\$\{\s*captured\.([^${}]+?)\s*\}$/.exec(value)?.[1]
  if (whole !== undefined && options.captured.has(whole)) return options.captured.get(whole)
  return options.references.resolve(value, { at: options.at })
}
