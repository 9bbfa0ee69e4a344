import { Readable } from 'node:stream'
import type { Problem } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { storeNotWritable, storeUnreadable } from '../backup-problems.ts'
import type { FileStore } from '../file-store.ts'
import { Refusal, reasonOf } from '../refusal.ts'
import {
  freeName,
  presentFiles,
  removalFile,
  removalOrder,
  type StoredArtifact,
  storedArtifact,
  storedArtifacts,
} from './artifact-index.ts'
import { artifactObstacles } from './artifact-obstacles.ts'
import { artifactsOutside } from './artifact-problems.ts'
import { artifactSession } from './artifact-session.ts'
import { type RepositoryArtifacts, repositoryArtifacts } from './repository-artifacts.ts'
import { type RunArtifacts, runArtifacts } from './run-artifacts.ts'

interface ArtifactPlace {
  /** What the names of the artifacts begin with. */
  readonly name: string
  readonly 'retention-days'?: number | undefined
  /** Of the job; null: none was given, and nothing of other runs can be seen. */
  readonly token: string | null
}

type ArtifactWorld = Pick<World, 'fetch' | 'sleep' | 'environment' | 'runner' | 'secrets' | 'clock'>

const dayMs = 24 * 60 * 60 * 1_000
const namesAtMost = 100

/** Artifacts of GitHub Actions: written and read by the service of this run, those of other runs by the REST API. */
export function artifactStore({ name: prefix, 'retention-days': days, token }: ArtifactPlace, world: ArtifactWorld): FileStore {
  const location = `artifact://${prefix}`
  const repository = repositoryArtifacts(token, world)
  const run = () => {
    const session = artifactSession(world)
    if (session === null) throw artifactsOutside({ store: location })
    return runArtifacts(session, world)
  }
  const writing = failingAs((reason, cause) => storeNotWritable({ store: location, reason, cause }))
  const reading = failingAs((reason, cause) => storeUnreadable({ store: location, reason, cause }))
  // Read once: within a step nobody else writes to the backups of its release. Kept up by what is written here.
  let known: Promise<StoredArtifact[]> | null = null
  const artifacts = () => {
    known ??= reading(readAll({ prefix, run: run(), repository }))
    return known
  }
  const put = async (path: string, content: Readable) => {
    const before = await artifacts()
    const added = await writing(write(run(), { prefix, path, content, before, expiresAt: expiry(world, days) }))
    known = Promise.resolve([...before, added])
  }
  return {
    location,
    obstacles: (backup) => artifactObstacles({ ...backup, location, repository, look: artifacts }, world),
    put,
    async get(path) {
      const artifact = presentFiles(await artifacts()).get(path)
      if (artifact === undefined) return null
      return reading(artifact.ofRun === null ? repository.open(artifact) : run().open(artifact.ofRun))
    },
    folders: async () => [...new Set([...presentFiles(await artifacts()).values()].map(({ folder }) => folder))],
    async removeFolder(folder, { first }) {
      const mine = (await artifacts()).filter((artifact) => artifact.folder === folder)
      for (const artifact of removalOrder(mine, { first })) {
        if (await writing(remove(artifact, { run: run(), repository }))) {
          known = Promise.resolve((await artifacts()).filter((other) => other !== artifact))
          continue
        }
        // What this token may not delete expires by itself; until then the folder is said to be gone.
        const isThere = [...presentFiles(await artifacts()).values()].some((file) => file.folder === folder)
        if (isThere) await put(`${folder}/${removalFile}`, Readable.from([Buffer.from('removed\n')]))
        return
      }
    },
  }
}

async function readAll({
  prefix,
  run,
  repository,
}: {
  prefix: string
  run: RunArtifacts
  repository: RepositoryArtifacts
}): Promise<StoredArtifact[]> {
  return storedArtifacts(prefix, { ofRepository: await repository.list(), ofRun: await run.list() })
}

/** A name may be taken by an upload that was cut and that no list shows: the next one is tried. */
async function write(
  run: RunArtifacts,
  {
    prefix,
    path,
    content,
    before,
    expiresAt,
  }: { prefix: string; path: string; content: Readable; before: readonly StoredArtifact[]; expiresAt: Date | null },
): Promise<StoredArtifact> {
  const taken = new Set(before.map(({ name }) => name))
  for (let tried = 0; tried < namesAtMost; tried += 1) {
    const name = freeName({ prefix, path }, taken)
    const uploaded = await run.upload(name, content, { expiresAt })
    const added = uploaded === null ? null : storedArtifact(prefix, { id: uploaded.id, name, ofRun: uploaded })
    if (added !== null) return added
    taken.add(name)
  }
  throw new Refusal(409, `409: ${namesAtMost} artifacts of the name of ${path} are there`)
}

/** False: the token may not. */
async function remove(
  artifact: StoredArtifact,
  { run, repository }: { run: RunArtifacts; repository: RepositoryArtifacts },
): Promise<boolean> {
  if (artifact.ofRun === null) return repository.remove(artifact)
  await run.remove(artifact.ofRun)
  return true
}

/** GitHub refuses a time beyond what the repository allows, which the runner tells. */
function expiry({ clock, environment }: Pick<World, 'clock' | 'environment'>, days: number | undefined): Date | null {
  if (days === undefined) return null
  const allowed = Number(environment['GITHUB_RETENTION_DAYS'] ?? '')
  return new Date(clock.now().getTime() + (allowed >= 1 ? Math.min(days, allowed) : days) * dayMs)
}

function failingAs(problem: (reason: string, cause: unknown) => Problem) {
  return <Result>(work: Promise<Result>) =>
    work.catch((cause) => {
      throw problem(reasonOf(cause), cause)
    })
}
