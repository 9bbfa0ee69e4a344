import { join } from 'node:path'
import type { ActionFile, JavaScript } from './action-file.ts'
import { conditionTextHolds, textOf, textsOf } from './expressions.ts'
import { type Frame, scopeOf, statusOf } from './frame.ts'
import type { FoundAction } from './library.ts'
import { type ProgramOutcome, runStepProgram } from './program.ts'
import type { StepResult } from './result.ts'
import type { StepLog } from './step-log.ts'
import { type Outcome, runSteps, type StepRun, skipped, withLog } from './steps.ts'
import type { Token } from './tokens.ts'

/** Runs the action that a step uses. */
export async function runAction(action: FoundAction, { step, inputs: given }: { step: StepRun; inputs: Token | null }): Promise<Outcome> {
  const { log } = step
  log.write(`##[group]Run ${step.name.replace(/^Run /, '')}`)
  const inputs = resolveInputs(action.file, { given: textsOf(given, step.scope), step })
  for (const [name, value] of Object.entries(inputs)) if (value !== '') log.write(`  ${name}: ${value}`)
  log.write('##[endgroup]')
  const { runs } = action.file
  if (runs.kind === 'composite') return runComposite(action, { runs, step, inputs })
  return runJavaScript(action, { runs, step, inputs })
}

/** Inputs given and defaults. Unknown ones are only warned about, and reach the program all the same (ActionRunner.cs). */
function resolveInputs(file: ActionFile, { given, step }: { given: Record<string, string>; step: StepRun }): Record<string, string> {
  const known = new Set(file.inputs.map(({ name }) => name.toLowerCase()))
  const unknown = Object.keys(given).filter((name) => !known.has(name.toLowerCase()))
  if (unknown.length > 0) {
    step.log.warning(
      `Unexpected input(s) '${unknown.join("', '")}', valid inputs are ['${file.inputs.map(({ name }) => name).join("', '")}']`,
    )
  }
  const lower = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
  for (const { name, deprecation } of file.inputs) {
    if (deprecation !== null && lower.has(name.toLowerCase()))
      step.log.warning(`Input '${name}' has been deprecated with message: ${deprecation}`)
  }
  const declared = file.inputs.map(
    (input) => [input.name, lower.get(input.name.toLowerCase()) ?? textOf(input.default, step.scope)] as const,
  )
  return { ...Object.fromEntries(declared), ...Object.fromEntries(unknown.map((name) => [name, given[name] ?? ''])) }
}

async function runComposite(
  action: FoundAction,
  { runs, step, inputs }: { runs: ActionFile['runs'] & { kind: 'composite' }; step: StepRun; inputs: Record<string, string> },
): Promise<Outcome> {
  const inner: Frame = {
    job: step.frame.job,
    place: step.place,
    depth: step.frame.depth + 1,
    source: action.isLocal ? step.frame.source : action.source,
    composite: {
      folder: action.folder,
      inputs,
      repository: action.isLocal ? null : action.source.repository,
      ref: action.isLocal ? null : action.source.ref,
    },
    overrides: step.overrides,
    steps: {},
    status: 'success',
  }
  const steps = await runSteps(runs.steps, inner)
  for (const { log } of steps) if (log !== '') step.log.lines.push(log)
  const scope = scopeOf(inner, { environment: step.environment })
  const outputs = Object.fromEntries([...action.file.outputs].map(([name, value]) => [name, textOf(value, scope)]))
  return { outcome: inner.status, outputs, steps }
}

async function runJavaScript(
  action: FoundAction,
  { runs, step, inputs }: { runs: JavaScript; step: StepRun; inputs: Record<string, string> },
): Promise<Outcome> {
  const { job } = step.frame
  if (action.isLocal && runs.pre !== null) step.log.warning(`\`pre\` execution is not supported for local action from '${action.folder}'`)
  registerPost(action, { runs, step, inputs })
  const state = job.states.get(step.place) ?? new Map<string, string>()
  job.states.set(step.place, state)
  const result = await runStage(action, {
    program: runs.main,
    job: step.frame.job,
    log: step.log,
    environment: step.environment,
    inputs,
    state,
    cancel: step.cancel,
    actionName: step.actionName,
  })
  return { ...result, steps: [] }
}

/** Runs the `pre` of an action; it sees no step before it. */
export async function runPre(
  action: FoundAction,
  { runs, pre, step, inputs: given }: { runs: JavaScript; pre: string; step: StepRun; inputs: Token | null },
): Promise<Outcome> {
  if (!conditionTextHolds(runs.preIf, step.scope)) return { outcome: 'skipped', outputs: {}, steps: [] }
  const { job } = step.frame
  const state = new Map<string, string>()
  job.states.set(step.place, state)
  const inputs = resolveInputs(action.file, { given: textsOf(given, step.scope), step })
  registerPost(action, { runs, step, inputs })
  const result = await runStage(action, {
    program: pre,
    job,
    log: step.log,
    environment: step.environment,
    inputs,
    state,
    cancel: step.cancel,
    actionName: step.actionName,
  })
  return { ...result, steps: [] }
}

/** Registered when its first stage starts: a failing `main` is cleaned up after too (ActionRunner.cs). */
function registerPost(
  action: FoundAction,
  { runs, step, inputs }: { runs: JavaScript; step: StepRun; inputs: Record<string, string> },
): void {
  const { post, postIf } = runs
  const { frame, place, actionName, overrides } = step
  const { job } = frame
  if (post === null || job.posts.some((known) => known.place === place)) return
  const name = `Post ${step.name}`
  const run = (): Promise<StepResult> =>
    withLog({ job, name, id: null, stage: 'post', depth: 0 }, async (log) => {
      const environment = { ...job.environment, ...overrides }
      const scope = scopeOf({ ...frame, composite: null }, { environment, status: statusOf({ ...frame, composite: null }) })
      if (!conditionTextHolds(postIf, scope)) return skipped
      const state = job.states.get(place) ?? new Map<string, string>()
      // A post step starts after the cancellation and is not stopped by it; only by losing the machine.
      const result = await runStage(action, { program: post, job, log, environment, inputs, state, cancel: neverAborted, actionName })
      return { outcome: result.outcome, conclusion: result.outcome, outputs: result.outputs, steps: [] }
    })
  job.posts.push({ name, place, run })
}

const neverAborted = new AbortController().signal

function runStage(
  action: FoundAction,
  stage: {
    program: string
    job: Frame['job']
    log: StepLog
    environment: Readonly<Record<string, string>>
    inputs: Readonly<Record<string, string>>
    state: Map<string, string>
    cancel: AbortSignal
    actionName: string
  },
): Promise<ProgramOutcome> {
  const { job, inputs, state } = stage
  return runStepProgram({
    job,
    log: stage.log,
    program: job.run.node,
    arguments: [join(action.folder, stage.program)],
    directory: job.folders.workspace,
    environment: stage.environment,
    own: {
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])),
      ...Object.fromEntries([...state].map(([name, value]) => [`STATE_${name}`, value])),
      GITHUB_ACTION: stage.actionName,
      ...(action.isLocal ? {} : { GITHUB_ACTION_REPOSITORY: action.source.repository, GITHUB_ACTION_REF: action.source.ref }),
    },
    cancel: stage.cancel,
    state,
  })
}
