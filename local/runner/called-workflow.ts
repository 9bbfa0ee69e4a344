import { throwProblems } from '../../src/core/problem.ts'
import { jsonOf, type Scope, textOf, textsOf } from './expressions.ts'
import { grantedTo, type Need, type Running, runJobs, takeTurn } from './graph.ts'
import { checkInputs } from './inputs.ts'
import type { FoundWorkflow } from './library.ts'
import { entries, field, type Token, text } from './tokens.ts'
import type { CallingJob } from './workflow.ts'

/** Runs the reusable workflow that a job calls; its jobs count as `job/inner`. */
export async function runCalledWorkflow(
  job: CallingJob,
  { running, path, name, scope }: { running: Running; path: string; name: string; scope: Scope },
): Promise<Need> {
  const { run } = running
  const found = await run.library.calledWorkflow(job.reference, running.source, job.at)
  const settings = found.workflow.events.get('workflow_call') ?? null
  const inputs = checkInputs(settings, givenTo(job, scope), job.at)
  throwProblems(inputs.problems)
  const inner: Running = {
    run,
    ...found,
    path,
    name,
    inputs: inputs.values,
    ...passedSecrets(job, { running, found, scope }),
    permissions: grantedTo(job, running),
    cancel: running.cancel,
  }
  const own = { contexts: { ...scope.contexts, inputs: inputs.values }, status: scope.status }
  using turn = await takeTurn(found.workflow.concurrency, {
    concurrency: run.concurrency,
    scope: own,
    source: running.source,
    cancel: running.cancel,
  })
  if (turn === null) return { result: 'cancelled', outputs: {} }
  const finished = await runJobs({ ...inner, cancel: AbortSignal.any([running.cancel, turn.signal]) })
  return { result: finished.conclusion, outputs: workflowOutputs(settings, { ...own, contexts: { ...own.contexts, jobs: finished.jobs } }) }
}

/** The outputs under `on.workflow_call`; empty ones are left out. */
export function workflowOutputs(settings: Token | null, scope: Scope): Record<string, string> {
  const declared = entries(field(settings, 'outputs')).map(({ name, value }) => [name, textOf(field(value, 'value'), scope)] as const)
  return Object.fromEntries(declared.filter(([, value]) => value !== ''))
}

function givenTo(job: CallingJob, scope: Scope): Record<string, unknown> {
  return Object.fromEntries(entries(job.inputs).map(({ name, value }) => [name, jsonOf(value, scope)]))
}

/**
 * The secrets that reach a called workflow. Those of an environment reach its jobs when they are inherited or named by the caller, and
 * only inside of one repository (actions/runner issues 1490 and 3206).
 */
function passedSecrets(job: CallingJob, { running, found, scope }: { running: Running; found: FoundWorkflow; scope: Scope }) {
  const isOwn = found.source.repository === running.run.source.repository
  if (text(job.secrets) === 'inherit') {
    return { secrets: running.secrets, environmentSecrets: (name: string) => isOwn && running.environmentSecrets(name) }
  }
  const secrets = textsOf(job.secrets, scope)
  return { secrets, environmentSecrets: (name: string) => isOwn && name in secrets && running.environmentSecrets(name) }
}
