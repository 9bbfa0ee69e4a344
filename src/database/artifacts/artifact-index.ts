import type { RepositoryArtifact } from './repository-artifacts.ts'
import type { RunArtifact } from './run-artifacts.ts'

/**
 * An artifact that holds a file of a backup. Artifacts cannot be changed, so a file that was written again has several:
 * the one with the greatest id, which GitHub counts up, is the file.
 */
export interface StoredArtifact {
  readonly id: number
  readonly name: string
  readonly folder: string
  readonly file: string
  /** Of this run, and reached by its service; null: of another, and reached by the REST API. */
  readonly ofRun: RunArtifact | null
}

/** `PREFIX~FOLDER~FILE`, and `~2` and so on behind it. None of the parts may hold the sign itself. */
const separator = '~'

/** A file of this name takes every older one of its folder away: the removal where the token may not delete. */
export const removalFile = '.removed'

/** The first name for a file that no artifact has. */
export function freeName({ prefix, path }: { prefix: string; path: string }, taken: ReadonlySet<string>): string {
  const name = [prefix, ...path.split('/')].join(separator)
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}${separator}${number}`
    if (!taken.has(candidate)) return candidate
  }
}

/** Of all artifacts those that belong to this store, each once, the oldest first. */
export function storedArtifacts(
  prefix: string,
  { ofRun, ofRepository }: { ofRun: readonly RunArtifact[]; ofRepository: readonly RepositoryArtifact[] },
): StoredArtifact[] {
  const byId = new Map(ofRepository.map(({ id, name }) => [id, storedArtifact(prefix, { id, name, ofRun: null })]))
  for (const artifact of ofRun) byId.set(artifact.id, storedArtifact(prefix, { id: artifact.id, name: artifact.name, ofRun: artifact }))
  return [...byId.values()].filter((artifact) => artifact !== null).toSorted((one, other) => one.id - other.id)
}

/** Null: it is none of this store. */
export function storedArtifact(prefix: string, artifact: Pick<StoredArtifact, 'id' | 'name' | 'ofRun'>): StoredArtifact | null {
  const [start, folder = '', file = '', number = '2', ...more] = artifact.name.split(separator)
  const isOurs = start === prefix && folder !== '' && file !== '' && /^\d+$/.test(number) && more.length === 0
  return isOurs ? { ...artifact, folder, file } : null
}

/** The files there are: of each the newest, without those that were removed. */
export function presentFiles(artifacts: readonly StoredArtifact[]): ReadonlyMap<string, StoredArtifact> {
  const present = new Map<string, StoredArtifact>()
  for (const artifact of artifacts.toSorted((one, other) => one.id - other.id)) {
    if (artifact.file !== removalFile) present.set(`${artifact.folder}/${artifact.file}`, artifact)
    else for (const [path, { folder }] of present) if (folder === artifact.folder) present.delete(path)
  }
  return present
}

/** In which order the artifacts of a folder are deleted, so that no older file shows in between: `first`, oldest first, and the removals last. */
export function removalOrder(artifacts: readonly StoredArtifact[], { first }: { first: string }): StoredArtifact[] {
  const rank = ({ file }: StoredArtifact) => (file === first ? 0 : file === removalFile ? 2 : 1)
  return artifacts.toSorted((one, other) => rank(one) - rank(other) || one.id - other.id)
}
