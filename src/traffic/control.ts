import { connect } from 'node:net'
import { join } from 'node:path'
import { inheritedVariables } from '../core/process.ts'
import type { References } from '../core/resolve.ts'
import type { World } from '../core/world.ts'
import type { Color } from './color.ts'
import { type Identity, readIdentity } from './identity.ts'
import { portTaken, startFailed, stopFailed, wrongRelease } from './problems.ts'
import { addressOf, type Service, type StartedRelease } from './services.ts'
import { findSupervised, lastWords, startSupervised, stopSupervised } from './supervise.ts'

type ControlWorld = Pick<World, 'processes' | 'sleep' | 'clock' | 'fetch' | 'environment' | 'secrets' | 'write' | 'log' | 'cancellation'>

interface Start {
  readonly service: Service
  readonly color: Color
  readonly release: StartedRelease
  readonly folder: string
  readonly references: References
}

/**
 * Brings one service of a color to a release and waits until it answers as that release. Returns whether it had to be
 * started. Problems: port taken by something else, ended or silent, answers as another release.
 */
export async function startService(start: Start, world: ControlWorld): Promise<boolean> {
  const { service, color, release, folder } = start
  const place = { folder, service: service.name, color }
  const found = service.supervised ? await findSupervised(place, world) : null
  if (found !== null && found.members.length > 0) {
    const same = found.release.id === release.id && found.release.commit === release.commit && found.release.directory === release.directory
    if (same && (await readIdentity(service, { color, world }).catch(() => null))?.commit === release.commit) return false
    await stopService(start, world)
  }
  if (service.supervised && (await listens(service, color))) {
    throw portTaken({ service: service.name, color, address: `${service.host}:${service.ports[color]}` })
  }
  if (!service.supervised && isRelease(await readIdentity(service, { color, world }).catch(() => null), start)) return false
  await world.write(`start ${service.name} ${color}`, () => (service.supervised ? startChild(start, world) : runStart(start, world)))
  await untilIdentified(start, world)
  return true
}

/** Stops one service of a color. Returns whether anything had to be stopped. */
export async function stopService(
  { service, color, release, folder, references }: Start,
  world: ControlWorld,
  { evenWhenCancelled = false }: { evenWhenCancelled?: boolean } = {},
): Promise<boolean> {
  const place = { folder, service: service.name, color }
  const name = `stop ${service.name} ${color}`
  if (service.supervised) {
    const found = await findSupervised(place, world)
    if (found === null || found.members.length === 0) return false
    return world.write(name, () => stopSupervised(place, { graceMs: service.stopWithinMs, world }), { evenWhenCancelled })
  }
  if (!(await listens(service, color))) return false
  await world.write(name, () => runStop({ service, color, release, folder, references }, world), { evenWhenCancelled })
  return true
}

/** Whether a service of a color runs or at least listens. */
export async function isUp({ service, color, folder }: Pick<Start, 'service' | 'color' | 'folder'>, world: ControlWorld): Promise<boolean> {
  if (await listens(service, color)) return true
  return service.supervised && ((await findSupervised({ folder, service: service.name, color }, world))?.members.length ?? 0) > 0
}

export function colorsFolder(releaseDirectory: string): string {
  return join(releaseDirectory, '..', '.colors')
}

/** What a command of a service gets; nothing of the step's environment but where programs are. */
function environmentOf({ service, color, release, references }: Start, { environment, secrets }: ControlWorld): Record<string, string> {
  const given = Object.entries(service.environment).map(([name, text]) => {
    const value = references.resolve(text)
    return [name, isSecret(name, value) ? secrets.learn(`services.${service.name}.environment.${name}`, value) : value]
  })
  return {
    ...inheritedVariables(environment),
    ...Object.fromEntries(given),
    COLOR: color,
    // npm sets COLOR for the scripts it runs, so those read this one.
    RELEASE_COLOR: color,
    PORT: String(service.ports[color]),
    RELEASE_DIR: release.directory,
    RELEASE_ID: release.id,
    RELEASE_COMMIT: release.commit,
  }
}

/** Masked before a log of the service is shown. Not every value: masking "production" would tear every log. */
function isSecret(name: string, value: string): boolean {
  return /SECRET|KEY|TOKEN|PASSWORD|CREDENTIAL|DSN/i.test(name) || (URL.canParse(value) && new URL(value).password !== '')
}

async function startChild(start: Start, world: ControlWorld): Promise<void> {
  const { service, color, release, folder } = start
  const place = { folder, service: service.name, color }
  try {
    await startSupervised(place, { command: commandOf(start, service.start), release, environment: environmentOf(start, world) })
  } catch (cause) {
    throw startFailed({ service: service.name, color, reason: (cause as Error).message, tail: '', cause })
  }
}

async function runStart(start: Start, world: ControlWorld): Promise<void> {
  const { service, color } = start
  const ended = await world.processes.shell(commandOf(start, service.start), {
    environment: environmentOf(start, world),
    timeoutMs: service.readyWithinMs,
  })
  if (ended.exitCode !== 0) {
    throw startFailed({
      service: service.name,
      color,
      reason: `exit code ${ended.exitCode}`,
      tail: world.secrets.redact(ended.tail.join('\n')),
    })
  }
}

async function runStop(stop: Start, world: ControlWorld): Promise<void> {
  const { service, color } = stop
  const command = commandOf(stop, service.stop ?? '')
  const ended = await world.processes.shell(command, { environment: environmentOf(stop, world), timeoutMs: service.stopWithinMs + 60_000 })
  if (ended.exitCode !== 0) {
    throw stopFailed({
      service: service.name,
      color,
      reason: `exit code ${ended.exitCode}`,
      tail: world.secrets.redact(ended.tail.join('\n')),
    })
  }
}

function commandOf({ references }: Start, command: string): string {
  return references.resolve(command)
}

async function untilIdentified(start: Start, world: ControlWorld): Promise<void> {
  const { service, color, folder } = start
  const place = { folder, service: service.name, color }
  const until = world.clock.elapsedMs() + service.readyWithinMs
  world.log.line(`waiting for ${service.name} ${color} at ${addressOf(service, color)}${service.identityPath}`)
  for (;;) {
    world.cancellation.throwIfRequested(`${service.name} ${color} answers`)
    const answer = await readIdentity(service, { color, world }).catch((error: Error) => error)
    if (isRelease(answer, start)) return
    const late = world.clock.elapsedMs() > until
    const ended = service.supervised && (await findSupervised(place, world))?.members.length === 0
    if (!(answer instanceof Error) && answer !== null) throw wrongReleaseOf(answer, start)
    if (late || ended) {
      const reason = ended ? 'it ended' : `${answer?.message ?? 'nothing listened'} within ${service.readyWithinMs / 1_000} s`
      const tail = service.supervised ? world.secrets.redact(await lastWords(place)) : ''
      throw startFailed({ service: service.name, color, reason: reason.replace(/\.$/, ''), tail })
    }
    await world.sleep(50)
  }
}

function isRelease(answer: Identity | Error | null, { color, release }: Pick<Start, 'color' | 'release'>): boolean {
  if (answer === null || answer instanceof Error) return false
  return answer.commit === release.commit && (answer.color ?? color) === color && (answer.release ?? release.id) === release.id
}

function wrongReleaseOf(answer: Identity, { service, color, release }: Start): Error {
  const found = [answer.commit, answer.color, answer.release].filter((part) => part !== null).join(' ')
  const wanted = [release.commit, answer.color === null ? null : color, answer.release === null ? null : release.id]
  return wrongRelease({ service: service.name, color, wanted: wanted.filter((part) => part !== null).join(' '), found })
}

function listens({ host, ports }: Service, color: Color): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect({ host, port: ports[color], timeout: 2_000 })
    const end = (answer: boolean) => {
      connection.destroy()
      resolve(answer)
    }
    connection.on('connect', () => end(true))
    connection.on('timeout', () => end(false))
    connection.on('error', () => end(false))
  })
}
