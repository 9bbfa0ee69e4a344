import type { IncomingMessage } from 'node:http'
import { type Answer, type ArtifactState, bearerOf, blobUrl, demand, finished } from './artifact-state.ts'

const pageSize = 100

/** The REST calls for artifacts and for the repository itself. */
export function restAnswer(
  state: ArtifactState,
  request: IncomingMessage,
  { pathname, query }: { pathname: string; query: URLSearchParams },
): Answer {
  const access = state.tokens.get(bearerOf(request))
  if (access === undefined) return { status: 401, body: { message: 'Bad credentials' } }
  const path = pathname.replace(`/repos/${state.repository}`, '')
  if (path === '')
    return state.visibility === 'unknown'
      ? { status: 404, body: { message: 'Not Found' } }
      : { status: 200, body: { private: state.visibility === 'private', visibility: state.visibility } }
  const needs = request.method === 'GET' ? ['read', 'write'] : ['write']
  if (!needs.includes(access)) return { status: 403, body: { message: 'Resource not accessible by integration' } }
  if (path === '/actions/artifacts') {
    const [size, number] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)]
    demand(size >= 1 && size <= pageSize && number >= 1, 'a page of at most 100')
    const all = finished(state).toReversed()
    const artifacts = all.slice((number - 1) * size, number * size).map(({ id, name, expired }) => ({ id, name, expired }))
    return { status: 200, body: { total_count: all.length, artifacts } }
  }
  const [, id, zip] = /^\/actions\/artifacts\/(\d+)(\/zip)?$/.exec(path) ?? []
  const upload = finished(state).find((one) => one.id === Number(id))
  if (upload === undefined) return { status: 404, body: { message: 'Not Found' } }
  if (upload.expired) return { status: 410, body: { message: 'Artifact has expired' } }
  if (request.method === 'GET' && zip !== undefined) return { status: 302, headers: { location: blobUrl(state, upload) } }
  demand(request.method === 'DELETE' && zip === undefined, 'a known call')
  state.uploads = state.uploads.filter((one) => one !== upload)
  return { status: 204 }
}
