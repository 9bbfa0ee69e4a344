import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'

export const action = join(import.meta.dirname, '../../../actions/build-contracts')

export interface Build {
  readonly exitCode: number
  readonly log: string
  readonly summary: string
  readonly outputs: Readonly<Record<string, string>>
}

interface Options {
  readonly folder: string
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Where the step of actions/cache would have put the contracts. */
  readonly cache?: string
}

/** Runs the scripts of the action one after the other, with the variables that action.yml gives each. */
export async function buildContracts({ folder, inputs = {}, env = {}, cache = '' }: Options): Promise<Build> {
  const definition = parse(await readFile(join(action, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { default: string }>
    runs: { steps: { id?: string; env?: Record<string, string>; run?: string }[] }
  }
  const given = { ...Object.fromEntries(Object.entries(definition.inputs).map(([name, input]) => [name, input.default])), ...inputs }
  const outputs: Record<string, Record<string, string>> = {}
  let log = ''
  let summary = ''
  for (const { id = '', env: declared = {}, run } of definition.runs.steps) {
    if (run === undefined) continue
    const script = /"\$GITHUB_ACTION_PATH\/(.+)"$/.exec(run)?.[1] ?? ''
    const variables = Object.entries(declared).map(([name, text]) => [name, evaluated(text, { given, outputs, cache })])
    const ended = await runScript(script, { folder, env: { ...env, ...Object.fromEntries(variables) } })
    log += ended.log
    summary += ended.summary
    outputs[id] = ended.outputs
    if (ended.exitCode !== 0) return { exitCode: ended.exitCode, log, summary, outputs: ended.outputs }
  }
  return { exitCode: 0, log, summary, outputs: outputs['build'] ?? {} }
}

/** The two forms that action.yml uses: an input or an output alone, and the folder of the cache. */
function evaluated(
  text: string,
  { given, outputs, cache }: { given: Record<string, string>; outputs: Record<string, Record<string, string>>; cache: string },
): string {
  const [, input, step = '', output = ''] = /^\$\{\{ (?:inputs\.([\w-]+)|steps\.(\w+)\.outputs\.([\w-]+)) \}\}$/.exec(text) ?? []
  if (input !== undefined) return given[input] ?? ''
  if (step !== '') return outputs[step]?.[output] ?? ''
  if (text.includes("inputs.cache == 'true'")) return given['cache'] === 'true' ? cache : ''
  throw new TypeError(`an expression that is not known here: ${text}`)
}

async function runScript(script: string, { folder, env }: { folder: string; env: Readonly<Record<string, string>> }): Promise<Build> {
  const files = await mkdtemp(join(tmpdir(), 'fairlead-build-'))
  const [output, summary] = [join(files, 'output'), join(files, 'summary')]
  await Promise.all([output, summary].map((file) => writeFile(file, '')))
  const variables = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '/',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
  }
  const options = { cwd: folder, env: { ...variables, ...env }, maxBuffer: 64 * 1024 * 1024 }
  const { exitCode, log } = await new Promise<{ exitCode: number; log: string }>((resolve) => {
    const child = execFile('bash', [join(action, script)], options, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, log: stdout + stderr }),
    )
  })
  const lines = (await readFile(output, 'utf8')).split('\n').filter(Boolean)
  const told = {
    outputs: Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string])),
    summary: await readFile(summary, 'utf8'),
  }
  await rm(files, { recursive: true })
  return { exitCode, log, ...told }
}
