import type { Config } from '../config/config.ts'
import type { References } from '../core/resolve.ts'
import type { World } from '../core/world.ts'
import type { BalancerSection } from './balancer-section.ts'
import type { Color } from './color.ts'
import { openEmbedded } from './embedded.ts'
import { openHAProxy } from './haproxy.ts'

/** What routes users: every kind is one file with this interface, and one line in `openBalancer`. */
export interface Balancer {
  /** Kind and key, as messages and the record call it. */
  readonly name: string
  /** The active color, read from the balancer itself; problem `traffic/color-unknown` unless it is exactly one. */
  read(): Promise<BalancerColor>
  /**
   * One write that sends all users to a color, if nothing was written since `token` was read. False: another writer
   * was faster and this one wrote nothing. An answer that was lost is settled by reading back.
   */
  compareAndSwitch(to: Color, token: string): Promise<boolean>
  /** Whether a restart of the balancer would keep the active color. */
  isKept(color: Color): Promise<boolean>
  /** Makes a restart of the balancer keep the color. */
  keep(color: Color): Promise<void>
  /** Counters since the start of the balancer. */
  statistics(): Promise<Statistics>
}

export interface BalancerColor {
  readonly color: Color
  /** Names what was read; a switch with it fails when the balancer was written since. */
  readonly token: string
}

export interface Statistics {
  /** Another text after each restart: counters begin anew. */
  readonly epoch: string
  readonly services: ReadonlyMap<string, Readonly<Record<Color, Counters>>>
}

export interface Counters {
  /** Sent to this color, those in flight included. */
  readonly requests: number
  /** Answered with 5xx, cut, or not answered. */
  readonly failed: number
  readonly inFlight: number
}

/** The balancer of fairlead.yml. `services` are the names it must count. */
export function openBalancer(
  section: BalancerSection,
  { references, config, services }: { references: References; config: Pick<Config, 'position'>; services: readonly string[] },
  world: Pick<World, 'fetch' | 'sleep'>,
): Balancer {
  const resolve = (kind: string, name: string, text: string) => references.resolve(text, { at: config.position('balancer', kind, name) })
  if ('haproxy' in section) {
    const { socket, map, key } = section.haproxy
    return openHAProxy({ socket: resolve('haproxy', 'socket', socket), map: resolve('haproxy', 'map', map), key, services }, world)
  }
  const { admin, key } = section.embedded
  return openEmbedded({ admin: resolve('embedded', 'admin', admin), key, services })
}
