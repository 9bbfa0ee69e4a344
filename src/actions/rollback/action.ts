import type { Action } from '../../core/action.ts'
import { type Outcome, outcome } from '../../core/outcome.ts'
import type { JsonObject } from '../../core/plan.ts'
import { type Problem, problemsOf } from '../../core/problem.ts'
import { problemFrom } from '../../core/road-problems.ts'
import type { World } from '../../core/world.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { healthSection } from '../../probes/health-section.ts'
import { judgeProfile } from '../../probes/judge-profile.ts'
import { runProfile } from '../../probes/profile.ts'
import { balancerSection } from '../../traffic/balancer-section.ts'
import { confirmPublic } from '../../traffic/confirm.ts'
import { colorsFolder } from '../../traffic/control.ts'
import { trafficLock } from '../../traffic/lock.ts'
import { serviceReferences } from '../../traffic/services.ts'
import { readColors } from './colors.ts'
import { decideDatabase } from './database-decision.ts'
import { decideWayBack } from './decision.ts'
import { readRollbackFacts } from './facts.ts'
import { refuseLostRecord } from './lost-record.ts'
import { endLeftMaintenance, leaveMaintenance } from './maintenance.ts'
import { manifest } from './manifest.ts'
import { pause, planPause } from './pause.ts'
import { planOf, type RollbackPlan, type RollbackRun } from './plan.ts'
import { notStable, releaseUnknown, stepFailed, wayBackHeld } from './problems.ts'
import type { UndoStep } from './situation.ts'
import { rollbackSummary } from './summary.ts'
import { finishSwap, reopenWhereReached, undo } from './undo.ts'
import { planUndoSwap, undoSwap } from './undo-swap.ts'
import { type UndoneRelease, undoneRelease } from './undone-release.ts'

export const rollback: Action<typeof manifest, RollbackPlan> = {
  manifest,
  async plan(run, world) {
    refuseLostRecord(run, world)
    if (run.inputs.mode === 'undo') return planUndoSwap(run, world)
    if (run.inputs.mode === 'pause') return planPause(run)
    const undone = undoneRelease(run)
    if (undone === null) {
      const asked = run.inputs['release-id']
      if (asked !== null) throw releaseUnknown({ release: asked, location: run.recordLocation })
      return planOf(
        { decision: 'none', steps: [], loses: [], because: 'the record knows no release that began to change anything' },
        { undone, rowsAtRisk: null },
      )
    }
    if (undone.supersededBy !== null) {
      const because = `${undone.supersededBy} was accepted after it: what is in effect now is its work`
      return planOf({ decision: 'none', steps: [], loses: [], because }, { undone, rowsAtRisk: null })
    }
    const facts = await readRollbackFacts(undone, run, world)
    const { situation, database } = facts
    const decision =
      run.inputs.mode === 'database'
        ? decideDatabase(situation, { isSwapped: database?.state === 'swapped', release: undone.id })
        : decideWayBack(situation)
    const isConfigured = run.config.section(databaseSection)?.maintenance !== undefined
    const maintenance = isConfigured && database?.state === 'stored' && decision.steps.includes('database')
    return planOf(decision, { undone, mode: run.inputs.mode, rowsAtRisk: situation.rowsAtRisk, maintenance })
  },
  async apply(plan, run, world) {
    if (run.inputs.mode === 'undo') return undoSwap(plan, run, world)
    if (run.inputs.mode === 'pause') return pause(plan, run, world)
    const { decision, because, loses } = plan.notes
    const undone = undoneRelease(run)
    world.log.line(`${decision}: ${because}`)
    for (const loss of loses) world.log.line(`cannot be brought back: ${loss}`)
    const { changed: repaired, facts, left } = await finishKilled(undone, run, world)
    if (undone === null) return told(plan, { undone, changed: repaired, problems: left, facts })
    if (decision === 'none') {
      const { changed, problems } = await keepColor(run, world)
      return told(plan, { undone, changed: changed || repaired, problems: [...problems, ...left], facts })
    }
    if (decision === 'hold')
      return told(plan, { undone, changed: repaired, problems: [wayBackHeld({ release: undone.id, because }), ...left], facts })
    await using _ = await lockTraffic(undone, run, world)
    const { failed, stuck, recorded } = await carryOut(plan, { undone, run, world })
    const problems = failed === null ? [...(await keepColor(run, world)).problems, ...(await proveStable(undone, run, world))] : [failed]
    // One that went into maintenance and out of it has opened what was left, too.
    const closed = 'maintenance' in recorded ? (stuck === null ? [] : [stuck]) : left
    return told(plan, { undone, changed: true, problems: [...problems, ...closed], facts: { ...facts, ...recorded } })
  },
  summary: rollbackSummary,
}

/**
 * Brings to its end what a run that was killed left, whatever is decided now. Returns whether it changed something, what is to
 * be recorded, and the problems with what it could not bring to its end.
 */
async function finishKilled(
  undone: UndoneRelease | null,
  run: RollbackRun,
  world: World,
): Promise<{ changed: boolean; facts: JsonObject; left: readonly Problem[] }> {
  const { opened, stuck } = await endLeftMaintenance({ run, world })
  const left = stuck === null ? [] : [stuck]
  const reopened = await reopenWhereReached(run, world)
  const facts: JsonObject = opened ? { maintenance: 'off' } : {}
  if (undone === null || undone.supersededBy !== null) return { changed: opened || reopened, facts, left }
  const finished = await finishSwap(await readRollbackFacts(undone, run, world), { undone, run, world })
  return { changed: opened || reopened || finished.opened, facts: { ...facts, ...finished.facts }, left }
}

/** Undoes step by step, users first; stops at the first that fails, since a second rollback makes things worse. */
async function carryOut(
  plan: RollbackPlan,
  { undone, run, world }: { undone: UndoneRelease; run: RollbackRun; world: World },
): Promise<{ failed: Problem | null; stuck: Problem | null; recorded: JsonObject }> {
  const facts = await readRollbackFacts(undone, run, world)
  const maintenance = plan.wayBack['maintenance'] === true
  const recorded: JsonObject[] = []
  const failed = await undoAll(plan, { facts, maintenance, undone, run, world, recorded })
  const stuck = maintenance ? await leaveMaintenance({ run, world }) : null
  if (maintenance) recorded.push({ maintenance: stuck === null ? 'off' : 'on' })
  return { failed, stuck, recorded: Object.assign({}, ...recorded) }
}

/** Never throws: what was done is to be told and recorded, whatever comes after it. */
async function undoAll(
  plan: RollbackPlan,
  { recorded, ...undoing }: Parameters<typeof undo>[1] & { recorded: JsonObject[] },
): Promise<Problem | null> {
  const { world } = undoing
  const finished: UndoStep[] = []
  for (const { id } of plan.steps) {
    if (id === 'undo-swap' || id === 'pause') continue
    try {
      recorded.push(await world.log.group(`Undo ${id}`, () => undo(id, undoing)))
      finished.push(id)
    } catch (thrown) {
      const problem = problemFrom(thrown, world)
      return stepFailed({ step: id, reason: problem.message.replace(/\.$/, ''), done: finished.join(', '), cause: thrown })
    }
  }
  return null
}

/** No switch moves the colors meanwhile. A system without balancer has none to move. */
async function lockTraffic(undone: UndoneRelease, run: RollbackRun, world: World): Promise<AsyncDisposable> {
  if (run.config.section(balancerSection) === null) return { [Symbol.asyncDispose]: async () => {} }
  return trafficLock({ folder: colorsFolder(run.release.directory), release: undone.id }, world)
}

/** A run that was killed between switching the balancer and its file left a color that the next reload would forget. */
async function keepColor(run: RollbackRun, world: World): Promise<{ changed: boolean; problems: readonly Problem[] }> {
  if (run.config.section(balancerSection) === null) return { changed: false, problems: [] }
  try {
    const { balancer, active } = await readColors(run, world)
    if (await balancer.isKept(active.color)) return { changed: false, problems: [] }
    await world.write(`keep ${active.color}`, () => balancer.keep(active.color))
    return { changed: true, problems: [] }
  } catch (thrown) {
    return { changed: false, problems: problemsOf(thrown) ?? [problemFrom(thrown, world)] }
  }
}

/** The release that serves now is the one before, from outside, and passes the probes of an active release. */
async function proveStable(undone: UndoneRelease, run: RollbackRun, world: World): Promise<Problem[]> {
  const { before } = undone
  // Where the database alone went back, users are on whatever they were on.
  if (before === null || run.inputs.mode === 'database') return []
  try {
    const { colors } = await readRollbackFacts(undone, run, world)
    if (colors === null) return []
    await confirmPublic(colors.services, { commit: before.commit, color: colors.active.color }, world)
    if (run.config.section(healthSection)?.profiles['active'] === undefined) return []
    const values = new Map([...serviceReferences(colors.services, colors.active.color), ['active.commit', before.commit]])
    const results = await runProfile({ profile: 'active', run, world, values })
    const { problems } = judgeProfile(results)
    const found = problems.map(({ message }) => message).join(' ')
    return problems.length === 0 ? [] : [notStable({ release: before.id, found })]
  } catch (thrown) {
    return [notStable({ release: before.id, found: problemFrom(thrown, world).message })]
  }
}

function told(
  plan: RollbackPlan,
  { undone, changed, problems, facts }: { undone: UndoneRelease | null; changed: boolean; problems: readonly Problem[]; facts: JsonObject },
): Outcome {
  const steps = plan.steps.map(({ id }) => id)
  // Where the database alone went back, users were not moved.
  const isRelease = plan.notes.decision === 'revert' && plan.notes.mode !== 'database'
  return outcome({
    verdict: problems.length === 0 ? 'pass' : 'fail',
    changed,
    problems,
    outputs: {
      decision: plan.notes.decision,
      'restored-release': isRelease ? (undone?.before?.id ?? '') : '',
      'data-loss': steps.includes('database') ? (plan.notes.rowsAtRisk ?? 0) : 0,
      'kept-database': typeof facts['keptDatabase'] === 'string' ? facts['keptDatabase'] : '',
      steps,
    },
    facts: { ...facts, undone: undone?.id ?? null, because: plan.notes.because },
  })
}
