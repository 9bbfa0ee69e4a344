import { spawn } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

export interface Annotation {
  readonly title: string
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  readonly message: string
}

/** What a run of an action left behind, as the runner would see it. */
export interface ActionRun {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly outputs: Readonly<Record<string, string>>
  readonly errors: readonly Annotation[]
  readonly summary: string
  readonly log: string
  readonly masks: readonly string[]
  /** Log without mask commands, outputs and summary together: no secret may stand in it. */
  readonly everythingItWrote: string
  readonly seconds: number
}

interface Started {
  readonly pid: number
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<ActionRun>
}

interface Options {
  /** The checkout the action works in. */
  readonly repository: string
  readonly inputs?: Readonly<Record<string, string>>
  /** What the step's `env:` gives it. */
  readonly env?: Readonly<Record<string, string>>
  /** GITHUB_* facts that differ from the defaults. */
  readonly facts?: Readonly<Record<string, string>>
  /** Arguments for Node itself, such as `--import` of a watcher. */
  readonly nodeOptions?: readonly string[]
}

/** Runs the committed bundle (or the source, with FAIRLEAD_FROM=source) as the runner does; nothing inside is replaced. */
export async function runAction(name: string, options: Options): Promise<ActionRun> {
  return (await startAction(name, options)).ended
}

export async function startAction(
  name: string,
  { repository, inputs = {}, env = {}, facts = {}, nodeOptions = [] }: Options,
): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-run-'))
  const files = {
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_ENV: join(folder, 'env'),
  }
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')))
  const started = performance.now()
  const child = spawn(join(root, 'node_modules', '.bin', 'node'), [...nodeOptions, ...entry(name)], {
    cwd: repository,
    env: {
      PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
      HOME: process.env['HOME'] ?? '/',
      ...files,
      RUNNER_TEMP: folder,
      GITHUB_REPOSITORY: 'traqora/traqora',
      GITHUB_SHA: '1111111111111111111111111111111111111111',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_RUN_ID: '8412',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_ACTOR: 'releaser',
      GITHUB_JOB: 'release',
      ...facts,
      ...env,
      ...Object.fromEntries(Object.entries(inputs).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value])),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stdout.on('data', (data: Buffer) => (log += data.toString()))
  child.stderr.on('data', (data: Buffer) => (log += data.toString()))
  const ended = new Promise<ActionRun>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (exitCode, signal) => {
      // Services of a rehearsal may outlive the step and hold the pipes, so exit, not close, ends it; one turn lets the pipes drain.
      setImmediate(() => read().then(resolve, reject))
      const read = async (): Promise<ActionRun> => {
        const [outputText, summary] = await Promise.all([
          readFile(files.GITHUB_OUTPUT, 'utf8'),
          readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
        ])
        const told = log.replaceAll(/^::add-mask::.*$/gm, '')
        return {
          exitCode,
          signal,
          outputs: readOutputs(outputText),
          errors: readAnnotations(log),
          summary,
          log,
          masks: [...log.matchAll(/^::add-mask::(.*)$/gm)].map((match) => decodeCommand(match[1] ?? '')),
          everythingItWrote: [told, outputText, summary].join('\n'),
          seconds: (performance.now() - started) / 1_000,
        }
      }
    })
  })
  return { pid: child.pid ?? 0, kill: (signal) => child.kill(signal), ended }
}

function entry(name: string): string[] {
  return process.env['FAIRLEAD_FROM'] === 'source' ? [join(root, 'src', 'main.ts'), name] : [join(root, 'dist', `${name}.js`)]
}

/** GITHUB_OUTPUT holds `name<<DELIMITER`, lines, `DELIMITER`. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  for (const match of text.matchAll(/^(.+?)<<(ghadelimiter_\S+)\n([\s\S]*?)\n?\2$/gm)) outputs[match[1] ?? ''] = match[3] ?? ''
  return outputs
}

function readAnnotations(log: string): Annotation[] {
  return [...log.matchAll(/^::error ?([^:]*)::(.*)$/gm)].map((match) => {
    const properties = new Map((match[1] ?? '').split(',').map((pair) => pair.split('=') as [string, string]))
    const numberOf = (key: string) => (properties.has(key) ? Number(properties.get(key)) : null)
    return {
      title: decodeCommand(properties.get('title') ?? ''),
      file: properties.has('file') ? decodeCommand(properties.get('file') ?? '') : null,
      line: numberOf('line'),
      column: numberOf('col'),
      message: decodeCommand(match[2] ?? ''),
    }
  })
}

function decodeCommand(text: string): string {
  return text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%')
}
