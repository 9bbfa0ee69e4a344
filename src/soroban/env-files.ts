import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, normalize } from 'node:path'
import { type Place, type Problem, throwProblems } from '../core/problem.ts'
import type { References } from '../core/resolve.ts'
import { stellarSeedsIn } from '../core/stellar-seed.ts'
import type { World } from '../core/world.ts'
import type { ContractsSection } from './contracts-section.ts'
import { setVariables, variableOf } from './env-file.ts'
import { envFileOutside, seedInEnvFile } from './manifest-problems.ts'

/** An env file of the release folder and what it must say. */
export interface WantedEnvFile {
  /** Path inside the release folder. */
  readonly path: string
  readonly variables: Readonly<Record<string, string>>
  /** The same as written in fairlead.yml, for the plan. */
  readonly shown: Readonly<Record<string, string>>
}

interface Sources {
  readonly names: readonly string[]
  readonly references: Pick<References, 'resolve'>
  readonly position: (...path: (string | number)[]) => Place | null
}

/** What the env files must say: by convention NAME_CONTRACT_ID of every contract, or the variables of the map. */
export function wantedEnvFiles(given: ContractsSection['env-files'], { names, references, position }: Sources): readonly WantedEnvFile[] {
  const convention = Object.fromEntries(names.map((name) => [variableOf(name), `\${contracts.${name}.id}`]))
  const entries = Array.isArray(given) ? given.map((path, index) => ({ path, shown: convention, key: index })) : mapped(given)
  const problems: Problem[] = []
  const files = entries.map(({ path, shown, key }) => {
    const at = position('contracts', 'env-files', key)
    if (isOutside(path)) problems.push(envFileOutside({ path, at }))
    const variables = Object.fromEntries(Object.entries(shown).map(([name, text]) => [name, references.resolve(text, { at })]))
    const seed = Object.keys(variables).find((name) => stellarSeedsIn(variables[name] ?? '').length > 0)
    if (seed !== undefined) problems.push(seedInEnvFile({ path, variable: seed, at }))
    return { path: normalize(path), variables, shown }
  })
  throwProblems(problems)
  return files
}

/** Whether a file of the release folder says all of it already. */
export async function isRendered({ path, variables }: WantedEnvFile, folder: string): Promise<boolean> {
  const text = await readText(join(folder, path))
  return text !== null && setVariables(text, variables) === text
}

/** Variables that a file of the release folder does not hold as wanted; null where there is no such file. */
export async function differingVariables({ path, variables }: WantedEnvFile, folder: string): Promise<readonly string[] | null> {
  const text = await readText(join(folder, path))
  if (text === null) return null
  return Object.entries(variables).flatMap(([name, value]) => (setVariables(text, { [name]: value }) === text ? [] : [name]))
}

/** Writes one env file whole or not at all: beside it, then renamed over it. */
export async function renderEnvFile({ path, variables }: WantedEnvFile, folder: string, { write }: Pick<World, 'write'>): Promise<void> {
  const file = join(folder, path)
  const text = setVariables((await readText(file)) ?? '', variables)
  await write(`env file ${path}`, async () => {
    const draft = join(dirname(file), `.${basename(file)}.draft`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(draft, text, { mode: await modeOf(file) })
    await rename(draft, file)
  })
}

function mapped(given: Exclude<ContractsSection['env-files'], readonly string[]>) {
  return Object.entries(given).map(([path, shown]) => ({ path, shown, key: path }))
}

function isOutside(path: string): boolean {
  const inside = normalize(path)
  return inside.startsWith('..') || inside.startsWith('/') || inside === '.'
}

/** A new env file is its owner's alone; one that is there keeps its mode. */
async function modeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ mode }) => mode & 0o777,
    () => 0o600,
  )
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}
