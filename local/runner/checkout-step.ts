import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { textsOf } from './expressions.ts'
import { checkOut, copyFiles, headOf, isRepository } from './git.ts'
import type { Outcome, StepRun } from './steps.ts'
import type { Token } from './tokens.ts'

/** Answers `actions/checkout`: the committed files, from the folder that the run was given. */
export async function runCheckout(given: Token | null, step: StepRun): Promise<Outcome> {
  const inputs = textsOf(given, step.scope)
  const { run, folders } = step.frame.job
  const name = inputs['repository'] || run.source.repository
  const folder = run.library.folderOf(name)
  const unknown = Object.keys(inputs).filter((input) => !knownInputs.includes(input))
  if (folder === null || unknown.length > 0) {
    step.log.error(
      folder === null ? `The run was not given the repository ${name}.` : `The local checkout does not know ${unknown.join(', ')}.`,
    )
    return { outcome: 'failure', outputs: {}, steps: [] }
  }
  const into = join(folders.workspace, inputs['path'] ?? '')
  const commit = await placeFiles({ folder, into, wanted: inputs['ref'] ?? '', step, isOwn: folder === run.source.folder, name })
  step.log.write(`Checked out ${name} at ${commit}.`)
  return { outcome: 'success', outputs: { commit, ref: inputs['ref'] || run.ref }, steps: [] }
}

async function placeFiles(options: {
  folder: string
  into: string
  wanted: string
  step: StepRun
  isOwn: boolean
  name: string
}): Promise<string> {
  const { folder, into, step, isOwn, name } = options
  const { run } = step.frame.job
  if (existsSync(join(into, '.git'))) rmSync(into, { recursive: true })
  if (!(await isRepository(folder))) {
    copyFiles(folder, into)
    return isOwn ? run.commit : '0'.repeat(40)
  }
  const wanted = options.wanted === run.ref || options.wanted === '' ? null : options.wanted.replace(/^refs\/heads\//, '')
  const commit = wanted ?? (isOwn ? run.commit : await headOf(folder))
  await checkOut({ repository: folder, commit, into, origin: `${run.serverUrl}/${name}` })
  return commit
}

const knownInputs = ['repository', 'ref', 'path', 'token', 'persist-credentials', 'fetch-depth', 'fetch-tags', 'clean', 'show-progress']
