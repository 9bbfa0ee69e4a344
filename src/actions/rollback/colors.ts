import type { Run } from '../../core/action.ts'
import { Problem } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import type { Entry } from '../../record/entry.ts'
import type { Balancer, BalancerColor } from '../../traffic/balancer.ts'
import { balancerSection } from '../../traffic/balancer-section.ts'
import type { Color } from '../../traffic/color.ts'
import { colorsFolder, isUp } from '../../traffic/control.ts'
import { type Identity, readIdentity } from '../../traffic/identity.ts'
import { openBalancer } from '../../traffic/open-balancer.ts'
import { readServices, type Service } from '../../traffic/services.ts'
import { findSupervised } from '../../traffic/supervise.ts'

/** What the balancer and both colors say about themselves, read at one moment. */
export interface Colors {
  readonly balancer: Balancer
  readonly services: readonly Service[]
  readonly active: BalancerColor
  /** By color, one for each service in their order; null where nothing answers. */
  readonly identities: Readonly<Record<Color, readonly (Identity | null)[]>>
  /** By color: why what listens there could not be asked; null where it could, or nothing listens. */
  readonly unreadable: Readonly<Record<Color, Problem | null>>
  /** Where the state of supervised services is. */
  readonly folder: string
}

/** A release as its services tell it: by id where they know it, else by commit. */
export interface ReleaseName {
  readonly id: string
  readonly commit: string
}

export async function readColors(run: Pick<Run, 'config' | 'references' | 'release'>, world: World): Promise<Colors> {
  const services = readServices(run)
  const section = run.config.require(balancerSection)
  const balancer = openBalancer(section, { ...run, services: services.map(({ name }) => name) }, world)
  const active = await balancer.read()
  const folder = colorsFolder(run.release.directory)
  const askAll = (color: Color) =>
    Promise.all(
      services.map(async (service) => {
        const answer = await readIdentity(service, { color, world }).catch(asProblem)
        return answer === null || isProblem(answer) ? answer : withRelease(answer, await startedAs({ service, color, folder }, world))
      }),
    )
  const [blue, green] = await Promise.all([askAll('blue'), askAll('green')])
  return {
    balancer,
    services,
    active,
    identities: { blue: blue.map(identityOrNull), green: green.map(identityOrNull) },
    unreadable: { blue: blue.find(isProblem) ?? null, green: green.find(isProblem) ?? null },
    folder,
  }
}

/** Whether all services of a color answer as this release. */
export function isOf(identities: readonly (Identity | null)[], release: ReleaseName): boolean {
  return identities.length > 0 && identities.every((identity) => identity !== null && matches(identity, release))
}

/** Whether any service of a color answers as this release. */
export function hasSomeOf(identities: readonly (Identity | null)[], release: ReleaseName): boolean {
  return identities.some((identity) => identity !== null && matches(identity, release))
}

/** Whether a color was taken over by another release: what runs there is not this one's any more. */
export function isOfAnother(identities: readonly (Identity | null)[], release: ReleaseName): boolean {
  return identities.some((identity) => identity !== null && !matches(identity, release)) && !hasSomeOf(identities, release)
}

export function nobodyAnswers(identities: readonly (Identity | null)[]): boolean {
  return identities.every((identity) => identity === null)
}

/** Whether anything of a color runs or listens. */
export async function isAnyUp({ services, folder }: Colors, color: Color, world: World): Promise<boolean> {
  const up = await Promise.all(services.map((service) => isUp({ service, color, folder }, world)))
  return up.includes(true)
}

/** The color a release was or is on: as it answers, else as the record says it was begun. Null where nothing tells. */
export function colorOf(release: ReleaseName, { colors, entries }: { colors: Colors; entries: readonly Entry[] }): Color | null {
  for (const color of ['blue', 'green'] as const) if (hasSomeOf(colors.identities[color], release)) return color
  const begun = entries.findLast(({ action, kind }) => action === 'blue-green-switch' && kind === 'begun')
  const to = begun?.wayBack['to']
  return to === 'blue' || to === 'green' ? to : null
}

/** The release a service of ours was started with; null where others start it, or it ended. */
async function startedAs(
  { service, color, folder }: { service: Service; color: Color; folder: string },
  world: Pick<World, 'processes'>,
): Promise<string | null> {
  const found = service.supervised ? await findSupervised({ folder, service: service.name, color }, world) : null
  return found === null || found.members.length === 0 ? null : found.release.id
}

/** Two releases may have one commit, so the id counts wherever it is known. */
function withRelease(identity: Identity, release: string | null): Identity {
  return { ...identity, release: identity.release ?? release }
}

function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  throw thrown
}

function isProblem(answer: Identity | Problem | null): answer is Problem {
  return answer instanceof Problem
}

function identityOrNull(answer: Identity | Problem | null): Identity | null {
  return answer instanceof Problem ? null : answer
}

function matches(identity: Identity, release: ReleaseName): boolean {
  return identity.release === null ? identity.commit === release.commit : identity.release === release.id
}
