import type { Run } from '../core/action.ts'
import { parseDuration } from '../core/duration.ts'
import type { World } from '../core/world.ts'
import type { Database } from './database.ts'
import { databaseSection } from './database-section.ts'
import { lastWords, withHeartbeat } from './programs.ts'

export interface MigrationEnd {
  readonly succeeded: boolean
  /** `the command ended with 1: ERROR: ...`; empty when it succeeded. */
  readonly reason: string
  readonly durationMs: number
}

/** Variables whose values are secrets wherever they come from. */
const secretNames = /secret|password|passwd|token|key|credential|dsn|url$/i

/** A migration command with all it needs: nothing about it can be found missing any more once the backup is taken. */
export interface MigrationCommand {
  readonly text: string
  readonly environment: Readonly<Record<string, string>>
  /** The release folder when `release.copy` makes one, else the working directory. */
  readonly directory: string
  /** How its sessions call themselves. */
  readonly sessionNames: readonly string[]
}

/** Problem `config/reference-without-value` for every variable that has none. */
export function readMigrationCommand(
  { config, references, release }: Pick<Run, 'config' | 'references' | 'release'>,
  { database, world }: { database: Database; world: Pick<World, 'directory'> },
): MigrationCommand {
  const { migrate } = config.require(databaseSection)
  const own = migrate['application-name']
  return {
    text: references.resolve(migrate.command, { at: config.position('database', 'migrate', 'command') }),
    environment: commandEnvironment({ config, references, release }, database),
    directory: release.copy.length === 0 ? world.directory : release.directory,
    sessionNames: [database.applicationName('migrate'), ...(own === undefined ? [] : [own])],
  }
}

/** Runs the command once. What it left is read from the database, never from its words. */
export async function runMigrationCommand(
  { text, environment, directory, sessionNames }: MigrationCommand,
  database: Database,
  world: World,
): Promise<MigrationEnd> {
  const finished = await world.write('migrate', async () => {
    const child = world.processes.shell(text, {
      directory,
      environment,
      signal: world.cancellation.signal,
      onLine: (line) => world.log.line(line),
    })
    const ended = await withHeartbeat('migrating', child, world)
    await endMigrationSessions(database, { names: sessionNames, world })
    return ended
  })
  const cancelled = world.cancellation.requested()
  return {
    succeeded: finished.exitCode === 0 && !cancelled,
    reason: cancelled
      ? 'the run was cancelled while the command ran'
      : finished.exitCode === 0
        ? ''
        : `the command ended with ${finished.exitCode}: ${lastWords(finished)}`,
    durationMs: finished.durationMs,
  }
}

function commandEnvironment(
  { config, references, release }: Pick<Run, 'config' | 'references' | 'release'>,
  database: Database,
): Record<string, string> {
  const { url, migrate } = config.require(databaseSection)
  const given = Object.entries(migrate.environment).map(([name, text]): [string, string] => {
    const at = config.position('database', 'migrate', 'environment', name)
    const isSecret = secretNames.test(name) || /\$\{env\.[^}]*(secret|password|token|key|url)/i.test(text)
    return [name, isSecret ? references.secret(text, { at }) : references.resolve(text, { at })]
  })
  return {
    DATABASE_URL: references.secret(url, { at: config.position('database', 'url') }),
    RELEASE_ID: release.id,
    RELEASE_COMMIT: release.commit,
    RELEASE_DIR: release.directory,
    // Reaches libpq, node-postgres and lib/pq alike: the one way to set a time limit inside a tool that is not ours.
    PGOPTIONS: `-c lock_timeout=${parseDuration(migrate['lock-timeout']).ms}`,
    PGAPPNAME: database.applicationName('migrate'),
    ...Object.fromEntries(given),
  }
}

/** A cancelled command may leave sessions at work; only when they are gone is what it did a known outcome. */
async function endMigrationSessions(
  database: Database,
  { names, world }: { names: readonly string[]; world: Pick<World, 'sleep'> },
): Promise<void> {
  for (;;) {
    const left = await database.maintenance.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = ANY ($2::text[])',
      [database.name, names],
    )
    if (left.length === 0) return
    await world.sleep(20)
  }
}
