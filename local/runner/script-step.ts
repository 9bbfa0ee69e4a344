import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { textOf } from './expressions.ts'
import { runStepProgram } from './program.ts'
import type { Work } from './step.ts'
import type { Outcome, StepRun } from './steps.ts'

/** Runs a `run:` step. */
export async function runScript(work: Work & { kind: 'script' }, step: StepRun): Promise<Outcome> {
  const { frame, log, scope } = step
  const { job, composite } = frame
  const inJob = composite === null
  const shell = textOf(work.shell ?? (inJob ? job.defaults.shell : null), scope)
  const directory = textOf(work.directory ?? (inJob ? job.defaults.directory : null), scope)
  const script = textOf(work.script, scope)
  const file = join(job.folders.temporary, `${randomUUID()}.sh`)
  mkdirSync(job.folders.temporary, { recursive: true })
  writeFileSync(file, script)
  const command = shells[shell]
  if (command === undefined) {
    log.error(`The local runner has no shell \`${shell}\`, only ${Object.keys(shells).filter(Boolean).join(' and ')}.`)
    return { outcome: 'failure', outputs: {}, steps: [] }
  }
  log.write(`##[group]Run ${firstLine(script)}`)
  for (const line of script.trimEnd().split('\n')) log.write(line)
  log.write('##[endgroup]')
  const [program = 'bash', ...options] = command
  const result = await runStepProgram({
    job,
    log,
    program,
    arguments: [...options, file],
    directory: resolve(job.folders.workspace, directory),
    environment: step.environment,
    own: { GITHUB_ACTION: step.actionName, ...(composite === null ? {} : compositeVariables(composite)) },
    cancel: step.cancel,
    state: new Map(),
  })
  return { ...result, steps: [] }
}

/** The first line of a script, as GitHub names a step without a name. */
export function firstLine(script: string): string {
  return script.trim().split('\n')[0] ?? ''
}

/** As on GitHub: without a name `bash -e`, and `bash` by name also with pipefail (ScriptHandlerHelpers.cs). */
export const shells: Readonly<Record<string, readonly string[]>> = {
  '': ['bash', '-e'],
  bash: ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail'],
  sh: ['sh', '-e'],
}

function compositeVariables(composite: { folder: string; repository: string | null; ref: string | null }): Record<string, string> {
  return {
    GITHUB_ACTION_PATH: composite.folder,
    ...(composite.repository === null ? {} : { GITHUB_ACTION_REPOSITORY: composite.repository, GITHUB_ACTION_REF: composite.ref ?? '' }),
  }
}
