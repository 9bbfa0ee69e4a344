import { problemsOf } from '../../src/core/problem.ts'
import { textsOf } from './expressions.ts'
import { type Frame, type JobRun, scopeOf } from './frame.ts'
import type { StepResult } from './result.ts'
import type { StepLog } from './step-log.ts'
import { withLog } from './steps.ts'
import type { StepsJob } from './workflow.ts'

interface JobOutputs {
  readonly values: Readonly<Record<string, string>>
  /** A step of the runner's own, where there is something to tell. */
  readonly told: readonly StepResult[]
}

/** Reads the outputs of a job that has ended. Those that are empty or hold masked text are left out, as on GitHub (JobExtension.cs). */
export async function readOutputs({ outputs }: StepsJob, frame: Frame): Promise<JobOutputs> {
  const { job } = frame
  if (outputs === null || job.run.kill.aborted) return { values: {}, told: [] }
  try {
    const all = Object.entries(textsOf(outputs, scopeOf(frame, { environment: job.environment })))
    const secret = all.filter(([, value]) => job.masks.touches(value)).map(([name]) => name)
    const values = Object.fromEntries(all.filter(([name, value]) => value !== '' && !secret.includes(name)))
    if (secret.length === 0) return { values, told: [] }
    const warn = (log: StepLog) => secret.forEach((name) => void log.warning(`Skip output '${name}' since it may contain secret.`))
    return { values, told: [await complete(job, 'success', warn)] }
  } catch (thrown) {
    const problems = problemsOf(thrown)
    if (problems === null) throw thrown
    if (job.status === 'success') job.status = 'failure'
    return { values: {}, told: [await complete(job, 'failure', (log) => problems.forEach(({ message }) => void log.error(message)))] }
  }
}

function complete(job: JobRun, conclusion: 'success' | 'failure', tell: (log: StepLog) => void): Promise<StepResult> {
  return withLog({ job, name: 'Complete job', id: null, stage: 'post', depth: 0 }, async (log) => {
    tell(log)
    return { conclusion, outcome: conclusion, outputs: {}, steps: [] }
  })
}
