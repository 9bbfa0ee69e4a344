import type { Config } from '../config/config.ts'
import type { ReferenceValues } from '../config/references.ts'
import type { Release } from '../core/action.ts'
import { parseDuration } from '../core/duration.ts'
import type { References } from '../core/resolve.ts'
import { type Color, otherColor } from './color.ts'
import { type ServiceSection, servicesSection } from './services-section.ts'

/** One service of the system, as fairlead.yml tells it; addresses resolved, commands and environment not yet. */
export interface Service {
  readonly name: string
  readonly host: string
  readonly ports: Readonly<Record<Color, number>>
  /** The address users have; without a slash at the end. */
  readonly publicUrl: string
  readonly identityPath: string
  /** Whether it runs as a child process of ours rather than by its own commands. */
  readonly supervised: boolean
  readonly start: string
  readonly stop: string | null
  readonly environment: Readonly<Record<string, string>>
  readonly readyWithinMs: number
  readonly stopWithinMs: number
}

/** A release as services are started with it. */
export type StartedRelease = Pick<Release, 'id' | 'commit' | 'directory'>

export function readServices({ config, references }: { config: Config; references: References }): readonly Service[] {
  const section = config.require(servicesSection)
  return Object.entries(section).map(([name, service]) => {
    const resolve = (...[text, ...path]: [string, ...string[]]) =>
      references.resolve(text, { at: config.position('services', name, ...path) })
    return {
      name,
      host: resolve(service.host, 'host'),
      ports: { blue: portOf(service, 'blue', resolve), green: portOf(service, 'green', resolve) },
      publicUrl: resolve(service.public, 'public').replace(/\/$/, ''),
      identityPath: resolve(service.identity, 'identity'),
      supervised: service.supervise === 'local',
      start: service.start,
      stop: service.stop ?? null,
      environment: service.environment,
      readyWithinMs: parseDuration(service['ready-within']).ms,
      stopWithinMs: parseDuration(service['stop-within']).ms,
    }
  })
}

/** `http://127.0.0.1:3101` */
export function addressOf({ host, ports }: Pick<Service, 'host' | 'ports'>, color: Color): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${ports[color]}`
}

/** Values of `${services.backend.idle}` and its like. */
export function serviceReferences(services: readonly Service[], active: Color): ReferenceValues {
  return new Map(
    services.flatMap((service) => [
      [`services.${service.name}.blue`, addressOf(service, 'blue')],
      [`services.${service.name}.green`, addressOf(service, 'green')],
      [`services.${service.name}.active`, addressOf(service, active)],
      [`services.${service.name}.idle`, addressOf(service, otherColor(active))],
      [`services.${service.name}.public`, service.publicUrl],
    ]),
  )
}

type Resolve = (text: string, ...path: string[]) => string

function portOf({ ports }: ServiceSection, color: Color, resolve: Resolve): number {
  const port = ports[color]
  return typeof port === 'number' ? port : Number(resolve(port, 'ports', color))
}
