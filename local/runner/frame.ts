import type { GitHubContext, JobFolders } from './contexts.ts'
import { noStatus, type Scope, type StatusFunctions } from './expressions.ts'
import type { Source } from './library.ts'
import type { Masks } from './masks.ts'
import type { Conclusion, StepResult } from './result.ts'
import type { Run } from './run.ts'
import type { Defaults } from './workflow.ts'

/** The state of one running job. */
export interface JobRun {
  readonly run: Run
  /** `caller/id` inside of a called workflow. */
  readonly path: string
  readonly folders: JobFolders
  readonly github: GitHubContext
  /** `inputs`, `needs`, `vars`, `secrets`, `runner`, `matrix`, `strategy`. */
  readonly contexts: Readonly<Record<string, unknown>>
  readonly jobContext: Readonly<Record<string, unknown>>
  readonly defaults: Defaults
  /** Cancelled by the run, by its own time limit, or by a newer run of its concurrency group. */
  readonly cancel: AbortSignal
  status: 'success' | 'failure' | 'cancelled'
  /** What `env` of workflow and job, and GITHUB_ENV, have set so far. */
  environment: Readonly<Record<string, string>>
  /** What GITHUB_PATH has put in front, the last first. */
  searchPath: readonly string[]
  readonly summaries: string[]
  /** Its secrets, and what its steps have masked. Other jobs have masks of their own. */
  readonly masks: Masks
  /** What waits for the end of the job, run last in, first out. */
  readonly posts: PostStep[]
  /** What GITHUB_STATE keeps between the stages of an action, by the place of its step. */
  readonly states: Map<string, Map<string, string>>
}

export interface PostStep {
  readonly name: string
  /** Of the step that registered it: `pre` and `main` register one together. */
  readonly place: string
  readonly run: () => Promise<StepResult>
}

/** Where steps run: a job, or a composite action inside of it. */
export interface Frame {
  readonly job: JobRun
  /** `0/2`: the steps that lead here. Empty for the job itself. */
  readonly place: string
  readonly depth: number
  /** The repository that `$/` means here. */
  readonly source: Source
  /** Of the composite action; null for the job itself. */
  readonly composite: {
    readonly folder: string
    readonly inputs: Readonly<Record<string, string>>
    readonly repository: string | null
    readonly ref: string | null
  } | null
  /** What `env` of the composite step and of those around it have set. */
  readonly overrides: Readonly<Record<string, string>>
  /** The `steps` context. */
  readonly steps: Record<string, { outputs: Record<string, string>; outcome: Conclusion; conclusion: Conclusion }>
  /** Of this composite action. The job itself keeps it in `job.status`. */
  status: 'success' | 'failure' | 'cancelled'
}

/** What expressions of a step see. */
export function scopeOf(
  frame: Frame,
  options: { environment: Readonly<Record<string, string>>; status?: StatusFunctions; action?: string },
): Scope {
  const { job, composite } = frame
  return {
    contexts: {
      ...job.contexts,
      ...(composite === null ? {} : { inputs: composite.inputs }),
      env: options.environment,
      github: {
        ...job.github,
        action: options.action ?? null,
        action_path: composite?.folder ?? null,
        action_repository: composite?.repository ?? '',
        action_ref: composite?.ref ?? '',
        action_status: composite === null ? null : frame.status,
      },
      job: { ...job.jobContext, status: job.status },
      steps: frame.steps,
    },
    status: options.status ?? noStatus,
  }
}

/**
 * What `success()` and the others answer. Inside of a composite action they ask for the action, and only `cancelled()` for the job
 * (actions/runner, SuccessFunction.cs).
 */
export function statusOf({ job, composite, status }: Frame): StatusFunctions {
  const asked = composite === null ? job.status : status
  return { success: asked === 'success', failure: asked === 'failure', cancelled: job.status === 'cancelled' }
}

/** The worse of both stays, as the runner merges results (TaskResultUtil.cs). */
export function merged(current: Frame['status'], coming: Conclusion): Frame['status'] {
  if (current === 'cancelled' || coming === 'skipped' || coming === 'success') return current
  return coming
}
