import type { GitHub } from '../github/github.ts'
import type { Concurrency } from './concurrency.ts'
import type { Grace } from './process.ts'
import type { Conclusion, JobResult } from './result.ts'

export interface RunOptions {
  /** The workflow file, a path inside of `repository`. */
  readonly file: string
  /** The checkout of the repository that holds it. */
  readonly repository: string
  /** `owner/name` of it. Default: `local/` and the name of the folder. */
  readonly repositoryName?: string
  /** Folders of the other repositories that it uses: `{ 'fairlead/fairlead': '/path' }`. */
  readonly repositories?: Readonly<Record<string, string>>
  /** Default: `workflow_dispatch` without inputs. */
  readonly event?: RunEvent
  readonly secrets?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
  readonly environments?: Readonly<Record<string, EnvironmentSettings>>
  /** The stand-in that GITHUB_API_URL leads to; it shows the run and its jobs, and gives each job a token. */
  readonly github?: GitHub
  /** More variables for every program of a job. Default `PATH` and `HOME`: those of this process. */
  readonly environment?: Readonly<Record<string, string>>
  /** Default: `refs/heads/main`. */
  readonly ref?: string
  /** Default: what is checked out. */
  readonly commit?: string
  readonly actor?: string
  readonly runId?: number
  readonly runAttempt?: number
  /** Where jobs work, `FOLDER/JOB/workspace` and so on; kept. Default: a temporary folder, removed at the end. */
  readonly folder?: string
  /** The program that runs JavaScript actions, Node 24. Default: the one that runs this. */
  readonly node?: string
  /** Cancels the run, as the button on GitHub does. */
  readonly signal?: AbortSignal
  /** Ends it as a lost machine does: every process of a step is killed, nothing more runs. */
  readonly kill?: AbortSignal
  readonly grace?: Grace
  /** Runs that share it keep each other's concurrency groups. Default: all runs of this process. */
  readonly concurrency?: Concurrency
  readonly onLine?: (line: LogLine) => void
  readonly onStep?: (event: StepEvent) => void
  readonly onJob?: (event: JobEvent) => void
}

export interface RunEvent {
  readonly name: string
  readonly inputs?: Readonly<Record<string, string | number | boolean>>
  /** The rest of the webhook's payload. */
  readonly payload?: Readonly<Record<string, unknown>>
}

export interface EnvironmentSettings {
  readonly secrets?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
  /** The required review: the job waits for its answer. Default: none. */
  readonly review?: (request: { readonly job: string; readonly environment: string }) => Promise<'approved' | 'rejected'>
}

export interface LogLine {
  readonly job: string
  readonly step: string
  /** Masked. */
  readonly text: string
}

export interface StepEvent {
  readonly job: string
  readonly step: string
  readonly id: string | null
  readonly stage: 'pre' | 'main' | 'post'
  /** 0 for a step of the job, 1 and more inside of composite actions. */
  readonly depth: number
  readonly state: 'started' | 'ended'
  readonly conclusion: Conclusion | null
  readonly seconds: number
}

export type JobEvent =
  | { readonly state: 'started'; readonly job: string }
  | { readonly state: 'ended'; readonly job: string; readonly result: JobResult }
