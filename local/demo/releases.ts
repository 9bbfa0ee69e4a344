import type { JobResult, RunResult, StepResult } from '../runner/result.ts'
import { runWorkflow } from '../runner/run-workflow.ts'
import type { Checkout } from './checkout.ts'
import type { Machine } from './machine.ts'

/** One step of the chain as the demo shows it. */
export interface Phase {
  readonly job: string
  readonly name: string
  readonly conclusion: string
  readonly startedAt: number
  readonly seconds: number
}

/** What became of one release. */
export interface ReleaseResult {
  readonly name: string
  readonly commit: string
  readonly conclusion: string
  readonly seconds: number
  readonly phases: readonly Phase[]
  /** Codes of the problems that were told as errors. */
  readonly errors: readonly { title: string; message: string }[]
  readonly outputs: Readonly<Record<string, string>>
  /** What each action told as its `result`. */
  readonly results: readonly { readonly peakMemoryMb?: number }[]
  readonly rolledBack: boolean
  readonly activeColor: string | null
  readonly summaries: readonly { job: string; markdown: string }[]
  readonly log: string
}

/** The workflow of the example, as its team starts it: release.yml with an environment. */
export async function release({
  name,
  commit,
  checkout,
  machine,
  root,
  runId,
  signal,
  onPhase,
}: {
  name: string
  commit: string
  checkout: Checkout
  machine: Machine
  root: string
  runId: number
  signal: AbortSignal
  onPhase: (phase: Phase) => void
}): Promise<ReleaseResult> {
  seedEvidence(machine, commit)
  const phases: Phase[] = []
  const startedAt = new Map<string, number>()
  const run = await runWorkflow({
    file: '.github/workflows/release.yml',
    repository: checkout.folder,
    repositoryName: 'traqora/traqora',
    repositories: { 'fairlead/fairlead': root },
    event: { name: 'workflow_dispatch', inputs: { environment: 'rehearsal' } },
    secrets: machine.secrets,
    variables: { PREPARE: `ln -s '${root}/node_modules' node_modules` },
    environments: { rehearsal: {}, 'rehearsal-plan': {} },
    github: machine.github,
    environment: machine.variables,
    runId,
    signal,
    actor: 'releaser',
    onStep(event) {
      const key = `${event.job} ${event.depth} ${event.stage} ${event.step}`
      if (event.state === 'started') startedAt.set(key, performance.now())
      else if (event.stage === 'main' && event.id !== null && event.conclusion !== 'skipped') {
        const phase = {
          job: event.job,
          name: event.id,
          conclusion: event.conclusion ?? 'success',
          startedAt: startedAt.get(key) ?? performance.now(),
          seconds: event.seconds,
        }
        phases.push(phase)
        onPhase(phase)
      }
    },
  })
  return resultOf({ name, commit, run, phases })
}

/** What continuous integration reported for the commit. */
function seedEvidence({ github }: Machine, commit: string): void {
  for (const name of ['lint', 'typecheck', 'test', 'contracts']) {
    github.repository.addCheckRun({ headSha: commit, name, status: 'completed', conclusion: 'success' })
  }
}

function resultOf({
  name,
  commit,
  run,
  phases,
}: {
  name: string
  commit: string
  run: RunResult
  phases: readonly Phase[]
}): ReleaseResult {
  const steps = run.jobs.flatMap((job) => allSteps(job.steps))
  const output = (id: string, key: string) =>
    steps.findLast((step) => step.id === id && step.outputs[key] !== undefined)?.outputs[key] ?? ''
  return {
    name,
    commit,
    conclusion: run.conclusion,
    seconds: run.seconds,
    phases,
    errors: steps.flatMap((step) =>
      step.steps.length > 0
        ? []
        : step.annotations
            .filter(({ level, title }) => level === 'error' && title !== null)
            .map(({ title, message }) => ({ title: title ?? '', message })),
    ),
    outputs: outputsOf(run.jobs),
    results: steps.flatMap(({ outputs }) =>
      outputs['result'] === undefined ? [] : [JSON.parse(outputs['result']) as { peakMemoryMb?: number }],
    ),
    rolledBack: output('switch', 'rolled-back') === 'true' || output('rollback', 'decision') === 'revert',
    activeColor: output('switch', 'active-color') || null,
    summaries: run.jobs.filter(({ summary }) => summary !== '').map(({ id, summary }) => ({ job: id, markdown: summary })),
    log: run.log,
  }
}

function outputsOf(jobs: readonly JobResult[]): Record<string, string> {
  return Object.assign({}, ...jobs.map(({ outputs }) => outputs)) as Record<string, string>
}

function allSteps(steps: readonly StepResult[]): StepResult[] {
  return steps.flatMap((step) => [step, ...allSteps(step.steps)])
}
