import { problemsOf } from '../../src/core/problem.ts'
import { runAction } from './action-step.ts'
import { runCheckout } from './checkout-step.ts'
import { conditionHolds, type Scope, textOf, textsOf } from './expressions.ts'
import { type Frame, type JobRun, merged, scopeOf, statusOf } from './frame.ts'
import type { Conclusion, StepResult } from './result.ts'
import { firstLine, runScript } from './script-step.ts'
import type { Step } from './step.ts'
import { StepLog } from './step-log.ts'
import { text } from './tokens.ts'

/** One step while it runs. */
export interface StepRun {
  readonly frame: Frame
  /** `0/2`: the index of the step, after those of the composite steps around it. */
  readonly place: string
  readonly name: string
  /** GITHUB_ACTION */
  readonly actionName: string
  readonly log: StepLog
  /** The `env` context. */
  readonly environment: Readonly<Record<string, string>>
  /** What `env` of this step and of composite steps around it set. */
  readonly overrides: Readonly<Record<string, string>>
  readonly scope: Scope
  readonly cancel: AbortSignal
}

export interface Outcome {
  readonly outcome: Conclusion
  readonly outputs: Readonly<Record<string, string>>
  readonly steps: readonly StepResult[]
}

interface Ended extends Outcome {
  readonly conclusion: Conclusion
}

export const skipped: Ended = { outcome: 'skipped', conclusion: 'skipped', outputs: {}, steps: [] }
const failed: Ended = { outcome: 'failure', conclusion: 'failure', outputs: {}, steps: [] }

/** Runs the steps of a job or of a composite action, one after the other. Each decides by its condition whether it runs. */
export async function runSteps(steps: readonly Step[], frame: Frame): Promise<StepResult[]> {
  const results: StepResult[] = []
  for (const [index, step] of steps.entries()) {
    if (frame.job.run.kill.aborted) break
    const place = frame.place === '' ? String(index) : `${frame.place}/${index}`
    const result = await runStep(step, { frame, place })
    results.push(result)
    if (step.id !== null) frame.steps[step.id] = { outputs: { ...result.outputs }, outcome: result.outcome, conclusion: result.conclusion }
    frame.status = merged(frame.status, result.conclusion)
    if (frame.composite === null && result.conclusion === 'failure') frame.job.status = merged(frame.job.status, 'failure')
  }
  return results
}

function runStep(step: Step, { frame, place }: { frame: Frame; place: string }): Promise<StepResult> {
  const prepared = prepare(step, frame)
  const name = prepared.name
  return withLog({ job: frame.job, name, id: step.id, stage: 'main', depth: frame.depth }, async (log) => {
    const { environment, overrides } = prepared.environment()
    const actionName = step.id ?? (step.work.kind === 'script' ? '__run' : '__action')
    const scopeNow = () => scopeOf(frame, { environment, status: statusOf(frame), action: actionName })
    if (!conditionHolds(step.condition, scopeNow())) return skipped
    using stop = stopping({ step, frame, scope: scopeNow, log, name })
    const run: StepRun = { frame, place, name, actionName, log, environment, overrides, scope: scopeNow(), cancel: stop.signal }
    const done = await work(step, run)
    const outcome = stop.timedOut() && done.outcome === 'cancelled' ? 'failure' : done.outcome
    const isCovered = outcome === 'failure' && textOf(step.continueOnError, scopeNow()) === 'true'
    return { ...done, outcome, conclusion: isCovered ? 'success' : outcome }
  })
}

async function work({ work, at }: Step, run: StepRun): Promise<Outcome> {
  if (work.kind === 'script') return runScript(work, run)
  if (work.reference.startsWith('actions/checkout@')) return runCheckout(work.inputs, run)
  const { job, source } = run.frame
  const action = await job.run.library.action(work.reference, { from: source, workspace: job.folders.workspace, at })
  return runAction(action, { step: run, inputs: work.inputs })
}

/** The name is shown even where the `env` of the step cannot be evaluated: that fails the step itself. */
export function prepare(step: Step, frame: Frame) {
  const inherited = { ...frame.job.environment, ...frame.overrides }
  const environment = () => {
    const own = textsOf(step.environment, scopeOf(frame, { environment: inherited }))
    return { environment: { ...inherited, ...own }, overrides: { ...frame.overrides, ...own } }
  }
  return { name: nameOf(step, frame, inherited), environment }
}

function nameOf(step: Step, frame: Frame, environment: Readonly<Record<string, string>>): string {
  const written = step.work.kind === 'script' ? `Run ${firstLine(text(step.work.script) ?? '')}` : `Run ${step.work.reference}`
  if (step.name === null) return written
  try {
    return textOf(step.name, scopeOf(frame, { environment }))
  } catch (thrown) {
    if (problemsOf(thrown) === null) throw thrown
    return text(step.name) ?? written
  }
}

/**
 * When a step has to stop: at its time limit, and when the job is cancelled, unless its condition still holds then, as `always()` does
 * (actions/runner, StepsRunner.cs and CompositeActionHandler.cs).
 */
function stopping({ step, frame, scope, log, name }: { step: Step; frame: Frame; scope: () => Scope; log: StepLog; name: string }) {
  const { job } = frame
  const controller = new AbortController()
  const state = { timedOut: false }
  const minutes = Number(textOf(step.timeoutMinutes, scope()) || 0)
  const timer =
    minutes > 0 &&
    setTimeout(() => {
      state.timedOut = true
      log.error(`The action '${name}' has timed out after ${minutes} minutes.`)
      controller.abort()
    }, minutes * 60_000)
  const onCancel = () => {
    const cancelled = { success: false, failure: false, cancelled: true }
    if (!conditionHolds(step.condition, { ...scope(), status: cancelled })) controller.abort()
  }
  // Cancelled before it began: its condition has held with that, so nothing stops it.
  if (!job.cancel.aborted) job.cancel.addEventListener('abort', onCancel)
  return {
    signal: controller.signal,
    timedOut: () => state.timedOut,
    [Symbol.dispose]: () => {
      if (timer !== false) clearTimeout(timer)
      job.cancel.removeEventListener('abort', onCancel)
    },
  }
}

/** Runs something as a step: with its log, its events and its time. A problem of the workflow fails the step. */
export async function withLog(
  about: { job: JobRun; name: string; id: string | null; stage: StepResult['stage']; depth: number },
  action: (log: StepLog) => Promise<Ended>,
): Promise<StepResult> {
  const { job, name, id, stage, depth } = about
  const { run } = job
  const log = new StepLog({
    masks: job.masks,
    onLine: (line) => {
      run.log.push(line)
      run.options.onLine?.({ job: job.path, step: name, text: line })
    },
  })
  const event = { job: job.path, step: job.masks.apply(name), id, stage, depth }
  const started = performance.now()
  run.options.onStep?.({ ...event, state: 'started', conclusion: null, seconds: 0 })
  const ended = await action(log).catch((thrown: unknown) => {
    const problems = problemsOf(thrown)
    if (problems === null) throw thrown
    for (const problem of problems) log.error(`${problem.code}: ${problem.message}`)
    return failed
  })
  const seconds = (performance.now() - started) / 1000
  run.options.onStep?.({ ...event, state: 'ended', conclusion: ended.conclusion, seconds })
  const { annotations, maskedLines, lines } = log
  return { id, name: event.step, stage, ...ended, annotations, maskedLines, seconds, log: lines.join('\n') }
}
