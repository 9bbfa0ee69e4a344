import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { IssuedToken } from '../github/github.ts'
import { runPre } from './action-step.ts'
import { foldersOf, githubContext, jobContext, runnerContext } from './contexts.ts'
import { noStatus, textOf, textsOf } from './expressions.ts'
import { type Frame, type JobRun, scopeOf, statusOf } from './frame.ts'
import { readOutputs } from './job-outputs.ts'
import type { Source } from './library.ts'
import { Masks } from './masks.ts'
import type { Permissions } from './permissions.ts'
import type { JobResult, StepResult } from './result.ts'
import type { Run } from './run.ts'
import { prepare, runSteps, withLog } from './steps.ts'
import type { StepsJob, Workflow } from './workflow.ts'

/** What a job is given by the workflow it is in. */
export interface JobCircumstances {
  readonly run: Run
  readonly source: Source
  readonly workflow: Workflow
  /** `caller/id` inside of a called workflow. */
  readonly path: string
  readonly name: string
  readonly contexts: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string>>
  readonly variables: Readonly<Record<string, string>>
  readonly permissions: Permissions
  readonly cancel: AbortSignal
}

/** Runs the steps of one job, then its post steps, then reads its outputs. */
export async function runJob(job: StepsJob, circumstances: JobCircumstances): Promise<JobResult> {
  const { run, path, name } = circumstances
  run.options.onJob?.({ state: 'started', job: path })
  const started = performance.now()
  const shown = run.options.github?.runs.startJob({ runId: run.id, name }) ?? null
  const token = run.options.github?.issueToken({ repository: run.source.repository, permissions: circumstances.permissions }) ?? null
  using limit = timeLimit(job, circumstances)
  const state = openJob(job, { ...circumstances, cancel: limit.signal, token, checkRunId: shown?.checkRunId ?? null })
  const frame: Frame = {
    job: state,
    place: '',
    depth: 0,
    source: circumstances.source,
    composite: null,
    overrides: {},
    steps: {},
    status: 'success',
  }
  const steps = [...(await runPres(job, frame)), ...(await runSteps(job.steps, frame)), ...(await runPosts(state))]
  const outputs = await readOutputs(job, frame)
  const all = [...steps, ...outputs.told]
  token?.revoke()
  if (run.kill.aborted) state.status = 'failure'
  const result: JobResult = {
    id: path,
    name,
    conclusion: state.status,
    outputs: outputs.values,
    steps: all,
    summary: state.summaries.join('\n'),
    annotations: allAnnotations(all),
    seconds: (performance.now() - started) / 1000,
  }
  shown?.end(result.conclusion)
  run.jobs.push(result)
  run.options.onJob?.({ state: 'ended', job: path, result })
  return result
}

function openJob(job: StepsJob, given: JobCircumstances & { token: IssuedToken | null; checkRunId: number | null }): JobRun {
  const { run, source, workflow } = given
  const folders = foldersOf(run, given.path)
  const token = given.token?.value ?? 'no-github-stand-in'
  const masks = new Masks()
  for (const secret of [...Object.values(given.secrets), token]) masks.add(secret)
  const file = { ...source, path: workflow.path }
  const github = githubContext({ run, job: job.id, folders, token, workflow: file })
  for (const folder of [folders.workspace, folders.temporary, folders.tools, dirname(github.event_path)])
    mkdirSync(folder, { recursive: true })
  writeFileSync(github.event_path, JSON.stringify(run.event.payload))
  const state: JobRun = {
    run,
    path: given.path,
    folders,
    github,
    contexts: {
      ...given.contexts,
      vars: given.variables,
      secrets: { ...given.secrets, GITHUB_TOKEN: token },
      runner: runnerContext(folders),
      matrix: null,
      strategy: {},
    },
    jobContext: jobContext({ run, workflow: file, checkRunId: given.checkRunId }),
    defaults: { shell: job.defaults.shell ?? workflow.defaults.shell, directory: job.defaults.directory ?? workflow.defaults.directory },
    cancel: given.cancel,
    status: given.cancel.aborted ? 'cancelled' : 'success',
    environment: {},
    searchPath: [],
    masks,
    summaries: [],
    posts: [],
    states: new Map(),
  }
  // Before any listener of a step: those ask for the status.
  given.cancel.addEventListener('abort', () => {
    state.status = 'cancelled'
  })
  for (const variables of [workflow.environment, job.environment])
    state.environment = { ...state.environment, ...textsOf(variables, jobScope(state)) }
  return state
}

function jobScope({ contexts, github, environment }: JobRun) {
  return { contexts: { ...contexts, github, env: environment }, status: noStatus }
}

/** `pre` of the actions that the steps use directly; those of `./` actions and inside of composites do not run. */
async function runPres(job: StepsJob, frame: Frame): Promise<StepResult[]> {
  const results: StepResult[] = []
  const { library } = frame.job.run
  for (const [index, step] of job.steps.entries()) {
    if (step.work.kind !== 'action' || /^(\.\/|actions\/checkout@)/.test(step.work.reference)) continue
    const { reference, inputs } = step.work
    const action = await library.action(reference, { from: frame.source, workspace: frame.job.folders.workspace, at: step.at })
    const { runs } = action.file
    if (runs.kind !== 'javascript' || runs.pre === null) continue
    const { pre } = runs
    const prepared = prepare(step, frame)
    const result = await withLog({ job: frame.job, name: `Pre ${prepared.name}`, id: null, stage: 'pre', depth: 0 }, async (log) => {
      const { environment, overrides } = prepared.environment()
      const scope = scopeOf(frame, { environment, status: statusOf(frame) })
      const actionName = step.id ?? '__action'
      const run = {
        frame,
        place: String(index),
        name: prepared.name,
        actionName,
        log,
        environment,
        overrides,
        scope,
        cancel: frame.job.cancel,
      }
      const outcome = await runPre(action, { runs, pre, step: run, inputs })
      return { ...outcome, conclusion: outcome.outcome }
    })
    results.push(result)
    if (result.conclusion === 'failure' && frame.job.status === 'success') frame.job.status = 'failure'
  }
  return results
}

/** Last in, first out; each runs whatever became of the job, unless its `post-if` says otherwise. */
async function runPosts(job: JobRun): Promise<StepResult[]> {
  const results: StepResult[] = []
  for (const post of job.posts.toReversed()) {
    if (job.run.kill.aborted) break
    const result = await post.run()
    results.push(result)
    if (result.conclusion === 'failure' && job.status === 'success') job.status = 'failure'
  }
  return results
}

function allAnnotations(steps: readonly StepResult[]): JobResult['annotations'] {
  return steps.flatMap((step) => [...step.annotations, ...allAnnotations(step.steps)])
}

/** A job over its `timeout-minutes` is cancelled, not failed. */
function timeLimit(job: StepsJob, { cancel, contexts, run }: JobCircumstances) {
  const controller = new AbortController()
  const minutes = Number(
    textOf(job.timeoutMinutes, { contexts: { github: {}, ...contexts }, status: { success: true, failure: false, cancelled: false } }) ||
      360,
  )
  const timer = setTimeout(() => {
    run.log.push(`##[error]The job running on runner fairlead-local-runner has exceeded the maximum execution time of ${minutes} minutes.`)
    controller.abort()
  }, minutes * 60_000)
  return { signal: AbortSignal.any([cancel, controller.signal]), [Symbol.dispose]: () => clearTimeout(timer) }
}
