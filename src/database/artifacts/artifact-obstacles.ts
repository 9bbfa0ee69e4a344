import type { Place, Problem } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { storeNotWritable } from '../backup-problems.ts'
import { reasonOf } from '../refusal.ts'
import { artifactsOutside, artifactsPublic, artifactsUnencrypted, artifactsVisibilityUnknown } from './artifact-problems.ts'
import { artifactSession } from './artifact-session.ts'
import type { RepositoryArtifacts } from './repository-artifacts.ts'

interface Looking {
  readonly location: string
  readonly isEncrypted: boolean
  readonly at: Place | null
  readonly repository: Pick<RepositoryArtifacts, 'isPublic'>
  /** Lists what is there; throws where that may not be read. */
  readonly look: () => Promise<unknown>
}

/**
 * What forbids a backup in artifacts. GitHub is asked for the visibility each time: the event of a run that is
 * repeated weeks later still says what was true when it began.
 */
export async function artifactObstacles(
  { location, isEncrypted, at, repository, look }: Looking,
  world: Pick<World, 'environment' | 'secrets' | 'runner'>,
): Promise<Problem[]> {
  const name = world.runner.facts.repository
  const unencrypted = isEncrypted ? [] : [artifactsUnencrypted({ store: location, at })]
  if (artifactSession(world) === null) return [...unencrypted, artifactsOutside({ store: location, at })]
  const visible = await repository.isPublic().then(
    (isPublic) => (isPublic ? [artifactsPublic({ repository: name, at })] : []),
    (cause) => [artifactsVisibilityUnknown({ repository: name, reason: reasonOf(cause), at, cause })],
  )
  if (visible.length > 0) return [...unencrypted, ...visible]
  const closed = await look().then(
    () => [],
    (cause: unknown) => [storeNotWritable({ store: location, reason: reasonOf((cause as { cause?: unknown }).cause ?? cause), at, cause })],
  )
  return [...unencrypted, ...closed]
}
