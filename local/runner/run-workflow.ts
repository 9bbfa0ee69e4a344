import { execFile } from 'node:child_process'
import { createHash, randomInt } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { throwProblems } from '../../src/core/problem.ts'
import { workflowOutputs } from './called-workflow.ts'
import { checkRun } from './check.ts'
import { Concurrency } from './concurrency.ts'
import { hasChanges, headOf, isRepository } from './git.ts'
import { type Finished, type Running, runJobs, takeTurn } from './graph.ts'
import { checkInputs, type InputValue } from './inputs.ts'
import { type FoundWorkflow, Library, type Source } from './library.ts'
import { Masks } from './masks.ts'
import type { RunOptions } from './options.ts'
import { wrongEvent, wrongNode } from './problems.ts'
import { githubGrace } from './process.ts'
import type { RunResult } from './result.ts'
import type { Run } from './run.ts'

/**
 * Runs a workflow file on this machine, with GitHub's own parser and expressions and our scheduler.
 * @throws what GitHub would refuse, and what this runner cannot do: all of it, before anything runs
 */
export async function runWorkflow(options: RunOptions): Promise<RunResult> {
  const started = performance.now()
  using folder = workFolder(options.folder)
  const source = await sourceOf(options)
  const library = new Library({
    repositories: new Map([
      ...Object.entries(options.repositories ?? {}).map(([name, path]) => [name, resolve(path)] as const),
      [source.repository, source.folder],
    ]),
    downloads: join(folder.path, 'actions'),
  })
  const found = await library.workflowAt(options.file, source)
  const inputs = checkEvent(found, options)
  await Promise.all([checkRun(found, { library, workspace: source.folder }), checkNode(nodeOf(options))])
  const run = openRun(options, { source, library, inputs, folder: folder.path, found })
  if ((await isRepository(source.folder)) && (await hasChanges(source.folder))) {
    run.log.push(`##[warning]${source.folder} has changes that are not committed: jobs see its commit ${run.commit}.`)
  }
  const shown = options.github?.runs.startRun({
    id: run.id,
    attempt: run.attempt,
    name: found.workflow.name,
    path: options.file,
    event: run.event.name,
    commit: run.commit,
    ref: run.ref,
    actor: run.actor,
  })
  const { finished, outputs } = await carryOut(run, { found, inputs })
  shown?.end(finished.conclusion)
  return {
    conclusion: run.kill.aborted ? 'failure' : finished.conclusion,
    jobs: run.jobs,
    outputs,
    log: run.log.join('\n'),
    runId: run.id,
    seconds: (performance.now() - started) / 1000,
  }
}

async function carryOut(run: Run, { found, inputs }: { found: FoundWorkflow; inputs: Readonly<Record<string, InputValue>> }) {
  const { options } = run
  const running: Running = {
    run,
    ...found,
    path: '',
    name: '',
    inputs,
    secrets: options.secrets ?? {},
    environmentSecrets: () => true,
    permissions: null,
    cancel: run.cancel,
  }
  const github = {
    event: run.event.payload,
    event_name: run.event.name,
    ref: run.ref,
    ref_name: run.ref.replace(/^refs\/(heads|tags)\//, ''),
    sha: run.commit,
    run_id: String(run.id),
    repository: run.source.repository,
    workflow: run.workflowName,
    actor: run.actor,
    head_ref: '',
  }
  const scope = { contexts: { github, inputs, vars: options.variables ?? {} }, status: { success: true, failure: false, cancelled: false } }
  using turn = await takeTurn(found.workflow.concurrency, { concurrency: run.concurrency, scope, source: run.source, cancel: run.cancel })
  if (turn === null) return { finished: { conclusion: 'cancelled', jobs: {} } satisfies Finished, outputs: {} }
  const finished = await runJobs({ ...running, cancel: AbortSignal.any([run.cancel, turn.signal]) })
  const outputs = workflowOutputs(found.workflow.events.get('workflow_call') ?? null, {
    ...scope,
    contexts: { ...scope.contexts, jobs: finished.jobs },
  })
  return { finished, outputs }
}

function openRun(
  options: RunOptions,
  {
    source,
    library,
    inputs,
    folder,
    found,
  }: { source: Source; library: Library; inputs: Readonly<Record<string, InputValue>>; folder: string; found: FoundWorkflow },
): Run {
  const name = options.event?.name ?? 'workflow_dispatch'
  const ref = options.ref ?? 'refs/heads/main'
  const texts = Object.fromEntries(Object.entries(inputs).map(([input, value]) => [input, String(value)]))
  const masks = new Masks()
  for (const secret of Object.values(options.secrets ?? {})) masks.add(secret)
  return {
    options,
    id: options.runId ?? randomInt(10 ** 9, 10 ** 10),
    attempt: options.runAttempt ?? 1,
    number: 1,
    source,
    commit: source.ref,
    ref,
    actor: options.actor ?? 'octocat',
    workflowName: found.workflow.name,
    workflowPath: options.file,
    event: {
      name,
      payload: {
        ...(Object.keys(inputs).length > 0 ? { inputs: texts } : {}),
        ref,
        repository: {
          full_name: source.repository,
          name: source.repository.split('/')[1],
          owner: { login: source.repository.split('/')[0] },
          default_branch: 'main',
        },
        sender: { login: options.actor ?? 'octocat' },
        ...options.event?.payload,
      },
    },
    apiUrl: options.github?.apiUrl ?? 'http://127.0.0.1:9',
    serverUrl: 'https://github.com',
    library,
    masks,
    folder,
    node: nodeOf(options),
    grace: options.grace ?? githubGrace,
    concurrency: options.concurrency ?? ofThisProcess,
    cancel: options.signal ?? new AbortController().signal,
    kill: options.kill ?? new AbortController().signal,
    log: [],
    jobs: [],
  }
}

const ofThisProcess = new Concurrency()

function checkEvent({ workflow }: FoundWorkflow, { event, file }: RunOptions): Readonly<Record<string, InputValue>> {
  const name = event?.name ?? 'workflow_dispatch'
  const at = { file, line: null, column: null }
  const settings = workflow.events.get(name)
  if (settings === undefined) throw wrongEvent({ event: name, events: [...workflow.events.keys()], at })
  if (name !== 'workflow_dispatch' && name !== 'workflow_call') return {}
  const { values, problems } = checkInputs(settings, event?.inputs ?? {}, at)
  throwProblems(problems)
  return values
}

async function sourceOf(options: RunOptions): Promise<Source> {
  const folder = resolve(options.repository)
  const repository = options.repositoryName ?? `local/${basename(folder)}`
  const commit = options.commit ?? ((await isRepository(folder)) ? await headOf(folder) : createHash('sha1').update(folder).digest('hex'))
  return { repository, ref: commit, folder }
}

function nodeOf({ node }: RunOptions): string {
  return node ?? process.execPath
}

async function checkNode(program: string): Promise<void> {
  const version = program === process.execPath ? process.version : (await promisify(execFile)(program, ['--version'])).stdout.trim()
  if (!version.startsWith('v24.')) throw wrongNode({ program, version })
}

/** A given folder is kept; a temporary one is removed with all that the run left. */
function workFolder(given: string | undefined): Disposable & { path: string } {
  if (given !== undefined) {
    mkdirSync(given, { recursive: true })
    return { path: resolve(given), [Symbol.dispose]: () => {} }
  }
  const path = mkdtempSync(join(tmpdir(), 'fairlead-run-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
