import type { RepositoryState } from './state.ts'

export type Access = 'none' | 'read' | 'write'
export type Permissions = Readonly<Record<string, Access>>

/** One request, after the token was looked at. */
export interface Call {
  readonly repository: RepositoryState
  readonly parameters: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly apiUrl: string
  readonly actor: string
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Route {
  readonly method: string
  /** Below `/repos/OWNER/NAME`; `:name` is one segment, `*name` all that follow. */
  readonly path: string
  /** What a token needs, as GitHub's permission table says. */
  readonly needs: readonly [scope: string, access: 'read' | 'write']
  readonly answer: (call: Call) => Answer
}

/** An answer that ends the request. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly answer: Answer

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message)
    this.answer = {
      status,
      body: {
        message,
        ...(errors === undefined ? {} : { errors }),
        documentation_url: 'https://docs.github.com/rest',
        status: String(status),
      },
    }
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found')
}

/** 422 as GitHub words a failed validation. */
export function invalid(message: string, errors?: readonly unknown[]): Refusal {
  return new Refusal(422, message, errors)
}

export function ok(body: unknown): Answer {
  return { status: 200, body }
}

export function created(body: unknown): Answer {
  return { status: 201, body }
}

/** A text of the body, or 422. */
export function textField(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name]
  if (typeof value !== 'string' || value === '') throw invalid('Validation Failed', [{ code: 'missing_field', field: name }])
  return value
}

/** One page of a list, with GitHub's `Link` header: 30 on a page, at most 100. */
export function page<Item>(call: Call, all: readonly Item[], shape: (items: Item[]) => unknown): Answer {
  const size = Math.min(Math.max(Number(call.query.get('per_page') ?? 30) || 30, 1), 100)
  const number = Math.max(Number(call.query.get('page') ?? 1) || 1, 1)
  const last = Math.max(Math.ceil(all.length / size), 1)
  const link = (target: number, rel: string) => {
    const query = new URLSearchParams(call.query)
    query.set('page', String(target))
    return `<${call.apiUrl}${call.parameters['']}?${query}>; rel="${rel}"`
  }
  const links = [
    ...(number > 1 ? [link(number - 1, 'prev')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
    ...(number > 1 ? [link(1, 'first')] : []),
  ]
  return {
    status: 200,
    body: shape(all.slice((number - 1) * size, number * size)),
    ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }),
  }
}

/** The commit that a parameter means, or GitHub's 422 for one that does not exist. */
export function commitOf({ repository }: Call, ref: string): string {
  const sha = repository.resolve(ref)
  if (sha === null) throw invalid(`No commit found for SHA: ${ref}`)
  return sha
}
