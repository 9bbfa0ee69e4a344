import type { Concurrency } from './concurrency.ts'
import type { Library, Source } from './library.ts'
import type { Masks } from './masks.ts'
import type { RunOptions } from './options.ts'
import type { Grace } from './process.ts'
import type { JobResult } from './result.ts'

/** What all jobs of one run share. */
export interface Run {
  readonly options: RunOptions
  readonly id: number
  readonly attempt: number
  readonly number: number
  /** The repository that is released, at the commit of the run. */
  readonly source: Source
  readonly commit: string
  readonly ref: string
  readonly actor: string
  /** The name of the workflow that was started, also for the jobs of workflows it calls. */
  readonly workflowName: string
  readonly workflowPath: string
  readonly event: { readonly name: string; readonly payload: Readonly<Record<string, unknown>> }
  readonly apiUrl: string
  readonly serverUrl: string
  readonly library: Library
  /** The secrets of the repository, for what is told outside of a job. */
  readonly masks: Masks
  readonly folder: string
  readonly node: string
  readonly grace: Grace
  readonly concurrency: Concurrency
  readonly cancel: AbortSignal
  readonly kill: AbortSignal
  readonly log: string[]
  readonly jobs: JobResult[]
}
