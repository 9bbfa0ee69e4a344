export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped'

export interface RunResult {
  readonly conclusion: Conclusion
  /** Every job that has steps, those of called workflows too, in the order they ended. */
  readonly jobs: readonly JobResult[]
  /** The outputs under `on.workflow_call.outputs`; none for a workflow without. */
  readonly outputs: Readonly<Record<string, string>>
  /** Everything that was logged, masked. */
  readonly log: string
  readonly runId: number
  readonly seconds: number
}

export interface JobResult {
  /** The id in its file; inside a called workflow `caller/id`. */
  readonly id: string
  readonly name: string
  readonly conclusion: Conclusion
  readonly outputs: Readonly<Record<string, string>>
  readonly steps: readonly StepResult[]
  /** What its steps wrote to GITHUB_STEP_SUMMARY, masked. */
  readonly summary: string
  readonly annotations: readonly Annotation[]
  readonly seconds: number
}

export interface StepResult {
  /** The `id` of the step, or null. */
  readonly id: string | null
  readonly name: string
  readonly stage: 'pre' | 'main' | 'post'
  /** What counts: `success` where `continue-on-error` covers a failure. */
  readonly conclusion: Conclusion
  readonly outcome: Conclusion
  readonly outputs: Readonly<Record<string, string>>
  /** The steps inside of a composite action. */
  readonly steps: readonly StepResult[]
  readonly annotations: readonly Annotation[]
  /** Lines in which a mask hid something: a step that is careful has none. */
  readonly maskedLines: number
  readonly seconds: number
  /** Its lines, masked, those of inner steps included. */
  readonly log: string
}

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly title: string | null
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
}

/** The conclusion of several jobs together, as GitHub shows it for the run and for the job that calls a workflow. */
export function combined(conclusions: readonly Conclusion[]): Conclusion {
  for (const conclusion of ['failure', 'cancelled', 'success'] as const) if (conclusions.includes(conclusion)) return conclusion
  return 'skipped'
}
