import type { Run } from '../../core/action.ts'
import { parseDuration } from '../../core/duration.ts'
import type { Finished } from '../../core/process.ts'
import type { World } from '../../core/world.ts'
import { withHeartbeat } from '../../database/heartbeat.ts'
import { lastWords } from '../../database/last-words.ts'
import { isSecretVariable } from '../../database/secret-variable.ts'
import { readStructure, type Structure } from '../backup/snapshot.ts'
import { type Database, databaseUrl } from '../database.ts'
import { dropNewInvalidIndexes } from './invalid-indexes.ts'
import { watchLockWaits } from './lock-waits.ts'
import type { CommandSection } from './migrate-section.ts'
import { beyondAutovacuumMs, type MigrationEnd, type MigrationTarget, pauseBeforeRetry } from './migration-end.ts'
import { endMigrationSessions } from './migration-sessions.ts'

/** A migration command with all it needs: nothing about it can be found missing any more once the backup is taken. */
export interface MigrationCommand {
  readonly kind: 'command'
  readonly text: string
  /** Holds secrets. */
  readonly environment: Readonly<Record<string, string>>
  /** The release folder when `release.copy` makes one, else the working directory. */
  readonly directory: string
  /** How its sessions call themselves. */
  readonly sessionNames: readonly string[]
  readonly versionTable: string | null
  /** Whether it failed when a line of its output says so, though it ended with 0. */
  readonly errorLinesFail: boolean
  readonly lockTimeoutMs: number
  readonly patienceMs: number
}

/** Problem `config/reference-without-value` for every variable that has none. */
export function readMigrationCommand(
  run: Pick<Run, 'config' | 'references' | 'release'>,
  { section, database, world }: { section: CommandSection; database: Database; world: Pick<World, 'directory'> },
): MigrationCommand {
  const { config, references, release } = run
  const own = section['application-name']
  return {
    kind: 'command',
    text: references.resolve(section.command, { at: config.position('database', 'migrate', 'command') }),
    environment: commandEnvironment(run, { given: section.environment, database }),
    directory: release.copy.length === 0 ? world.directory : release.directory,
    sessionNames: [database.applicationName('migrate'), ...(own === undefined ? [] : [own])],
    versionTable: section['version-table'] ?? null,
    errorLinesFail: section['error-lines'] === 'fail',
    lockTimeoutMs: parseDuration(section['lock-timeout']).ms,
    patienceMs: parseDuration(section['lock-patience']).ms,
  }
}

/**
 * Runs the command. When it failed for a lock that was not to be had, and the database shows that it did nothing, it is
 * run again, as long as there is patience.
 */
export async function runMigrationCommand(
  command: MigrationCommand,
  { database, target }: { database: Database; target: MigrationTarget },
  world: World,
): Promise<MigrationEnd> {
  const started = world.clock.elapsedMs()
  const before = await structureOf(command, { database, target })
  const blockers = new Set<string>()
  let stopped = 0
  let limitMs = command.lockTimeoutMs
  for (let attempt = 1; ; attempt += 1) {
    const attemptStarted = world.clock.elapsedMs()
    const { finished, waits, errorLine } = await runOnce(command, { database, target, limitMs, world })
    for (const blocker of waits.blockers()) blockers.add(blocker)
    stopped += waits.stopped()
    if (waits.behindAutovacuum()) limitMs = Math.max(limitMs, beyondAutovacuumMs)
    const cancelled = world.cancellation.requested()
    const now = world.clock.elapsedMs()
    const times = [{ migration: 'the command', ms: now - attemptStarted }]
    const end = { attempts: attempt, blockers: [...blockers], stopped, at: null, durationMs: now - started, times }
    const saidError = finished.exitCode === 0 ? errorLine : null
    if (finished.exitCode === 0 && saidError === null && !cancelled) return { ...end, succeeded: true, forLock: false, reason: '' }
    const forLock =
      waits.stopped() > 0 || [...finished.tail, saidError ?? ''].some((line) => /lock timeout|55P03|deadlock detected|40P01/i.test(line))
    const mayRetry = forLock && !cancelled && end.durationMs < command.patienceMs
    if (!mayRetry || !(await didNothing(command, { before, database, target }))) {
      const ended =
        saidError === null
          ? `the command ended with ${finished.exitCode}: ${lastWords(finished)}`
          : `the command ended with 0, and said: ${saidError}`
      const reason = cancelled ? 'the run was cancelled while the command ran' : ended
      return { ...end, succeeded: false, forLock: forLock && !cancelled, reason }
    }
    world.log.line(
      `a lock was not to be had within ${limitMs} ms, the command is run again; in the way: ${[...blockers].join('; ') || 'nobody was seen'}`,
    )
    await world.sleep(pauseBeforeRetry(attempt))
  }
}

async function runOnce(
  { text, environment, directory, sessionNames, errorLinesFail }: MigrationCommand,
  { database, target, limitMs, world }: { database: Database; target: MigrationTarget; limitMs: number; world: World },
): Promise<{ finished: Finished; waits: Awaited<ReturnType<typeof watchLockWaits>>; errorLine: string | null }> {
  await using waits = await watchLockWaits(database, { names: sessionNames, target: target.name, limitMs }, world)
  let errorLine: string | null = null
  const child = world.processes.shell(text, {
    directory,
    environment: { ...pgOptions(limitMs), ...environmentFor(environment, { live: database.name, target: target.name }) },
    signal: world.cancellation.signal,
    onLine(line) {
      world.log.line(line)
      if (errorLinesFail && saysError.test(line)) errorLine ??= line.trim()
    },
  })
  const finished = await withHeartbeat('migrating', child, world)
  await endMigrationSessions(database, { names: sessionNames, target }, world)
  return { finished, waits, errorLine }
}

/** How PostgreSQL and its tools write an error: `ERROR:  relation ...`, `psql:2.sql:3: ERROR:  ...`. */
const saysError = /(^|: )(ERROR|FATAL|PANIC): /

/** Reaches libpq, node-postgres and lib/pq alike: the one way to set a time limit inside a tool that is not ours. */
function pgOptions(limitMs: number): Record<string, string> {
  return { PGOPTIONS: `-c lock_timeout=${limitMs}` }
}

/** The command's environment with every address of the live database turned to the target. */
export function environmentFor(
  environment: Readonly<Record<string, string>>,
  { live, target }: { live: string; target: string },
): Record<string, string> {
  if (live === target) return { ...environment }
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      name === 'PGDATABASE' && value === live ? target : turned(value, { live, target }),
    ]),
  )
}

/** Addresses as the drivers write them (`postgresql+asyncpg://`, `jdbc:postgresql://`), and libpq's `host=... dbname=...`. */
function turned(value: string, { live, target }: { live: string; target: string }): string {
  const [, prefix = '', address = ''] = /^(jdbc:)?((?:postgres|postgis)[a-z0-9+]*:\/\/.*)$/is.exec(value) ?? []
  if (address === '' || !URL.canParse(address)) return turnedKeywords(value, { live, target })
  const url = new URL(address)
  if (decodeURIComponent(url.pathname.slice(1)) !== live) return value
  url.pathname = `/${encodeURIComponent(target)}`
  return `${prefix}${url.href}`
}

/** Only where the whole value is a list of keywords: a text that mentions one is no address. */
function turnedKeywords(value: string, { live, target }: { live: string; target: string }): string {
  const pair = String.raw`\w+\s*=\s*(?:'(?:[^'\\]|\\.)*'|[^\s']\S*)`
  if (!new RegExp(`^\\s*${pair}(?:\\s+${pair})*\\s*$`).test(value)) return value
  return value.replace(/(?<=^|\s)(dbname\s*=\s*)('(?:[^'\\]|\\.)*'|\S+)/, (whole, keyword: string, given: string) => {
    const name = (given.startsWith("'") ? given.slice(1, -1) : given).replaceAll(/\\(.)/g, '$1')
    return name === live ? `${keyword}'${target.replaceAll(/[\\']/g, '\\$&')}'` : whole
  })
}

async function structureOf(
  { versionTable }: Pick<MigrationCommand, 'versionTable'>,
  { database, target }: { database: Database; target: MigrationTarget },
): Promise<Structure> {
  await using session = await database.connect({ to: target.name, as: 'read' })
  return await readStructure(session, versionTable)
}

/** Invalid indexes of an interrupted CREATE INDEX CONCURRENTLY are no work done: they are removed first. */
async function didNothing(
  command: MigrationCommand,
  { before, database, target }: { before: Structure; database: Database; target: MigrationTarget },
): Promise<boolean> {
  await using session = await database.connect({ to: target.name, as: 'migrate' })
  await dropNewInvalidIndexes(session, before.invalidIndexes)
  const after = await readStructure(session, command.versionTable)
  return after.schema.fingerprint === before.schema.fingerprint && after.version.digest === before.version.digest
}

/** What a command of the project is given: the address, the release, and what the section adds. Holds secrets. */
export function commandEnvironment(
  { config, references, release }: Pick<Run, 'config' | 'references' | 'release'>,
  { given, database }: { given: Readonly<Record<string, string>>; database: Database },
): Record<string, string> {
  const more = Object.entries(given).map(([name, text]): [string, string] => {
    const at = config.position('database', 'migrate', 'environment', name)
    return [name, isSecretVariable(name) ? references.secret(text, { at }) : references.guarded(text, { at })]
  })
  return {
    DATABASE_URL: databaseUrl({ config, references }),
    RELEASE_ID: release.id,
    RELEASE_COMMIT: release.commit,
    RELEASE_DIR: release.directory,
    PGAPPNAME: database.applicationName('migrate'),
    ...Object.fromEntries(more),
  }
}
