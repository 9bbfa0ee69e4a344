import type { Run } from '../../core/action.ts'
import type { World } from '../../core/world.ts'
import { withHeartbeat } from '../../database/heartbeat.ts'
import { lastWords } from '../../database/last-words.ts'
import type { Database } from '../database.ts'
import { databaseSection } from '../database-section.ts'
import { commandEnvironment, environmentFor } from './migration-command.ts'
import type { MigrationTarget } from './migration-end.ts'

/** How the release before is asked whether it can live with the new schema. */
export interface CompatibilityCheck {
  readonly command: string
  /** Whether a no ends the release. */
  readonly required: boolean
  /** Holds secrets. */
  readonly environment: Readonly<Record<string, string>>
  readonly directory: string
}

export interface Compatibility {
  readonly compatible: boolean
  /** The last words of the command; empty when it said yes. */
  readonly reason: string
  readonly durationMs: number
}

/** Null: `database.migrate.compatible` is not set. */
export function readCompatibilityCheck(
  run: Pick<Run, 'config' | 'references' | 'release' | 'history'>,
  { database, world }: { database: Database; world: Pick<World, 'directory'> },
): CompatibilityCheck | null {
  const { config, references, release, history } = run
  const { migrate } = config.require(databaseSection)
  if (migrate.compatible === undefined) return null
  const before = history.lastAccepted(release.id)
  return {
    command: references.resolve(migrate.compatible.command, { at: config.position('database', 'migrate', 'compatible', 'command') }),
    required: migrate.compatible.required,
    environment: {
      ...commandEnvironment(run, { given: 'command' in migrate ? migrate.environment : {}, database }),
      PREVIOUS_RELEASE: before?.release ?? '',
      PREVIOUS_COMMIT: before?.commit ?? '',
    },
    directory: world.directory,
  }
}

/** Runs the command with every address of the live database turned to the migrated copy. */
export async function proveCompatible(
  { command, environment, directory }: CompatibilityCheck,
  { database, target }: { database: Database; target: MigrationTarget },
  world: World,
): Promise<Compatibility> {
  const child = world.processes.shell(command, {
    directory,
    environment: environmentFor(environment, { live: database.name, target: target.name }),
    signal: world.cancellation.signal,
    onLine: (line) => world.log.line(line),
  })
  const finished = await withHeartbeat('asking the release before', child, world)
  const compatible = finished.exitCode === 0 && !world.cancellation.requested()
  return {
    compatible,
    reason: compatible ? '' : `it ended with ${finished.exitCode}: ${lastWords(finished)}`,
    durationMs: finished.durationMs,
  }
}
