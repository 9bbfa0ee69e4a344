import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MalformedCommandFile, parseCommandFile, parsePathFile } from './command-files.ts'
import { githubVariables } from './contexts.ts'
import type { JobRun } from './frame.ts'
import { runProgram } from './process.ts'
import type { Conclusion } from './result.ts'
import type { StepLog } from './step-log.ts'

export interface ProgramStep {
  readonly job: JobRun
  readonly log: StepLog
  readonly program: string
  readonly arguments: readonly string[]
  readonly directory: string
  /** The `env` context of the step, and what only this kind of step gets: INPUT_*, STATE_*, GITHUB_ACTION_*. */
  readonly environment: Readonly<Record<string, string>>
  readonly own: Readonly<Record<string, string>>
  readonly cancel: AbortSignal
  /** Filled from GITHUB_STATE. */
  readonly state: Map<string, string>
}

export interface ProgramOutcome {
  readonly outcome: Conclusion
  readonly outputs: Readonly<Record<string, string>>
}

/** Runs one program of a step with the runner's files and variables, and takes in what it wrote to them, however it ended. */
export async function runStepProgram(step: ProgramStep): Promise<ProgramOutcome> {
  const { job, log } = step
  const files = createFiles(job)
  try {
    const ended = await runProgram(step.program, step.arguments, {
      directory: step.directory,
      environment: {
        ...baseEnvironment(job),
        ...step.environment,
        ...githubVariables(job),
        ...step.own,
        ...files.variables,
        PATH: searchPath(step),
      },
      onLine: (line) => log.read(line),
      cancel: step.cancel,
      kill: job.run.kill,
      grace: job.run.grace,
    }).catch((cause: NodeJS.ErrnoException) => {
      log.error(cause.code === 'ENOENT' ? `${step.program} or ${step.directory} does not exist` : cause.message)
      return null
    })
    if (ended !== null && ended.exitCode !== 0 && !step.cancel.aborted)
      log.error(`Process completed with exit code ${ended.exitCode ?? ended.signal}.`)
    const outputs = takeIn(step, files)
    const succeeded = ended?.exitCode === 0 && outputs !== null
    return { outcome: step.cancel.aborted ? 'cancelled' : succeeded ? 'success' : 'failure', outputs: outputs ?? {} }
  } finally {
    rmSync(files.folder, { recursive: true, force: true })
  }
}

interface CommandFiles {
  readonly folder: string
  readonly variables: Readonly<Record<(typeof fileVariables)[number], string>>
}

const fileVariables = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const

function createFiles(job: JobRun): CommandFiles {
  const folder = join(job.folders.temporary, '_runner_file_commands', randomUUID())
  mkdirSync(folder, { recursive: true })
  const file = (name: string) => {
    const path = join(folder, name.slice('GITHUB_'.length).toLowerCase())
    writeFileSync(path, '')
    return path
  }
  const variables = {
    GITHUB_OUTPUT: file('GITHUB_OUTPUT'),
    GITHUB_ENV: file('GITHUB_ENV'),
    GITHUB_PATH: file('GITHUB_PATH'),
    GITHUB_STATE: file('GITHUB_STATE'),
    GITHUB_STEP_SUMMARY: file('GITHUB_STEP_SUMMARY'),
  }
  return { folder, variables }
}

/** The outputs, or null where a file is malformed. */
function takeIn({ job, log, state }: ProgramStep, { variables }: CommandFiles): Record<string, string> | null {
  try {
    takeInSummary({ job, log, path: variables.GITHUB_STEP_SUMMARY })
    const environment = parseCommandFile(readFileSync(variables.GITHUB_ENV, 'utf8'))
    if (environment.delete('NODE_OPTIONS')) log.error("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.")
    job.environment = { ...job.environment, ...Object.fromEntries(environment) }
    const added = parsePathFile(readFileSync(variables.GITHUB_PATH, 'utf8'))
    job.searchPath = [...added, ...job.searchPath.filter((folder) => !added.includes(folder))]
    for (const [name, value] of [...log.state, ...parseCommandFile(readFileSync(variables.GITHUB_STATE, 'utf8'))]) state.set(name, value)
    return Object.fromEntries([...log.outputs, ...parseCommandFile(readFileSync(variables.GITHUB_OUTPUT, 'utf8'))])
  } catch (cause) {
    if (!(cause instanceof MalformedCommandFile)) throw cause
    log.error(`Unable to process file command: ${cause.message}`)
    return null
  }
}

/** A summary over 1 MiB is left out with an error, and the step stays green (FileCommandManager.cs). */
function takeInSummary({ job, log, path }: { job: JobRun; log: StepLog; path: string }): void {
  const { size } = statSync(path)
  if (size === 0) return
  if (size > summaryLimit) {
    log.error(
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${summaryLimit / 1024}k, got ${Math.ceil(size / 1024)}k.`,
    )
    return
  }
  const lines = readFileSync(path, 'utf8').split('\n')
  job.summaries.push(lines.map((line) => job.masks.apply(line)).join('\n'))
}

const summaryLimit = 1024 * 1024

function baseEnvironment({ run }: JobRun): Record<string, string> {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME = '/' } = process.env
  return { PATH, HOME, LANG: 'C.UTF-8', ...run.options.environment }
}

function searchPath({ job, environment }: ProgramStep): string {
  return [...job.searchPath, environment['PATH'] ?? baseEnvironment(job)['PATH'] ?? ''].join(':')
}
