import { isPlainMap } from '../config/source.ts'
import type { World } from '../core/world.ts'
import type { Color } from './color.ts'
import { identityUnreadable } from './problems.ts'
import { addressOf, type Service } from './services.ts'

/** Which release a service says it is. What it does not tell is null. */
export interface Identity {
  readonly commit: string
  readonly color: string | null
  readonly release: string | null
}

type Fetch = Pick<World, 'fetch'>

const timeoutMs = 2_000

/**
 * Asks one color of a service which release it is. Null: nothing listens there. Problem `traffic/identity-unreadable`
 * where something does, but does not tell: slow is not the same as down.
 */
export function readIdentity(service: Service, { color, world }: { color: Color; world: Fetch }): Promise<Identity | null> {
  return identityAt(`${addressOf(service, color)}${service.identityPath}`, { service, world })
}

/** Asks what users reach, over a connection of its own: a kept one could lead to the color of before. */
export function readPublicIdentity(service: Service, world: Fetch): Promise<Identity | null> {
  return identityAt(`${service.publicUrl}${service.identityPath}`, { service, world })
}

export function identityText(identity: Identity | null): string {
  return identity === null ? 'nothing' : [identity.commit.slice(0, 12), identity.color].filter((part) => part !== null).join(' on ')
}

async function identityAt(url: string, { service, world }: { service: Service; world: Fetch }): Promise<Identity | null> {
  const unreadable = (reason: string) => identityUnreadable({ service: service.name, url, reason })
  const options = { redirect: 'manual', headers: { connection: 'close' }, signal: AbortSignal.timeout(timeoutMs) } as const
  const response = await world.fetch(url, options).catch(reasonOf)
  if (response === 'ECONNREFUSED') return null
  if (typeof response === 'string') throw unreadable(response)
  const text = await response.text().catch(() => '')
  if (response.status !== 200) throw unreadable(`status ${response.status}`)
  const body = parse(text)
  if (!isPlainMap(body) || typeof body['commit'] !== 'string' || body['commit'] === '') throw unreadable('its answer has no `commit`')
  return { commit: body['commit'], color: textOrNull(body['color']), release: textOrNull(body['release']) }
}

function reasonOf(error: Error): string {
  const cause = error.cause as NodeJS.ErrnoException | undefined
  return cause?.code ?? cause?.message ?? error.message
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
