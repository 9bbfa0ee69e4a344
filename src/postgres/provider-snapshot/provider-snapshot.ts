import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Run } from '../../core/action.ts'
import { durationText, parseDuration } from '../../core/duration.ts'
import type { Finished } from '../../core/process.ts'
import type { World } from '../../core/world.ts'
import { readText } from '../../database/file-store.ts'
import { withHeartbeat } from '../../database/heartbeat.ts'
import { lastWords } from '../../database/last-words.ts'
import type { StoredBackup } from '../../database/stored-backup.ts'
import { databaseSection } from '../database-section.ts'
import { judgeSnapshot } from './provider-snapshot-judge.ts'
import { snapshotCommandFailed, snapshotNotUsable, snapshotTooSlow, snapshotUnreadable } from './provider-snapshot-problems.ts'
import type { ProviderSnapshotSection } from './provider-snapshot-section.ts'

/** A snapshot of the provider that is whole. */
export interface ProviderSnapshot {
  readonly id: string
  /** ISO 8601 in UTC. */
  readonly created: string
  /** What a person does to restore it. */
  readonly restore: string | null
}

/** Beside the backup: which snapshot was asked for with it, so that another attempt does not ask for a second one. */
const requestFile = 'snapshot.json'
/** `refused`: it was judged to be no way back. */
const requestSchema = z.strictObject({ id: z.string(), requestedAt: z.iso.datetime(), refused: z.literal(true).optional() })
type SnapshotRequest = z.infer<typeof requestSchema>

const idSchema = z.object({ id: z.string().min(1) })
const descriptionSchema = z.object({
  id: z.string(),
  status: z.string(),
  created: z.string().nullish(),
  database: z.string(),
})

type Reading = Pick<Run, 'config' | 'references' | 'release'>

/**
 * Makes sure of the snapshot of section `database.backup.snapshot` and waits until it is whole. Null: none is asked for, or
 * an earlier attempt (`resumed`) began the migration without one: taken now it would hold what is half done.
 * Problems `postgres/snapshot-...`.
 */
export async function takeProviderSnapshot(
  { run, backup, resumed }: { run: Reading; backup: Pick<StoredBackup, 'store' | 'folder'>; resumed: boolean },
  world: World,
): Promise<ProviderSnapshot | null> {
  const section = run.config.require(databaseSection).backup.snapshot
  if (section === undefined) return null
  const commands = commandsOf(section, run, world)
  const startedMs = world.clock.elapsedMs()
  const earlier = await readRequest(backup)
  if (earlier === null && resumed) return null
  const request = earlier ?? (await world.write('provider snapshot', () => ask({ section, commands, backup }, world)))
  return await waitUntilWhole({ section, commands, request, backup, startedMs }, world)
}

/** A look that began in time is let come to its end, so that the status is told and not that it was cut off. */
const leastLookMs = 10_000
/** So many looks in a row may fail before the last: a provider has a bad moment within half an hour. */
const mostFailedLooks = 3
/** Exit code of a command that was ended, as it took too long. */
const endedForTime = 124

/** Runs one of the two commands. */
type Commands = (which: 'create' | 'describe', options: { variables: Record<string, string>; timeoutMs: number }) => Promise<Finished>

function commandsOf(section: ProviderSnapshotSection, { config, references, release }: Reading, world: World): Commands {
  const place = (...path: string[]) => ({ at: config.position('database', 'backup', 'snapshot', ...path) })
  const own = Object.entries(section.environment).map(([name, text]): [string, string] => [
    name,
    references.guarded(text, place('environment', name)),
  ])
  const name = `fairlead-${release.id.replaceAll(/[^A-Za-z0-9]+/g, '-')}-${Buffer.from(world.randomBytes(4)).toString('hex')}`
  return (which, { variables, timeoutMs }) =>
    world.processes.shell(references.guarded(section[which], place(which)), {
      directory: world.directory,
      environment: { ...Object.fromEntries(own), RELEASE_ID: release.id, SNAPSHOT_NAME: name, ...variables },
      signal: world.cancellation.signal,
      timeoutMs,
    })
}

/** The request is kept before anything else is done: what follows may be killed. */
async function ask(
  { section, commands, backup }: { section: ProviderSnapshotSection; commands: Commands; backup: Pick<StoredBackup, 'store' | 'folder'> },
  world: World,
): Promise<SnapshotRequest> {
  const requestedAt = world.clock.now().toISOString()
  const asked = commands('create', { variables: {}, timeoutMs: parseDuration(section.timeout).ms })
  const finished = await withHeartbeat('asking for a snapshot', asked, world)
  const { id } = readAnswer(idSchema, finished, 'create')
  const request = { id, requestedAt }
  await keepRequest(backup, request)
  world.log.line(`snapshot ${id} was asked for`)
  return request
}

async function waitUntilWhole(
  {
    section,
    commands,
    request,
    backup,
    startedMs,
  }: {
    section: ProviderSnapshotSection
    commands: Commands
    request: SnapshotRequest
    backup: Pick<StoredBackup, 'store' | 'folder'>
    startedMs: number
  },
  { clock, sleep, log, cancellation, write }: World,
): Promise<ProviderSnapshot> {
  const timeoutMs = parseDuration(section.timeout).ms
  let told = ''
  let failedLooks = 0
  for (;;) {
    const leftMs = timeoutMs - (clock.elapsedMs() - startedMs)
    const finished = await commands('describe', { variables: { SNAPSHOT_ID: request.id }, timeoutMs: Math.max(leftMs, leastLookMs) })
    cancellation.throwIfRequested('waiting for a snapshot')
    failedLooks = finished.exitCode === 0 ? 0 : failedLooks + 1
    if (failedLooks > 0 && failedLooks < mostFailedLooks && finished.exitCode !== endedForTime) {
      log.line(`snapshot ${request.id} could not be looked at, tried again: ${lastWords(finished)}`)
      await sleep(parseDuration(section.every).ms)
      continue
    }
    const { created = null, ...found } = readAnswer(descriptionSchema, finished, 'describe')
    const verdict = judgeSnapshot({ ...found, created }, { ...section, id: request.id, requestedAt: new Date(request.requestedAt) })
    if (verdict.usable === 'no') {
      // The next attempt asks for another one.
      await write('refuse snapshot', () => keepRequest(backup, { ...request, refused: true }), { evenWhenCancelled: true })
      throw snapshotNotUsable({ id: request.id, reason: verdict.because })
    }
    if (verdict.usable === 'yes') return { id: request.id, created: verdict.created, restore: section.restore ?? null }
    if (found.status !== told) log.line(`snapshot ${request.id} is ${found.status}`)
    told = found.status
    const waitedMs = clock.elapsedMs() - startedMs
    if (waitedMs >= timeoutMs) throw snapshotTooSlow({ id: request.id, status: found.status, waited: durationText(timeoutMs) })
    await sleep(Math.min(parseDuration(section.every).ms, timeoutMs - waitedMs))
  }
}

function readAnswer<Answer>(schema: z.ZodType<Answer>, finished: Finished, command: 'create' | 'describe'): Answer {
  if (finished.exitCode !== 0) {
    const ended =
      finished.exitCode === endedForTime
        ? 'it was ended, as it took too long'
        : `it ended with ${finished.exitCode}: ${lastWords(finished)}`
    throw snapshotCommandFailed({ command, reason: ended })
  }
  const read = schema.safeParse(tryJson(finished.stdout))
  if (read.success) return read.data
  const [issue] = read.error.issues
  const where = issue === undefined || issue.path.length === 0 ? 'it is no JSON object' : `"${issue.path.join('.')}": ${issue.message}`
  throw snapshotUnreadable({ command, reason: where })
}

/** Null: none was asked for that is still of use. One that cannot be read was: the careful reading is to stop. */
async function readRequest({ store, folder }: Pick<StoredBackup, 'store' | 'folder'>): Promise<SnapshotRequest | null> {
  const text = await readText(store, `${folder}/${requestFile}`)
  if (text === null) return null
  const read = requestSchema.safeParse(tryJson(text))
  if (!read.success)
    throw snapshotUnreadable({ command: 'create', reason: `${folder}/${requestFile} of an earlier attempt cannot be read` })
  return read.data.refused === true ? null : read.data
}

async function keepRequest({ store, folder }: Pick<StoredBackup, 'store' | 'folder'>, request: SnapshotRequest): Promise<void> {
  await store.put(`${folder}/${requestFile}`, Readable.from([Buffer.from(`${JSON.stringify(request)}\n`)]))
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
