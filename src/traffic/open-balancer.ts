import type { Config } from '../config/config.ts'
import type { References } from '../core/resolve.ts'
import type { World } from '../core/world.ts'
import type { Balancer } from './balancer.ts'
import type { BalancerSection } from './balancer-section.ts'
import { openEmbedded } from './embedded.ts'
import { openHAProxy } from './haproxy.ts'

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
