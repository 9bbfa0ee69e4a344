/** Where something was found. Lines and columns count from 1; null where the source has none. */
export interface Place {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
}

interface ProblemDefinition<Parameters extends object> {
  /** `domain/what-went-wrong`: also the `reason-code` output and the anchor of its page. */
  readonly code: string
  /** Parameters of one real case. The documentation and the tests show the texts with them. */
  readonly example: Parameters
  readonly what: (parameters: Parameters) => string
  /** What is true now: nothing changed, partly changed, rolled back. */
  readonly state: string | ((parameters: Parameters) => string)
  /** The exact next thing to do. */
  readonly remedy: string | ((parameters: Parameters) => string)
}

interface Circumstances {
  readonly at?: Place | null
  readonly cause?: unknown
}

export interface ProblemFactory<Parameters extends object> {
  (parameters: Parameters & Circumstances): Problem
  readonly definition: ProblemDefinition<Parameters>
}

/** Where the page of each error code is. */
const documentation = 'https://github.com/fairlead/fairlead/blob/main/action-docs/errors.md'

/** One thing that went wrong, told so that a person can act: code, what, where, the state now, what to do, a link. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  readonly state: string
  readonly remedy: string
  readonly at: Place | null

  constructor(fields: { code: string; what: string; state: string; remedy: string; at: Place | null; cause?: unknown }) {
    super(fields.what, { cause: fields.cause })
    this.code = fields.code
    this.state = fields.state
    this.remedy = fields.remedy
    this.at = fields.at
  }

  get documentation(): string {
    return `${documentation}#${this.code.replaceAll('/', '')}`
  }
}

/** Several problems found in one look, told together. */
export class Problems extends Error {
  override readonly name = 'Problems'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join('\n'))
    this.problems = problems
  }
}

/** Makes the factory of one kind of problem. `throw wrongPassphrase({ wanted, served, at })`. */
export function defineProblem<Parameters extends object>(definition: ProblemDefinition<Parameters>): ProblemFactory<Parameters> {
  const make = (parameters: Parameters & Circumstances) =>
    new Problem({
      code: definition.code,
      what: definition.what(parameters),
      state: told(definition.state, parameters),
      remedy: told(definition.remedy, parameters),
      at: parameters.at ?? null,
      cause: parameters.cause,
    })
  return Object.assign(make, { definition })
}

/** Throws nothing when there is nothing wrong, the problem when there is one, all of them when there are more. */
export function throwProblems(problems: readonly Problem[]): void {
  const [first, ...others] = problems
  if (first === undefined) return
  throw others.length === 0 ? first : new Problems(problems)
}

/** The problems inside anything that was thrown, or null where it is not a problem but a defect of ours. */
export function problemsOf(thrown: unknown): readonly Problem[] | null {
  if (thrown instanceof Problem) return [thrown]
  if (thrown instanceof Problems) return thrown.problems
  return null
}

/** What was read; null, and why not among the problems, so that everything that is wrong is told at once. Any other error goes on. */
export async function collected<Result>(read: () => Result | Promise<Result>, problems: Problem[]): Promise<Result | null> {
  try {
    return await read()
  } catch (thrown) {
    const found = problemsOf(thrown)
    if (found === null) throw thrown
    problems.push(...found)
    return null
  }
}

/** Whether something thrown is the problem of this code. */
export function isProblem(thrown: unknown, code: string): thrown is Problem {
  return thrown instanceof Problem && thrown.code === code
}

/** `fairlead.yml:4:12`, or the file alone. */
export function placeText(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== null).join(':')
}

function told<Parameters>(text: string | ((parameters: Parameters) => string), parameters: Parameters): string {
  return typeof text === 'string' ? text : text(parameters)
}
