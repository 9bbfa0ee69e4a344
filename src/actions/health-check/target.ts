import { allReferences, type ReferenceValues } from '../../config/references.ts'
import type { Release, Run } from '../../core/action.ts'
import type { World } from '../../core/world.ts'
import { healthSection } from '../../probes/health-section.ts'
import type { History } from '../../record/history.ts'
import { balancerSection } from '../../traffic/balancer-section.ts'
import type { Color } from '../../traffic/color.ts'
import { readIdentity } from '../../traffic/identity.ts'
import { openBalancer } from '../../traffic/open-balancer.ts'
import { readServices, serviceReferences } from '../../traffic/services.ts'
import { servicesSection } from '../../traffic/services-section.ts'

/** The release that users are on. */
export interface ActiveRelease {
  readonly release: string
  readonly commit: string
}

type TargetRun = Pick<Run, 'config' | 'references' | 'release' | 'history'>

/** What a profile looks at. A public check on another machine needs neither the balancer's socket nor the ports of the colors. */
export interface Needs {
  readonly color: boolean
  readonly services: boolean
}

/** The needs of a profile, by the references in it and in the scenarios. `active` always has to know what is active. */
export function needsOf(profile: string, { config }: Pick<Run, 'config'>): Needs {
  const { profiles, scenarios } = config.require(healthSection)
  const names = allReferences({ probes: profiles[profile] ?? [], scenarios }).map(({ name }) => name)
  return {
    color: profile === 'active' || names.some((name) => /^active\.|^services\..*\.(active|idle)$/.test(name)),
    services: profile === 'active' || names.some((name) => name.startsWith('services.')),
  }
}

/** The active color as the balancer has it; null where fairlead.yml has no balancer. */
export async function readActiveColor({ config, references }: TargetRun, world: World): Promise<Color | null> {
  const section = config.section(balancerSection)
  if (section === null) return null
  const services = Object.keys(config.section(servicesSection) ?? {})
  return (await openBalancer(section, { references, config, services }, world).read()).color
}

/**
 * What answers on the active color where no release was accepted yet: a system that ran before it was released with
 * this. Null: nothing listens there. Problem `traffic/identity-unreadable` where something does, but does not tell.
 */
export async function answeringRelease(run: TargetRun, color: Color, world: World): Promise<ActiveRelease | null> {
  const services = run.config.section(servicesSection) === null ? [] : readServices(run)
  const identities = await Promise.all(services.map((service) => readIdentity(service, { color, world })))
  const found = identities.find((identity) => identity !== null) ?? null
  return found === null ? null : { release: found.release ?? '', commit: found.commit }
}

/**
 * The release behind the active color. While this release has not switched it is the last accepted one; a run that
 * comes again after the switch finds itself. Null before the first release.
 */
export function activeReleaseOf({
  history,
  release,
  color,
}: {
  history: History
  release: Release
  color: Color | null
}): ActiveRelease | null {
  if (color !== null && hasSwitchedTo(color, { history, release: release.id })) return { release: release.id, commit: release.commit }
  const accepted = history.lastAccepted(release.id)
  return accepted === null ? null : { release: accepted.release, commit: accepted.commit }
}

/** Whether this release began a switch to the color that is active now: the balancer has the last word on whether it came to be. */
function hasSwitchedTo(color: Color, { history, release }: { history: History; release: string }): boolean {
  return history
    .ofRelease(release)
    .some(({ action, kind, wayBack }) => action === 'blue-green-switch' && kind === 'begun' && wayBack['to'] === color)
}

/** The values of `services.*` and `active.*`. What a section or the record does not tell stays without value. */
export function targetValues(
  { config, references }: TargetRun,
  { needs, color, active }: { needs: Needs; color: Color | null; active: ActiveRelease | null },
): ReferenceValues {
  const services = !needs.services || config.section(servicesSection) === null ? [] : readServices({ config, references })
  const addresses = [...serviceReferences(services, color ?? 'blue')]
  return new Map([
    // Without a balancer nobody knows which color is active.
    ...addresses.filter(([name]) => color !== null || !/\.(active|idle)$/.test(name)),
    ...(active === null
      ? []
      : ([
          ['active.release', active.release],
          ['active.commit', active.commit],
        ] as const)),
  ])
}
