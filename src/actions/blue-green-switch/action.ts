import type { Action } from '../../core/action.ts'
import { parseDuration } from '../../core/duration.ts'
import { type Outcome, outcome } from '../../core/outcome.ts'
import { type Problem, problemsOf } from '../../core/problem.ts'
import { releaseDirectory } from '../../core/release.ts'
import { makeReleaseFolder } from '../../core/release-folder.ts'
import type { World } from '../../core/world.ts'
import { judgeProfile } from '../../probes/judge-profile.ts'
import { runProfile } from '../../probes/profile.ts'
import type { Statistics } from '../../traffic/balancer.ts'
import { balancerSection } from '../../traffic/balancer-section.ts'
import { type Color, otherColor } from '../../traffic/color.ts'
import { confirmPublic } from '../../traffic/confirm.ts'
import { startService, stopService } from '../../traffic/control.ts'
import { drainColor } from '../../traffic/drain.ts'
import { trafficLock } from '../../traffic/lock.ts'
import { soakBreached, soakCancelled, soakInconclusive, switchLost, trafficMoved } from '../../traffic/problems.ts'
import { type StartedRelease, serviceReferences } from '../../traffic/services.ts'
import { soakSection } from '../../traffic/soak-section.ts'
import { countText, readSoak, type SoakSettings, type Watched, watchColor } from '../../traffic/watch.ts'
import { type Colors, isAnyUp, isOf, readColors } from '../rollback/colors.ts'
import { manifest } from './manifest.ts'
import { switchOutputs } from './outputs.ts'
import type { SoakFailure, SwitchParts, SwitchPlan, SwitchRun, SwitchStep } from './parts.ts'
import { revert } from './revert.ts'
import { switchSummary } from './summary.ts'

export const blueGreenSwitch: Action<typeof manifest, SwitchPlan> = {
  manifest,
  async plan(run, world) {
    const colors = await readColors(run, world)
    readSoakOf(run, colors)
    // A balancer that does not count a service would blind the soak: told now rather than after the switch.
    await colors.balancer.statistics()
    const { color } = colors.active
    // Once this release was switched to, a silent active color may be its own: taking it for the old one would end the way back.
    const wasBegun = run.history.ofRelease(run.release.id).some(({ action, kind }) => action === manifest.name && kind === 'begun')
    const unreadable = colors.unreadable[color]
    if (wasBegun && unreadable !== null) throw unreadable
    const isNewActive = isOf(colors.identities[color], run.release)
    const to = isNewActive ? color : otherColor(color)
    const from = otherColor(to)
    const isAccepted = run.history.ofRelease(run.release.id).some(({ kind }) => kind === 'accepted')
    const isOldUp = await isAnyUp(colors, from, world)
    return planSwitch({ from, to, isNewActive, isAccepted, isOldUp, run, balancer: colors.balancer.name })
  },
  async apply(plan, run, world) {
    const { from, to } = plan.wayBack
    if (plan.steps.length === 0) return done({ active: to, previous: from, changed: false })
    const colors = await readColors(run, world)
    await using _ = await trafficLock({ folder: colors.folder, release: run.release.id }, world)
    const parts = { plan, run, world, colors, from, to }
    const failed = await bringUp(parts)
    if (failed !== null) return failed
    const since = await colors.balancer.statistics()
    const switchMs = await switchUsers(parts)
    const isAccepted = !plan.steps.some((step) => step.do === 'soak')
    if (isAccepted) return retire(parts, { switchMs, watched: null })
    const watched = await confirmAndWatch(parts, since)
    if (!('counts' in watched)) return revert({ problem: () => watched, isProved: true }, { ...parts, switchMs, failedRequests: 0 })
    const failure = soakFailure(watched, parts)
    if (failure !== null) return revert(failure, { ...parts, switchMs, failedRequests: watched.failedRequests })
    await run.accept({ color: to, soak: watched.counts.map(countText), seconds: watched.seconds })
    world.log.line(`accepted: ${watched.counts.map(countText).join(', ')} in ${watched.seconds} s`)
    return retire(parts, { switchMs, watched })
  },
  summary: switchSummary,
}

/** Same facts, same plan: what is done already is not a step, and is told in `done`. */
function planSwitch({
  from,
  to,
  isNewActive,
  isAccepted,
  isOldUp,
  run,
  balancer,
}: {
  from: Color
  to: Color
  isNewActive: boolean
  isAccepted: boolean
  isOldUp: boolean
  run: SwitchRun
  balancer: string
}): SwitchPlan {
  const all: (SwitchStep & { isDone: boolean })[] = [
    { id: `start ${to}`, do: 'start', color: to, isDone: isNewActive },
    { id: `prove ${to}`, do: 'prove', color: to, isDone: isNewActive },
    { id: `switch to ${to}`, do: 'switch', color: to, isDone: isNewActive },
    { id: `soak ${to}`, do: 'soak', color: to, isDone: isNewActive && isAccepted },
    { id: `drain ${from}`, do: 'drain', color: from, isDone: !isOldUp },
    { id: `retire ${from}`, do: 'retire', color: from, isDone: !isOldUp },
  ]
  return {
    steps: all.filter(({ isDone }) => !isDone).map(({ isDone: _, ...step }) => step),
    binding: { balancer, commit: run.release.commit },
    fence: { active: isNewActive ? to : from },
    done: all.filter(({ isDone }) => isDone).map(({ id }) => id),
    wayBack: { from, to, release: run.history.lastAccepted(run.release.id)?.release ?? null },
    predicted: { 'active-color': to, 'previous-color': from },
    notes: {},
  }
}

/** Starts and proves the idle color; users notice nothing. An outcome where it did not prove itself. */
async function bringUp({ plan, run, world, colors, from, to }: SwitchParts): Promise<Outcome | null> {
  if (!plan.steps.some((step) => step.do === 'start')) return null
  if (colors.active.color !== from) throw trafficMoved({ planned: from, found: colors.active.color })
  await makeReleaseFolder(run.release, world)
  for (const service of colors.services) {
    await startService({ service, color: to, release: run.release, folder: colors.folder, references: run.references }, world)
    world.log.line(`${service.name} ${to} answers as ${run.release.commit.slice(0, 12)}`)
  }
  const results = await runProfile({ profile: 'idle', run, world, values: serviceReferences(colors.services, from) })
  const { verdict, problems } = judgeProfile(results)
  if (problems.length === 0) return null
  return outcome({
    verdict,
    changed: true,
    problems,
    outputs: switchOutputs({ active: from, previous: from, failedRequests: 0, switchMs: 0, rolledBack: false }),
  })
}

/** The one write. Returns how long it took in milliseconds; 0 where users were there already. */
async function switchUsers({ plan, world, colors, from, to }: SwitchParts): Promise<number> {
  const { balancer } = colors
  const started = world.clock.elapsedMs()
  if (plan.steps.some((step) => step.do === 'switch')) {
    const now = await balancer.read()
    if (now.color !== from) throw trafficMoved({ planned: from, found: now.color })
    const isSwitched = await world.write(`switch to ${to}`, () => balancer.compareAndSwitch(to, now.token))
    if (!isSwitched) throw switchLost({ balancer: balancer.name, color: to })
  }
  const switchMs = Math.round(world.clock.elapsedMs() - started)
  if (!(await balancer.isKept(to))) await world.write(`keep ${to}`, () => balancer.keep(to), { evenWhenCancelled: true })
  return switchMs
}

/** Watches users on the new color. A problem where it could not be confirmed or watched at all. */
async function confirmAndWatch({ run, world, colors, to }: SwitchParts, since: Statistics): Promise<Watched | Problem> {
  try {
    await confirmPublic(colors.services, { commit: run.release.commit, color: to }, world)
    return await watchColor(colors.balancer, { color: to, settings: readSoakOf(run, colors), since }, world)
  } catch (thrown) {
    const problem = problemsOf(thrown)?.[0]
    if (problem === undefined) throw thrown
    return problem
  }
}

function soakFailure({ end, counts, seconds }: Watched, { run, world, colors }: SwitchParts): SoakFailure | null {
  switch (end.verdict) {
    case 'passed':
      return null
    case 'cancelled':
      return { problem: (now) => soakCancelled({ signal: String(world.cancellation.signal.reason), now }), isProved: true }
    case 'breached': {
      const count = counts.find(({ service }) => service === end.service) ?? { good: 0, bad: 0 }
      const limit = readSoakOf(run, colors).limitText
      const samples = count.good + count.bad
      return { problem: (now) => soakBreached({ source: end.service, bad: count.bad, samples, limit, seconds, now }), isProved: true }
    }
    case 'inconclusive': {
      const count = counts.find(({ service }) => service === end.service) ?? { good: 0, bad: 0 }
      const problem = soakInconclusive({ source: end.service, samples: count.good + count.bad, wanted: end.wanted, seconds })
      return { problem: () => problem, isProved: false }
    }
    case 'watching':
      throw new TypeError('a watch does not end while it watches')
  }
}

/** The release is accepted: the old color ends its requests, then itself. Its folder stays for the way back. */
async function retire(
  { plan, run, world, colors, from, to }: SwitchParts,
  { switchMs, watched }: { switchMs: number; watched: Watched | null },
): Promise<Outcome> {
  if (plan.steps.some((step) => step.do === 'retire')) {
    const deadlineMs = parseDuration(run.config.require(balancerSection).drain).ms
    const left = await drainColor(colors.balancer, { color: from, deadlineMs }, world)
    world.log.line(left === 0 ? `${from} is drained` : `${left} requests still ran on ${from} at the deadline`)
    const release = releaseBefore(run, world)
    for (const service of colors.services) {
      await stopService({ service, color: from, release, folder: colors.folder, references: run.references }, world)
    }
  }
  return done({ active: to, previous: from, changed: true, switchMs, failedRequests: watched?.failedRequests ?? 0 })
}

/** The release of the old color, as its stop commands get it. */
function releaseBefore({ config, history, release }: SwitchRun, world: World): StartedRelease {
  const before = history.lastAccepted(release.id)
  if (before === null) return release
  const name = { id: before.release, commit: before.commit }
  return { ...name, directory: releaseDirectory(name, { config, world }) }
}

function done({
  active,
  previous,
  changed,
  switchMs = 0,
  failedRequests = 0,
}: {
  active: Color
  previous: Color
  changed: boolean
  switchMs?: number
  failedRequests?: number
}): Outcome {
  return outcome({
    verdict: 'pass',
    changed,
    outputs: switchOutputs({ active, previous, failedRequests, switchMs, rolledBack: false }),
    facts: { active },
  })
}

function readSoakOf(run: SwitchRun, { services, active }: Colors): SoakSettings {
  const references = run.references.with(serviceReferences(services, active.color))
  return readSoak(run.config.require(soakSection), {
    services: services.map(({ name }) => name),
    references,
    withinMs: run.inputs.timeout.ms,
    at: run.config.position('soak'),
  })
}
