import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type Answer, type ArtifactState, bearerOf, blobUrl, Complaint, demand, finished, type Upload } from './artifact-state.ts'

/** The service that runners speak to: Twirp with JSON. */
export function twirpAnswer(state: ArtifactState, request: IncomingMessage, { method, body }: { method: string; body: Buffer }): Answer {
  const session = state.sessions.get(bearerOf(request))
  if (session === undefined) return { status: 401, body: { code: 'unauthenticated', msg: 'bad token' } }
  demand(request.method === 'POST' && request.headers['content-type'] === 'application/json', 'a POST of JSON')
  const fields = JSON.parse(body.toString('utf8')) as Record<string, unknown>
  const { workflow_run_backend_id: run, workflow_job_run_backend_id: job, name } = fields
  demand(run === session.runBackendId, 'the run of the token')
  const mine = (upload: Upload) => upload.runBackendId === run && upload.jobBackendId === job && upload.name === name
  const only = (...names: string[]) => {
    const others = Object.keys(fields).filter((key) => !['workflow_run_backend_id', 'workflow_job_run_backend_id', ...names].includes(key))
    demand(others.length === 0, `no field ${others.join(', ')}`)
  }
  switch (method) {
    case 'CreateArtifact': {
      only('name', 'version', 'mime_type', 'expires_at')
      demand(job === session.jobBackendId, 'the job of the token')
      demand(typeof name === 'string' && /^[^"':<>|*?\r\n\\/]{1,255}$/.test(name), 'a name without the signs that are forbidden')
      demand(fields['version'] === 7 && fields['mime_type'] === 'application/octet-stream', 'version 7 and a type: no zip')
      const expiresAt = (fields['expires_at'] as string | undefined) ?? null
      demand(expiresAt === null || new Date(expiresAt).toISOString() === expiresAt, 'expires_at as RFC 3339')
      if (state.uploads.some(mine))
        return { status: 409, body: { code: 'already_exists', msg: 'an artifact with this name already exists' } }
      const signature = randomBytes(32).toString('base64')
      state.signatures.push(signature)
      const upload = { ...session, name: String(name), expiresAt, signature, staged: new Map(), committed: null, id: null, expired: false }
      state.uploads.push(upload)
      return { status: 200, body: { ok: true, signed_upload_url: blobUrl(state, upload) } }
    }
    case 'FinalizeArtifact': {
      only('name', 'size', 'hash')
      const upload = state.uploads.find((one) => mine(one) && one.id === null)
      if (upload === undefined || upload.committed === null) return { status: 404, body: { code: 'not_found', msg: 'no such upload' } }
      demand(fields['size'] === String(upload.committed.length), 'the size of the blob, as text')
      demand(fields['hash'] === `sha256:${createHash('sha256').update(upload.committed).digest('hex')}`, 'the hash of the blob')
      upload.id = state.nextId++
      if (state.spoiled.some((pattern) => pattern.test(upload.name)) && upload.committed.length > 0)
        upload.committed = Buffer.concat([upload.committed.subarray(0, -1), Buffer.from([(upload.committed.at(-1) ?? 0) ^ 1])])
      return { status: 200, body: { ok: true, artifact_id: String(upload.id) } }
    }
    case 'ListArtifacts': {
      only('name_filter')
      const filter = fields['name_filter']
      const found = finished(state).filter((one) => one.runBackendId === run && (filter === undefined || one.name === filter))
      return { status: 200, body: found.length === 0 ? {} : { artifacts: found.map(listedForm) } }
    }
    case 'GetSignedArtifactURL': {
      only('name')
      const upload = finished(state).find(mine)
      return upload === undefined
        ? { status: 404, body: { code: 'not_found', msg: 'no such artifact' } }
        : { status: 200, body: { signed_url: blobUrl(state, upload) } }
    }
    case 'DeleteArtifact': {
      only('name')
      const upload = finished(state).find(mine)
      if (upload === undefined) return { status: 404, body: { code: 'not_found', msg: 'no such artifact' } }
      state.uploads = state.uploads.filter((one) => one !== upload)
      return { status: 200, body: { ok: true, artifact_id: String(upload.id) } }
    }
    default:
      throw new Complaint(`no method ${method}`)
  }
}

function listedForm({ runBackendId, jobBackendId, id, name, committed }: Upload) {
  const size = committed?.length ?? 0
  return {
    workflow_run_backend_id: runBackendId,
    workflow_job_run_backend_id: jobBackendId,
    database_id: String(id),
    name,
    ...(size === 0 ? {} : { size: String(size) }),
  }
}
