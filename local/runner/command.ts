import { parseArgs } from 'node:util'
import { defineProblem, type Problem, placeText, problemsOf, throwProblems } from '../../src/core/problem.ts'
import { startGitHub } from '../github/github.ts'
import type { RunOptions } from './options.ts'
import type { RunResult } from './result.ts'
import { runWorkflow } from './run-workflow.ts'

const usage = `node local/runner/command.ts WORKFLOW [options]
  --repository FOLDER          the checkout that holds it; default: this folder
  --name OWNER/NAME            its name on GitHub
  --event NAME                 default: workflow_dispatch
  --input NAME=VALUE           an input; may be repeated
  --secret NAME                a secret, its value from the environment variable of that name; may be repeated
  --variable NAME=VALUE        a variable of the repository; may be repeated
  --environment NAME           an environment that has these secrets too; may be repeated
  --uses OWNER/NAME=FOLDER     where another repository is on this machine; may be repeated
  --variable-for-jobs NAME     an environment variable of this process that jobs see; may be repeated
  --folder FOLDER              where jobs work, kept; default: a temporary folder
  --json                       one line with the result at the end, and nothing else`

const wrongUse = defineProblem({
  code: 'runner/wrong-use',
  example: { reason: 'Unknown option `--inputs`' },
  what: ({ reason }) => `${reason}.`,
  state: 'Nothing ran.',
  remedy: `Use it like this:\n${usage}`,
})

/** Runs a workflow from the terminal. Ctrl-C cancels it as the button on GitHub does; a second one ends it at once. */
async function main(argumentsList: string[]): Promise<number> {
  try {
    const { isJson, ...options } = readArguments(argumentsList, process.env)
    await using github = await startGitHub({ repository: options.repositoryName ?? 'local/repository' })
    const tell = isJson ? {} : { onLine: tellLine(), onStep: tellStep }
    const result = await runWorkflow({ ...options, repositoryName: github.repository.name, github, ...stopSignals(), ...tell })
    console.log(isJson ? JSON.stringify(result) : summaryOf(result))
    return result.conclusion === 'success' ? 0 : 1
  } catch (thrown) {
    const problems = problemsOf(thrown)
    if (problems === null) throw thrown
    for (const problem of problems) console.error(textOf(problem))
    return 2
  }
}

function readArguments(
  argumentsList: string[],
  environment: Readonly<Record<string, string | undefined>>,
): RunOptions & { isJson: boolean } {
  const { values, positionals } = parsed(argumentsList)
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw wrongUse({ reason: 'Name one workflow file' })
  const secrets = fromEnvironment(values.secret ?? [], environment)
  const event = { name: values.event ?? 'workflow_dispatch', inputs: pairs(values.input ?? []) }
  return {
    file,
    repository: values.repository ?? '.',
    event,
    secrets,
    variables: pairs(values.variable ?? []),
    environments: Object.fromEntries((values.environment ?? []).map((name) => [name, { secrets }])),
    repositories: pairs(values.uses ?? []),
    environment: fromEnvironment(values['variable-for-jobs'] ?? [], environment),
    isJson: values.json ?? false,
    ...(values.name === undefined ? {} : { repositoryName: values.name }),
    ...(values.folder === undefined ? {} : { folder: values.folder }),
  }
}

function parsed(argumentsList: string[]) {
  const many = { type: 'string', multiple: true } as const
  const one = { type: 'string' } as const
  try {
    return parseArgs({
      args: argumentsList,
      allowPositionals: true,
      options: {
        repository: one,
        name: one,
        event: one,
        folder: one,
        input: many,
        secret: many,
        variable: many,
        environment: many,
        uses: many,
        'variable-for-jobs': many,
        json: { type: 'boolean' },
      },
    })
  } catch (cause) {
    throw wrongUse({ reason: cause instanceof Error ? cause.message : String(cause), cause })
  }
}

function pairs(texts: readonly string[]): Record<string, string> {
  const wrong = texts.find((text) => !/^[^=]+=/s.test(text))
  if (wrong !== undefined) throw wrongUse({ reason: `\`${wrong}\` is not NAME=VALUE` })
  return Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
}

function fromEnvironment(names: readonly string[], environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  throwProblems(
    names
      .filter((name) => environment[name] === undefined)
      .map((name) => wrongUse({ reason: `The environment variable ${name} is not set` })),
  )
  return Object.fromEntries(names.map((name) => [name, environment[name] ?? '']))
}

function stopSignals(): { signal: AbortSignal; kill: AbortSignal } {
  const [cancel, kill] = [new AbortController(), new AbortController()]
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => (cancel.signal.aborted ? kill.abort() : cancel.abort()))
  return { signal: cancel.signal, kill: kill.signal }
}

/** Lines of jobs that run side by side are told apart by a heading whenever the step changes. */
function tellLine(): NonNullable<RunOptions['onLine']> {
  let last = ''
  return ({ job, step, text }) => {
    const heading = `${job}: ${step}`
    if (heading !== last) console.log(`\n${heading}`)
    last = heading
    console.log(`  ${text}`)
  }
}

const tellStep: NonNullable<RunOptions['onStep']> = ({ job, step, state, conclusion, seconds }) => {
  if (state === 'ended' && conclusion !== 'success') console.log(`\n${job}: ${step}: ${conclusion} after ${seconds.toFixed(1)} s`)
}

function summaryOf({ jobs, conclusion, seconds }: RunResult): string {
  const widest = Math.max(...jobs.map(({ name }) => name.length), 'workflow'.length)
  const row = (name: string, result: string, time: number) => `${name.padEnd(widest)}  ${result.padEnd(9)}  ${time.toFixed(1)} s`
  return ['', ...jobs.map((job) => row(job.name, job.conclusion, job.seconds)), row('workflow', conclusion, seconds)].join('\n')
}

function textOf(problem: Problem): string {
  const place = problem.at === null ? '' : `${placeText(problem.at)}: `
  return `${place}${problem.code}: ${problem.message}\n  ${problem.state} ${problem.remedy}`
}

process.exitCode = await main(process.argv.slice(2))
