import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { World } from '../../core/world.ts'
import { askingAgain, Refusal } from '../refusal.ts'
import type { ArtifactSession } from './artifact-session.ts'
import { openBlob, uploadBlob } from './blob.ts'
import { readAnswer } from './json-answer.ts'

/** A finished artifact of this run; the backend ids tell which attempt and job of it made it. */
export interface RunArtifact {
  readonly id: number
  readonly name: string
  readonly runBackendId: string
  readonly jobBackendId: string
}

/** Artifacts of the run that we are part of, by the service that runners themselves use (version 4 of artifacts). */
export interface RunArtifacts {
  list(): Promise<RunArtifact[]>
  /** Null: this job has an artifact of that name already, and nothing of the content was read. */
  upload(name: string, content: Readable, options: { expiresAt: Date | null }): Promise<RunArtifact | null>
  open(artifact: RunArtifact): Promise<Readable>
  remove(artifact: RunArtifact): Promise<void>
}

/** From here on a file goes up as it is, without a zip around it. */
const formVersion = 7
const mimeType = 'application/octet-stream'

const id = z.coerce.number().int().positive()
const created = z.object({ ok: z.literal(true), signed_upload_url: z.url() })
const finalized = z.object({ ok: z.literal(true), artifact_id: id })
const listed = z.object({
  artifacts: z
    .array(
      z.object({
        workflow_run_backend_id: z.string(),
        workflow_job_run_backend_id: z.string(),
        database_id: id,
        name: z.string(),
        // Left out where it is 0, as everywhere in JSON of protobuf.
        size: z.coerce.number().default(0),
      }),
    )
    .default([]),
})
const signed = z.object({ signed_url: z.url() })
const deleted = z.object({ ok: z.literal(true) })

export function runArtifacts(session: ArtifactSession, world: Pick<World, 'fetch' | 'sleep' | 'secrets'>): RunArtifacts {
  const call = <Answer>(request: Call<Answer>) => askingAgain(() => send(request, { session, fetch: world.fetch }), world)
  const list = (filter: Record<string, string>) => call({ method: 'ListArtifacts', of: session, fields: filter, answer: listed })
  const signature = (url: string) => {
    const text = new URL(url).searchParams.get('sig')
    if (text !== null) world.secrets.learn('signature of an artifact', text)
    return url
  }
  const begin = async (name: string, expiresAt: Date | null) => {
    const fields = {
      name,
      version: formVersion,
      mime_type: mimeType,
      ...(expiresAt === null ? {} : { expires_at: expiresAt.toISOString() }),
    }
    try {
      return await call({ method: 'CreateArtifact', of: session, fields, answer: created })
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.status === 409) return null
      throw thrown
    }
  }
  const finish = async (name: string, { bytes, sha256 }: { bytes: number; sha256: string }) => {
    try {
      const fields = { name, size: String(bytes), hash: `sha256:${sha256}` }
      return (await call({ method: 'FinalizeArtifact', of: session, fields, answer: finalized })).artifact_id
    } catch (thrown) {
      // The answer to an earlier attempt may have been lost: what is listed is finished.
      const { artifacts } = await list({ name_filter: name })
      const mine = artifacts.find((one) => one.workflow_job_run_backend_id === session.jobBackendId && one.size === bytes)
      if (mine === undefined) throw thrown
      return mine.database_id
    }
  }
  return {
    async list() {
      const { artifacts } = await list({})
      return artifacts.map(({ database_id, name, workflow_run_backend_id: runBackendId, workflow_job_run_backend_id: jobBackendId }) => ({
        id: database_id,
        name,
        runBackendId,
        jobBackendId,
      }))
    },
    async upload(name, content, { expiresAt }) {
      const begun = await begin(name, expiresAt)
      if (begun === null) return null
      const stored = await uploadBlob(signature(begun.signed_upload_url), content, world)
      const { runBackendId, jobBackendId } = session
      return { id: await finish(name, stored), name, runBackendId, jobBackendId }
    },
    async open(artifact) {
      const { name } = artifact
      const { signed_url: url } = await call({ method: 'GetSignedArtifactURL', of: artifact, fields: { name }, answer: signed })
      return openBlob(signature(url), world)
    },
    async remove(artifact) {
      await call({ method: 'DeleteArtifact', of: artifact, fields: { name: artifact.name }, answer: deleted })
    },
  }
}

interface Call<Answer> {
  readonly method: string
  readonly of: Pick<RunArtifact, 'runBackendId' | 'jobBackendId'>
  readonly fields: Readonly<Record<string, string | number>>
  readonly answer: z.ZodType<Answer>
}

/** Twirp: a POST of JSON for each method. */
async function send<Answer>(
  { method, of, fields, answer }: Call<Answer>,
  { session, fetch }: { session: ArtifactSession; fetch: World['fetch'] },
): Promise<Answer> {
  const response = await fetch(`${session.url}/twirp/github.actions.results.api.v1.ArtifactService/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${session.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ workflow_run_backend_id: of.runBackendId, workflow_job_run_backend_id: of.jobBackendId, ...fields }),
  })
  return readAnswer(response, { of: method, answer })
}
