import { convertToIfCondition } from '@actions/workflow-parser/model/converter/if-condition'
import { type Place, type Problem, problemsOf as problemsIn, throwProblems } from '../../src/core/problem.ts'
import { type ParsedFile, parseWorkflowFile } from './parser.ts'
import { unsupported } from './problems.ts'
import { readSteps, type Step } from './step.ts'
import { entries, field, items, placeOf, type Token, text } from './tokens.ts'

/** A workflow file, as written. */
export interface Workflow {
  readonly path: string
  readonly name: string
  /** Event name to its settings. */
  readonly events: ReadonlyMap<string, Token | null>
  readonly environment: Token | null
  readonly defaults: Defaults
  readonly permissions: Token | null
  readonly concurrency: Token | null
  readonly jobs: readonly Job[]
}

export type Job = StepsJob | CallingJob

interface JobBasics {
  readonly id: string
  readonly name: Token | null
  readonly needs: readonly string[]
  readonly condition: Token | null
  readonly permissions: Token | null
  readonly concurrency: Token | null
  readonly at: Place
}

/** A job that runs steps. */
export interface StepsJob extends JobBasics {
  readonly kind: 'steps'
  readonly environment: Token | null
  readonly deploysTo: Token | null
  readonly defaults: Defaults
  readonly outputs: Token | null
  readonly timeoutMinutes: Token | null
  readonly steps: readonly Step[]
}

/** A job that calls a reusable workflow. */
export interface CallingJob extends JobBasics {
  readonly kind: 'call'
  readonly reference: string
  readonly inputs: Token | null
  readonly secrets: Token | null
}

export interface Defaults {
  readonly shell: Token | null
  readonly directory: Token | null
}

/** Reads a workflow with GitHub's parser, and refuses what this runner cannot do. All problems at once. */
export async function readWorkflow(path: string, content: string): Promise<Workflow> {
  const parsed = await parseWorkflowFile(path, content)
  const { root } = parsed
  const problems: Problem[] = unknownKeys(root, { known: workflowKeys, place: 'a workflow', path })
  const jobs = entries(field(root, 'jobs')).flatMap(({ name, key, value }) => {
    try {
      problems.push(...unknownKeys(value, { known: jobKeys, place: 'a job', path }), ...otherSystems(field(value, 'runs-on'), path))
      return [readJob({ id: name, key, token: value, path, parsed })]
    } catch (thrown) {
      const found = problemsIn(thrown)
      if (found === null) throw thrown
      problems.push(...found)
      return []
    }
  })
  throwProblems(problems)
  return {
    path,
    name: text(field(root, 'name')) ?? path,
    events: readEvents(field(root, 'on')),
    environment: field(root, 'env'),
    defaults: readDefaults(root),
    permissions: field(root, 'permissions'),
    concurrency: field(root, 'concurrency'),
    jobs,
  }
}

function readJob({ id, key, token, path, parsed }: { id: string; key: Token; token: Token; path: string; parsed: ParsedFile }): Job {
  const condition = field(token, 'if')
  const basics: JobBasics = {
    id,
    name: field(token, 'name'),
    needs: items(field(token, 'needs')).map((need) => text(need) ?? ''),
    condition: condition === null ? null : (convertToIfCondition(parsed.context, condition) ?? null),
    permissions: field(token, 'permissions'),
    concurrency: field(token, 'concurrency'),
    at: placeOf(key, path),
  }
  const reference = text(field(token, 'uses'))
  if (reference !== null) return { ...basics, kind: 'call', reference, inputs: field(token, 'with'), secrets: field(token, 'secrets') }
  return {
    ...basics,
    kind: 'steps',
    environment: field(token, 'env'),
    deploysTo: field(token, 'environment'),
    defaults: readDefaults(token),
    outputs: field(token, 'outputs'),
    timeoutMinutes: field(token, 'timeout-minutes'),
    steps: readSteps(field(token, 'steps'), { path, context: parsed.context }),
  }
}

function readEvents(token: Token | null): Map<string, Token | null> {
  const mapped = entries(token)
  if (mapped.length > 0) return new Map(mapped.map(({ name, value }) => [name, value]))
  return new Map(items(token).map((item) => [text(item) ?? '', null]))
}

function readDefaults(token: Token): Defaults {
  const run = field(field(token, 'defaults'), 'run')
  return { shell: field(run, 'shell'), directory: field(run, 'working-directory') }
}

function unknownKeys(token: Token, { known, place, path }: { known: readonly string[]; place: string; path: string }): Problem[] {
  return entries(token)
    .filter(({ name }) => !known.includes(name))
    .map(({ name, key }) => unsupported({ feature: `${name} of ${place}`, at: placeOf(key, path) }))
}

function otherSystems(labels: Token | null, path: string): Problem[] {
  return items(labels)
    .filter((label) => /^(windows|macos)-/.test(text(label) ?? ''))
    .map((label) => unsupported({ feature: `runs-on: ${text(label)}`, at: placeOf(label, path) }))
}

const workflowKeys = ['name', 'run-name', 'on', 'permissions', 'env', 'defaults', 'concurrency', 'jobs']
const callKeys = ['uses', 'with', 'secrets']
const stepsKeys = ['runs-on', 'env', 'environment', 'defaults', 'outputs', 'timeout-minutes', 'steps']
const jobKeys = ['name', 'needs', 'if', 'permissions', 'concurrency', ...callKeys, ...stepsKeys]
