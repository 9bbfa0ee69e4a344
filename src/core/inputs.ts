import { inputMissing, inputUnknown } from './input-problems.ts'
import type { Input, InputValues, Manifest } from './manifest.ts'
import { type Problem, problemsOf, throwProblems } from './problem.ts'
import { didYouMean } from './suggestion.ts'

/** Where the value of an input came from: told in the summary. */
export type InputSource = 'input' | 'environment variable' | 'default' | 'not given'

interface GivenInputs {
  /** What stands under `with:`, by name in lower case. */
  readonly given: ReadonlyMap<string, string>
  /** The process environment: FAIRLEAD_NAME stands in for inputs that a whole job shares. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Appended to a missing secret: the runner gives none to pull requests from forks. */
  readonly fromFork: boolean
}

/** Reads every input at once: all problems are reported together, unknown names with a suggestion. */
export function readInputs<M extends Manifest>(
  manifest: M,
  world: GivenInputs,
): { values: InputValues<M>; sources: Record<string, InputSource> } {
  const problems: Problem[] = unknownInputs(manifest, world.given)
  const values: Record<string, unknown> = {}
  const sources: Record<string, InputSource> = {}
  for (const [name, input] of Object.entries(manifest.inputs)) {
    try {
      const { text, source } = givenText(name, input, world)
      sources[name] = source
      values[name] = text === null ? absent(name, input, world) : input.read(text, { file: name, line: null, column: null })
    } catch (thrown) {
      const found = problemsOf(thrown)
      if (found === null) throw thrown
      problems.push(...found)
    }
  }
  throwProblems(problems)
  return { values: Object.freeze(values) as InputValues<M>, sources }
}

/** `working-directory` -> `FAIRLEAD_WORKING_DIRECTORY`. */
export function environmentName(input: string): string {
  return `FAIRLEAD_${input.toUpperCase().replaceAll('-', '_')}`
}

function unknownInputs(manifest: Manifest, given: ReadonlyMap<string, string>): Problem[] {
  const known = Object.keys(manifest.inputs)
  return [...given.keys()]
    .filter((name) => !known.includes(name))
    .map((input) => inputUnknown({ input, action: manifest.name, hint: didYouMean(input, known) }))
}

function givenText(name: string, input: Input<unknown>, world: GivenInputs): { text: string | null; source: InputSource } {
  // An empty text is not a value: `with: plan-id: ${{ needs.plan.outputs.plan-id }}` is empty where there was no plan.
  const given = world.given.get(name)
  if (given !== undefined && given !== '') return { text: given, source: 'input' }
  const fromEnvironment = input.fromEnvironment ? world.environment[environmentName(name)] : undefined
  if (fromEnvironment !== undefined && fromEnvironment !== '') return { text: fromEnvironment, source: 'environment variable' }
  return input.default === null ? { text: null, source: 'not given' } : { text: input.default, source: 'default' }
}

function absent(name: string, input: Input<unknown>, world: GivenInputs): null {
  if (!input.required) return null
  const because = input.secret && world.fromFork ? ' Pull requests from forks get no secrets.' : ''
  throw inputMissing({ input: name, example: input.example, because })
}
