import type { Action, Run } from '../../core/action.ts'
import { type Outcome, outcome } from '../../core/outcome.ts'
import type { Json } from '../../core/plan.ts'
import { placeText } from '../../core/problem.ts'
import { letsThrough } from '../../core/verdict.ts'
import { judgeProfile } from '../../probes/judge-profile.ts'
import { profileSteps, runProfile } from '../../probes/profile.ts'
import type { ProbeResult } from '../../probes/result.ts'
import { baselineBefore, baselineOf } from './baseline.ts'
import { manifest } from './manifest.ts'
import { markerOf, markersOfCutRuns } from './marker.ts'
import type { HealthPlan } from './plan.ts'
import { healthSummary } from './summary.ts'
import { type ActiveRelease, activeReleaseOf, answeringRelease, needsOf, readActiveColor, targetValues } from './target.ts'

export const healthCheck: Action<typeof manifest, HealthPlan> = {
  manifest,
  async plan(run) {
    const { profile } = run.inputs
    return {
      steps: await profileSteps({ profile, run }),
      binding: { profile, environment: run.config.environment, commit: run.release.commit },
      // The active color moves in the course of a release, and a probe changes nothing: it is no fact to approve.
      fence: {},
      done: [],
      wayBack: { marker: markerOf(run.history, { release: run.release.id, profile }) },
      predicted: {},
      notes: {},
    }
  },
  async apply(plan, run, world) {
    const { profile } = run.inputs
    const needs = needsOf(profile, run)
    const color = needs.color ? await readActiveColor(run, world) : null
    const recorded = needs.color ? activeReleaseOf({ history: run.history, release: run.release, color }) : null
    const active = recorded ?? (profile === 'active' && color !== null ? await answeringRelease(run, color, world) : null)
    // Without a balancer nobody can tell that there is nothing to judge, so the probes do.
    if (profile === 'active' && active === null && color !== null) return firstRelease(run)
    const marker = String(plan.wayBack['marker'])
    const results = await runProfile({ profile, run, world, values: targetValues(run, { needs, color, active }), marker })
    return outcomeOf(results, { run, active })
  },
  summary: healthSummary,
}

const noRelease = 'First release: none was accepted in this environment yet, and nothing answers on the active color.'

function firstRelease({ inputs }: Run<typeof manifest>): Outcome {
  return outcome({
    verdict: 'not-applicable',
    changed: false,
    outputs: { ...noFigures, probes: {}, baseline: null },
    facts: { profile: inputs.profile, reason: noRelease },
  })
}

const noFigures = { 'p95-ms': '', 'error-rate': '', samples: 0, 'schema-compatible': '' }

function outcomeOf(results: readonly ProbeResult[], { run, active }: { run: Run<typeof manifest>; active: ActiveRelease | null }): Outcome {
  const { profile } = run.inputs
  const { verdict, problems, probes, latency } = judgeProfile(results)
  const before = baselineBefore(run.history, { release: run.release.id, profile })
  const compatible = isJudgeOfSchema(run, active) ? { 'schema-compatible': letsThrough(verdict) } : {}
  return outcome({
    verdict,
    // Scenarios remove what they made; what they left behind is a problem of its own.
    changed: problems.some(({ code }) => code === 'probes/left-behind'),
    problems,
    outputs: {
      ...noFigures,
      probes,
      baseline: baselineOf({ profile, latency, before }),
      ...(latency === null ? {} : { 'p95-ms': latency.p95Ms ?? '', 'error-rate': latency.errorRate, samples: latency.samples }),
      ...compatible,
    },
    facts: {
      profile,
      latency: latency === null ? null : { ...latency },
      before,
      cut: markersOfCutRuns(run.history, { release: run.release.id, profile }),
      results: results.map(toldResult),
      active: active === null ? null : { ...active },
      ...compatible,
    },
  })
}

/** Whether this run tells that the old release lives with the new schema: it is still active, and the migration is done. */
function isJudgeOfSchema({ inputs, history, release }: Run<typeof manifest>, active: ActiveRelease | null): boolean {
  const migrated = history
    .ofRelease(release.id)
    .some(({ action, kind, verdict }) => action === 'backup-and-migrate' && kind === 'ended' && verdict !== null && letsThrough(verdict))
  return inputs.profile === 'active' && active !== null && active.release !== release.id && migrated
}

/** A result as plain data, for the record and the summary. */
function toldResult({ name, kind, verdict, expected, observed, where, attempts, durationMs, reason, problems }: ProbeResult): Json {
  const [problem] = problems
  return {
    name,
    kind,
    verdict,
    expected,
    observed: reason ?? observed,
    where: where === null ? '' : placeText(where),
    attempts,
    durationMs,
    fix: problem?.remedy ?? '',
  }
}
