import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Problem, problemsOf, throwProblems } from '../../src/core/problem.ts'
import { grantedTo } from './graph.ts'
import { checkSecrets } from './inputs.ts'
import type { FoundAction, FoundWorkflow, Library } from './library.ts'
import { exceeding, type Permissions } from './permissions.ts'
import { invalidWorkflow, missingFile, missingInput, tooManyPermissions, unknownInput, unsupported } from './problems.ts'
import { shells } from './script-step.ts'
import type { Step } from './step.ts'
import { entries, field, type Token, text } from './tokens.ts'
import type { CallingJob, Job, Workflow } from './workflow.ts'

/** Reads everything that a workflow can lead to, and tells at once all that would fail or that this runner cannot do. */
export async function checkRun(found: FoundWorkflow, { library, workspace }: { library: Library; workspace: string }): Promise<void> {
  throwProblems(await workflowProblems(found, { library, workspace, depth: 1, allowed: null }))
}

interface Surroundings {
  readonly library: Library
  /** What `./` of a step means before anything is checked out. */
  readonly workspace: string
  readonly depth: number
  /** What the caller's token may do; null for the workflow that is started. */
  readonly allowed: Permissions | null
}

async function workflowProblems(found: FoundWorkflow, surroundings: Surroundings): Promise<Problem[]> {
  const { workflow } = found
  const problems: Problem[] = []
  for (const job of workflow.jobs) {
    problems.push(...permissionProblems(job, { workflow, allowed: surroundings.allowed }))
    if (job.kind === 'call') problems.push(...(await callProblems(job, { found, surroundings })))
    else for (const step of job.steps) problems.push(...(await stepProblems(step, { found, surroundings, inJob: true })))
  }
  return problems
}

async function callProblems(
  job: CallingJob,
  { found, surroundings }: { found: FoundWorkflow; surroundings: Surroundings },
): Promise<Problem[]> {
  if (surroundings.depth >= deepestCall)
    return [unsupported({ feature: `more than ${deepestCall} levels of called workflows`, at: job.at })]
  return gathering(async () => {
    const called = await surroundings.library.calledWorkflow(job.reference, found.source, job.at)
    const settings = called.workflow.events.get('workflow_call')
    if (settings === undefined) return [invalidWorkflow({ message: `${job.reference} has no \`on.workflow_call\``, at: job.at })]
    const inherits = text(job.secrets) === 'inherit'
    const allowed = grantedTo(job, { workflow: found.workflow, permissions: surroundings.allowed })
    return [
      ...inputProblems(settings, job),
      ...(inherits
        ? []
        : checkSecrets(
            settings,
            entries(job.secrets).map(({ name }) => name),
            job.at,
          )),
      ...(await workflowProblems(called, { ...surroundings, depth: surroundings.depth + 1, allowed })),
    ]
  })
}

/** Caller and nine called workflows (GitHub's documentation of reusable workflows). */
const deepestCall = 10

function inputProblems(settings: Token | null, job: CallingJob): Problem[] {
  const declared = entries(field(settings, 'inputs'))
  const names = declared.map(({ name }) => name)
  const given = entries(job.inputs).map(({ name }) => name)
  const unknown = given
    .filter((name) => !names.includes(name))
    .map((input) => unknownInput({ input, kind: 'input', inputs: names, at: job.at }))
  const missing = declared
    .filter(({ name, value }) => text(field(value, 'required')) === 'true' && !given.includes(name))
    .map(({ name }) => missingInput({ input: name, kind: 'input', at: job.at }))
  return [...unknown, ...missing]
}

function permissionProblems(job: Job, { workflow, allowed }: { workflow: Workflow; allowed: Permissions | null }): Problem[] {
  if (allowed === null) return []
  const wanted = grantedTo(job, { workflow, permissions: allowed })
  const scope = exceeding(wanted, allowed)
  if (scope === null) return []
  return [
    tooManyPermissions({ job: job.id, wanted: `${scope}: ${wanted[scope]}`, allowed: `${scope}: ${allowed[scope] ?? 'none'}`, at: job.at }),
  ]
}

async function stepProblems(
  step: Step,
  where: { found: Pick<FoundWorkflow, 'source'>; surroundings: Surroundings; inJob: boolean },
): Promise<Problem[]> {
  const { found, surroundings } = where
  const { work } = step
  if (work.kind === 'script') return shellProblems(step)
  if (work.reference.startsWith('actions/checkout@')) return []
  return gathering(async () => {
    const { library, workspace } = surroundings
    const action = await library.action(work.reference, { from: found.source, workspace, at: step.at })
    return actionProblems(action, { step, surroundings, inJob: where.inJob })
  })
}

async function actionProblems(
  action: FoundAction,
  { step, surroundings, inJob }: { step: Step; surroundings: Surroundings; inJob: boolean },
): Promise<Problem[]> {
  const { runs } = action.file
  const reference = step.work.kind === 'action' ? step.work.reference : ''
  if (runs.kind === 'javascript') {
    if (runs.pre !== null && !inJob) return [unsupported({ feature: '`pre` of an action inside of a composite action', at: step.at })]
    return [runs.pre, runs.main, runs.post]
      .filter((program) => program !== null && !existsSync(join(action.folder, program)))
      .map((program) => missingFile({ reference, path: program ?? '', folder: action.folder, at: step.at }))
  }
  if (surroundings.depth >= deepestComposite)
    return [unsupported({ feature: `more than ${deepestComposite} levels of composite actions`, at: step.at })]
  const problems: Problem[] = []
  for (const inner of runs.steps) {
    problems.push(
      ...(await stepProblems(inner, { found: action, surroundings: { ...surroundings, depth: surroundings.depth + 1 }, inJob: false })),
    )
  }
  return problems
}

/** GitHub's documentation of composite actions: ten levels. */
const deepestComposite = 10

function shellProblems({ work, at }: Step): Problem[] {
  const shell = work.kind === 'script' ? text(work.shell) : null
  return shell === null || shell in shells || shell.startsWith('${{') ? [] : [unsupported({ feature: `shell: ${shell}`, at })]
}

/** Problems that were thrown, with those that were returned. */
async function gathering(find: () => Promise<Problem[]>): Promise<Problem[]> {
  try {
    return await find()
  } catch (thrown) {
    const problems = problemsOf(thrown)
    if (problems === null) throw thrown
    return [...problems]
  }
}
