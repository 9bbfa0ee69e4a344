import type { Run } from '../core/action.ts'
import type { Finished } from '../core/process.ts'
import type { World } from '../core/world.ts'
import { withHeartbeat } from '../database/heartbeat.ts'
import { lastWords } from '../database/last-words.ts'
import { isSecretVariable } from '../database/secret-variable.ts'
import { differencesBetween, type SqliteSnapshot } from './content.ts'
import type { DatabaseFile } from './database-file.ts'
import { type LiveFile, liveSnapshot } from './live-file.ts'
import type { SqliteMigrationEnd } from './migration-end.ts'
import { migratesVariable } from './orphans.ts'
import type { SqliteCommandSection } from './sqlite-section.ts'

const retryPauseMs = 250

/** A migration command with all it needs: nothing about it can be found missing any more once the backup is taken. */
export interface SqliteCommand {
  readonly kind: 'command'
  readonly text: string
  /** For the file that is to be migrated. Holds secrets. */
  readonly environmentFor: (file: Pick<DatabaseFile, 'path'>) => Readonly<Record<string, string>>
  /** The release folder when `release.copy` makes one, else the working directory. */
  readonly directory: string
}

/** Problem `config/reference-without-value` for every variable that has none. */
export function readCommand(
  { config, references, release }: Pick<Run, 'config' | 'references' | 'release'>,
  { section, live, world }: { section: SqliteCommandSection; live: LiveFile; world: Pick<World, 'directory'> },
): SqliteCommand {
  const environmentFor: SqliteCommand['environmentFor'] = ({ path }) => {
    const known = references.with(new Map([['sqlite.file', path]]))
    const own = Object.entries(section.environment).map(([name, text]): [string, string] => {
      const at = config.position('sqlite', 'migrate', 'environment', name)
      return [name, isSecretVariable(name) ? known.secret(text, { at }) : known.guarded(text, { at })]
    })
    return {
      DATABASE_URL: `sqlite:${encodeURI(path).replaceAll(/[?#]/g, encodeURIComponent)}`,
      DATABASE_FILE: path,
      RELEASE_ID: release.id,
      RELEASE_COMMIT: release.commit,
      RELEASE_DIR: release.directory,
      ...Object.fromEntries(own),
      [migratesVariable]: live.file.path,
    }
  }
  environmentFor(live.file)
  return {
    kind: 'command',
    text: references.resolve(section.command, { at: config.position('sqlite', 'migrate', 'command') }),
    environmentFor,
    directory: release.copy.length === 0 ? world.directory : release.directory,
  }
}

/** Runs the command. When it was refused for a lock of others, and it did nothing, it is run again as long as there is patience. */
export async function runCommand(command: SqliteCommand, target: LiveFile, world: World): Promise<SqliteMigrationEnd> {
  const started = world.clock.elapsedMs()
  const before = await liveSnapshot(target, world)
  for (let attempts = 1; ; attempts += 1) {
    const child = world.processes.shell(command.text, {
      directory: command.directory,
      environment: command.environmentFor(target.file),
      signal: world.cancellation.signal,
      onLine: (line) => world.log.line(line),
    })
    const finished = await withHeartbeat('migrating', child, world)
    const durationMs = world.clock.elapsedMs() - started
    const cancelled = world.cancellation.requested()
    if (finished.exitCode === 0 && !cancelled) return { succeeded: true, reason: '', at: null, durationMs, attempts }
    const mayRetry = wasLocked(finished) && !cancelled && durationMs < target.patienceMs
    if (!mayRetry || !(await didNothing(before, target, world))) {
      const reason = cancelled
        ? 'the run was cancelled while the command ran'
        : `the command ended with ${finished.exitCode}: ${lastWords(finished)}`
      return { succeeded: false, reason, at: null, durationMs, attempts }
    }
    world.log.line('the file was locked by others, and the command changed nothing: it is run again')
    await world.sleep(retryPauseMs)
  }
}

function wasLocked({ tail }: Finished): boolean {
  return tail.some((line) => /SQLITE_BUSY|SQLITE_LOCKED|database (?:table )?is locked/i.test(line))
}

async function didNothing(before: SqliteSnapshot, target: LiveFile, world: World): Promise<boolean> {
  return differencesBetween(before, await liveSnapshot(target, world)).length === 0
}
