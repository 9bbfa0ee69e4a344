import { problemsOf } from '../../src/core/problem.ts'
import { runCalledWorkflow } from './called-workflow.ts'
import type { Concurrency, Turn } from './concurrency.ts'
import { conditionHolds, jsonOf, type Scope, textOf } from './expressions.ts'
import { runJob } from './job.ts'
import type { Source } from './library.ts'
import { defaultPermissions, type Permissions, readPermissions } from './permissions.ts'
import { type Conclusion, combined, type JobResult } from './result.ts'
import type { Run } from './run.ts'
import { field, isNull, type Token, text } from './tokens.ts'
import type { Job, StepsJob, Workflow } from './workflow.ts'

/** A workflow that runs: the one that was started, or one that a job calls. */
export interface Running {
  readonly run: Run
  readonly source: Source
  readonly workflow: Workflow
  /** `caller` or `caller/caller`; empty for the workflow that was started. */
  readonly path: string
  readonly name: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string>>
  /** Which secrets of an environment reach its jobs: all of the workflow that was started, else what the caller passed on. */
  readonly environmentSecrets: (name: string) => boolean
  readonly permissions: Permissions | null
  readonly cancel: AbortSignal
}

export interface Need {
  readonly result: Conclusion
  readonly outputs: Readonly<Record<string, string>>
}

export interface Finished {
  readonly conclusion: Conclusion
  readonly jobs: Readonly<Record<string, Need>>
}

/** Runs the jobs of a workflow, each as soon as those it needs have ended. */
export async function runJobs(running: Running): Promise<Finished> {
  const { workflow } = running
  const started = new Map<string, Promise<Need>>()
  const start = (job: Job): Promise<Need> => {
    const known = started.get(job.id)
    if (known !== undefined) return known
    const needs = workflow.jobs.filter(({ id }) => job.needs.includes(id))
    const promise = Promise.all(needs.map(start)).then(async () => {
      const ancestors = ancestorsOf(job, workflow)
      const results = new Map(await Promise.all(ancestors.map(async (id) => [id, await (started.get(id) ?? never(id))] as const)))
      return decide(job, { running, results })
    })
    started.set(job.id, promise)
    return promise
  }
  const results = await Promise.all(workflow.jobs.map(async (job) => [job.id, await start(job)] as const))
  return { conclusion: combined(results.map(([, { result }]) => result)), jobs: Object.fromEntries(results) }
}

/** Whether the job runs, then its run. A skipped job still has a result that later ones see. */
async function decide(job: Job, { running, results }: { running: Running; results: ReadonlyMap<string, Need> }): Promise<Need> {
  const { run, cancel } = running
  const path = running.path === '' ? job.id : `${running.path}/${job.id}`
  if (run.kill.aborted) return { result: 'cancelled', outputs: {} }
  try {
    const scope = scopeOf(job, { running, results })
    if (!conditionHolds(job.condition, scope)) return tellSkipped(job, { running, path, scope })
    using turn = await takeTurn(job.concurrency, { concurrency: run.concurrency, scope, source: running.source, cancel })
    if (turn === null) return { result: 'cancelled', outputs: {} }
    return await carryOut(job, { running, path, scope, cancel: AbortSignal.any([cancelOf(job, { cancel, scope }), turn.signal]) })
  } catch (thrown) {
    const problems = problemsOf(thrown)
    if (problems === null) throw thrown
    run.log.push(...problems.map((problem) => `##[error]${path}: ${problem.code}: ${run.masks.apply(problem.message)}`))
    run.jobs.push({
      ...emptyResult(path, path),
      conclusion: 'failure',
      annotations: problems.map(({ message }) => annotation(run.masks.apply(message))),
    })
    return { result: 'failure', outputs: {} }
  }
}

/** When the run is cancelled its jobs are, except those whose condition holds even then, as `always()` does. */
function cancelOf(job: Job, { cancel, scope }: { cancel: AbortSignal; scope: Scope }): AbortSignal {
  const controller = new AbortController()
  const holds = () => conditionHolds(job.condition, { ...scope, status: { ...scope.status, success: false, cancelled: true } })
  if (!cancel.aborted) cancel.addEventListener('abort', () => !holds() && controller.abort(), { once: true })
  return controller.signal
}

async function carryOut(
  job: Job,
  { running, path, scope, cancel }: { running: Running; path: string; scope: Scope; cancel: AbortSignal },
): Promise<Need> {
  const name = nameOf(job, running, scope)
  if (job.kind === 'call') return runCalledWorkflow(job, { running: { ...running, cancel }, path, name, scope })
  const environment = await openEnvironment(job, { running, path, scope })
  if (environment === null) {
    running.run.jobs.push({
      ...emptyResult(path, name),
      conclusion: 'failure',
      annotations: [annotation('The review of the environment was rejected.')],
    })
    return { result: 'failure', outputs: {} }
  }
  const variables = { ...running.run.options.variables, ...environment.variables }
  const contexts = { ...scope.contexts, vars: variables }
  const result = await runJob(job, {
    ...running,
    path,
    name,
    contexts,
    secrets: { ...running.secrets, ...environment.secrets },
    variables,
    permissions: grantedTo(job, running),
    cancel,
  })
  environment.end(result.conclusion)
  return { result: result.conclusion, outputs: result.outputs }
}

/** What the token of a job may do: its own `permissions`, else those of the file, never more than its caller has. */
export function grantedTo(job: Job, { workflow, permissions }: Pick<Running, 'workflow' | 'permissions'>): Permissions {
  return readPermissions(job.permissions) ?? readPermissions(workflow.permissions) ?? permissions ?? defaultPermissions
}

async function openEnvironment(job: StepsJob, { running, path, scope }: { running: Running; path: string; scope: Scope }) {
  const { run } = running
  const none = { secrets: {}, variables: {}, end: () => {} }
  const token = job.deploysTo
  const value =
    token === null || isNull(token)
      ? null
      : jsonOf(text(token) === null && field(token, 'name') !== null ? field(token, 'name') : token, scope)
  const environment =
    typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : value === null ? '' : String(value)
  if (environment === '') return none
  const settings = run.options.environments?.[environment]
  const verdict = (await settings?.review?.({ job: path, environment })) ?? 'approved'
  if (verdict === 'rejected') return null
  const secrets = Object.fromEntries(Object.entries(settings?.secrets ?? {}).filter(([name]) => running.environmentSecrets(name)))
  const isDeployment = textOf(field(token, 'deployment'), scope) !== 'false'
  const deployment = isDeployment
    ? run.options.github?.runs.startDeployment({ runId: run.id, environment, commit: run.commit, ref: run.ref })
    : undefined
  return { secrets, variables: settings?.variables ?? {}, end: (conclusion: Conclusion) => deployment?.end(conclusion) }
}

/**
 * What the conditions of a job see. `success()` asks every job before it, not only those it needs (actions/runner issue 491).
 */
function scopeOf(job: Job, { running, results }: { running: Running; results: ReadonlyMap<string, Need> }): Scope {
  const { run, cancel } = running
  const all = [...results.values()].map(({ result }) => result)
  const needs = Object.fromEntries(job.needs.map((id) => [id, results.get(id)]))
  return {
    contexts: {
      github: {
        event: run.event.payload,
        event_name: run.event.name,
        ref: run.ref,
        ref_name: run.ref.replace(/^refs\/(heads|tags)\//, ''),
        ref_type: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
        repository: run.source.repository,
        repository_owner: run.source.repository.split('/')[0],
        run_id: String(run.id),
        run_number: String(run.number),
        run_attempt: String(run.attempt),
        server_url: run.serverUrl,
        api_url: run.apiUrl,
        sha: run.commit,
        actor: run.actor,
        triggering_actor: run.actor,
        workflow: run.workflowName,
      },
      inputs: running.inputs,
      needs,
      vars: run.options.variables ?? {},
      secrets: running.secrets,
      strategy: {},
      matrix: null,
      env: {},
    },
    status: {
      success: !cancel.aborted && all.every((result) => result === 'success'),
      failure: !cancel.aborted && all.includes('failure'),
      cancelled: cancel.aborted,
    },
  }
}

function ancestorsOf(job: Job, workflow: Workflow): string[] {
  const above = workflow.jobs.filter(({ id }) => job.needs.includes(id))
  return [...new Set(above.flatMap((need) => [need.id, ...ancestorsOf(need, workflow)]))]
}

/** Waits for the concurrency group, if one is named. Its signal: a newer run takes the place. Null: cancelled while it waited. */
export async function takeTurn(
  token: Token | null,
  { concurrency, scope, source, cancel }: { concurrency: Concurrency; scope: Scope; source: Source; cancel: AbortSignal },
): Promise<(Disposable & { signal: AbortSignal }) | null> {
  const replaced = new AbortController()
  if (token === null) return { signal: replaced.signal, [Symbol.dispose]: () => {} }
  const group = textOf(field(token, 'group') ?? token, scope)
  const turn: Turn = {
    group: `${source.repository} ${group.toLowerCase()}`,
    cancelInProgress: textOf(field(token, 'cancel-in-progress'), scope) === 'true',
    queue: textOf(field(token, 'queue'), scope) === 'max' ? 'max' : 'single',
    onCancel: () => replaced.abort(),
  }
  const entered = await concurrency.enter(turn, cancel)
  return entered === null ? null : { signal: replaced.signal, [Symbol.dispose]: () => entered[Symbol.dispose]() }
}

function nameOf(job: Job, running: Running, scope: Scope): string {
  const own = textOf(job.name, scope) || job.id
  return running.name === '' ? own : `${running.name} / ${own}`
}

function tellSkipped(job: Job, { running, path, scope }: { running: Running; path: string; scope: Scope }): Need {
  running.run.jobs.push({ ...emptyResult(path, nameOf(job, running, scope)), conclusion: 'skipped' })
  running.run.options.github?.runs.startJob({ runId: running.run.id, name: nameOf(job, running, scope) }).end('skipped')
  return { result: 'skipped', outputs: {} }
}

function emptyResult(id: string, name: string): JobResult {
  return { id, name, conclusion: 'skipped', outputs: {}, steps: [], summary: '', annotations: [], seconds: 0 }
}

function annotation(message: string): JobResult['annotations'][number] {
  return { level: 'error', message, title: null, file: null, line: null, column: null }
}

function never(id: string): never {
  throw new Error(`the job ${id} was needed before it was started`)
}
