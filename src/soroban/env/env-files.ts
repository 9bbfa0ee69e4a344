import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, normalize } from 'node:path'
import { type Place, type Problem, throwProblems } from '../../core/problem.ts'
import type { References } from '../../core/resolve.ts'
import { stellarSeedsIn } from '../../core/stellar-seed.ts'
import type { World } from '../../core/world.ts'
import type { ContractsSection, EnvFileSection } from '../contracts-section.ts'
import { envFileOutside, envFileUnreadable, seedInEnvFile } from '../manifest-problems.ts'
import { variableOf } from './env-file.ts'
import { type EnvFormat, formatOf, withVariables } from './env-format.ts'

/** An env file of the release folder and what it must say. */
export interface WantedEnvFile {
  /** Path inside the release folder. */
  readonly path: string
  readonly format: EnvFormat
  readonly at: Place | null
  readonly variables: Readonly<Record<string, string>>
  /** The same as written in fairlead.yml, for the plan. */
  readonly shown: Readonly<Record<string, string>>
}

interface Sources {
  readonly names: readonly string[]
  readonly references: Pick<References, 'resolve'>
  readonly position: (...path: (string | number)[]) => Place | null
}

/** What the env files must say: by convention NAME_CONTRACT_ID of every contract, or the variables that are named. */
export function wantedEnvFiles(given: ContractsSection['env-files'], { names, references, position }: Sources): readonly WantedEnvFile[] {
  const convention = (form: IdForm) =>
    Object.fromEntries(names.map((name) => [variableOf(name), `\${contracts.${name}.${form === 'hex' ? 'hex' : 'id'}}`]))
  const problems: Problem[] = []
  const files = entriesOf(given).map(({ path, format, ids, set, key }) => {
    const at = position('contracts', 'env-files', key)
    if (isOutside(path)) problems.push(envFileOutside({ path, at }))
    const shown = set ?? convention(ids)
    const variables = Object.fromEntries(Object.entries(shown).map(([name, text]) => [name, references.resolve(text, { at })]))
    const seed = Object.keys(variables).find((name) => stellarSeedsIn(variables[name] ?? '').length > 0)
    if (seed !== undefined) problems.push(seedInEnvFile({ path, variable: seed, at }))
    return { path: normalize(path), format: format ?? formatOf(path), variables, shown, at }
  })
  throwProblems(problems)
  return files
}

/** Whether a file of the release folder says all of it already. */
export async function isRendered(file: WantedEnvFile, folder: string): Promise<boolean> {
  const text = await readText(join(folder, file.path))
  return text !== null && rendered(text, file.variables, file) === text
}

/** Variables that a file of the release folder does not hold as wanted; null where there is no such file. */
export async function differingVariables(file: WantedEnvFile, folder: string): Promise<readonly string[] | null> {
  const text = await readText(join(folder, file.path))
  if (text === null) return null
  return Object.entries(file.variables).flatMap(([name, value]) => (rendered(text, { [name]: value }, file) === text ? [] : [name]))
}

/** Writes one env file whole or not at all: beside it, then renamed over it. */
export async function renderEnvFile(wanted: WantedEnvFile, folder: string, { write }: Pick<World, 'write'>): Promise<void> {
  const { path, variables } = wanted
  const file = join(folder, path)
  const text = rendered((await readText(file)) ?? '', variables, wanted)
  await write(`env file ${path}`, async () => {
    const draft = join(dirname(file), `.${basename(file)}.draft`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(draft, text, { mode: await modeOf(file) })
    await rename(draft, file)
  })
}

/** Problem `soroban/env-file-unreadable` where the file is not what its format says. */
function rendered(text: string, variables: Readonly<Record<string, string>>, { path, format, at }: WantedEnvFile): string {
  const result = withVariables(text, variables, format)
  if ('reason' in result) throw envFileUnreadable({ path, format, reason: result.reason, at })
  return result.text
}

type IdForm = EnvFileSection['ids']

interface GivenFile extends Pick<EnvFileSection, 'format' | 'ids' | 'set'> {
  readonly path: string
  readonly key: string | number
}

/** The short forms, a path or a map of paths to variables, written out. */
function entriesOf(given: ContractsSection['env-files']): readonly GivenFile[] {
  if (!Array.isArray(given)) return Object.entries(given).map(([path, set]) => ({ path, key: path, ids: 'address', set }))
  return given.map((one, key) => (typeof one === 'string' ? { path: one, key, ids: 'address' } : { ...one, path: one.file, key }))
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
