import { type Outcome, outcome } from '../../core/outcome.ts'
import type { Problem } from '../../core/problem.ts'
import { problemsOf } from '../../core/problem.ts'
import type { Color } from '../../traffic/color.ts'
import { confirmPublic } from '../../traffic/confirm.ts'
import { revertHeld, switchLost } from '../../traffic/problems.ts'
import { isOf, readColors } from '../rollback/colors.ts'
import { decideWayBack } from '../rollback/decision.ts'
import { schemaClass } from '../rollback/schema-class.ts'
import { switchOutputs } from './outputs.ts'
import type { SoakFailure, SwitchParts } from './parts.ts'

/**
 * Sends users back with one write, where the decision allows it: the old color is probed first, and a schema it is not
 * proved on holds everything. What else the release changed is undone by the rollback action.
 */
export async function revert(
  { problem, isProved }: SoakFailure,
  { run, world, colors, from, to, switchMs, failedRequests }: SwitchParts & { switchMs: number; failedRequests: number },
): Promise<Outcome> {
  const told = (active: Color, rolledBack: boolean, more: readonly Problem[] = []) =>
    outcome({
      verdict: isProved ? 'fail' : 'inconclusive',
      changed: true,
      problems: [problem(rolledBack ? `Users are back on ${active}.` : `Users are on ${active}.`), ...more],
      outputs: switchOutputs({ active, previous: rolledBack ? to : from, failedRequests, switchMs, rolledBack }),
      facts: { active, rolledBack },
    })
  // Without enough requests nothing is proved against the new color either: users stay, and the old one keeps running.
  if (!isProved) return told(to, false)
  const before = run.history.lastAccepted(run.release.id)
  const now = await readColors(run, world)
  const old = before === null ? 'none' : isOf(now.identities[from], { id: before.release, commit: before.commit }) ? 'works' : 'down'
  const decision = decideWayBack({
    accepted: false,
    traffic: now.active.color === to ? 'new' : 'old',
    old,
    newRuns: true,
    schema: schemaClass(run.history.ofRelease(run.release.id)),
    // The switch moves users and nothing else; databases and contracts are the rollback action's.
    standby: 'gone',
    written: [],
    walBytes: null,
    leftClosed: false,
    cost: '',
    down: 'none',
    rowsAtRisk: null,
    maxLostRows: 0,
    upgraded: [],
    stuck: [],
    created: [],
  })
  if (!decision.steps.includes('traffic')) {
    const held = revertHeld({ because: decision.because, who: 'who owns the release decides' })
    return told(now.active.color, false, [held])
  }
  const isSwitched = await world.write(`revert to ${from}`, () => colors.balancer.compareAndSwitch(from, now.active.token), {
    evenWhenCancelled: true,
  })
  if (!isSwitched) return told((await colors.balancer.read()).color, false, [switchLost({ balancer: colors.balancer.name, color: from })])
  await world.write(`keep ${from}`, () => colors.balancer.keep(from), { evenWhenCancelled: true })
  world.log.line(`users are back on ${from}`)
  const unconfirmed = await confirmPublic(colors.services, { commit: before?.commit ?? '', color: from }, world).then(
    () => [],
    (thrown: unknown) => problemsOf(thrown) ?? Promise.reject(thrown),
  )
  return told(from, true, unconfirmed)
}
