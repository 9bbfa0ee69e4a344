import { parseActionFile } from './parser.ts'
import { unsupported } from './problems.ts'
import { readSteps, type Step } from './step.ts'
import { entries, field, placeOf, type Token, text } from './tokens.ts'

/** An `action.yml`, as written. */
export interface ActionFile {
  readonly path: string
  readonly name: string
  readonly inputs: readonly ActionInput[]
  /** Output name to its `value` (composite actions) or null. */
  readonly outputs: ReadonlyMap<string, Token | null>
  readonly runs: Composite | JavaScript
}

export interface ActionInput {
  readonly name: string
  readonly default: Token | null
  readonly deprecation: string | null
}

export interface Composite {
  readonly kind: 'composite'
  readonly steps: readonly Step[]
}

/** Programs are paths inside the folder of the action. */
export interface JavaScript {
  readonly kind: 'javascript'
  readonly pre: string | null
  readonly preIf: string
  readonly main: string
  readonly post: string | null
  readonly postIf: string
}

export function readActionFile(path: string, content: string): ActionFile {
  const { root, context } = parseActionFile(path, content)
  return {
    path,
    name: text(field(root, 'name')) ?? path,
    inputs: entries(field(root, 'inputs')).map(({ name, value }) => ({
      name,
      default: field(value, 'default'),
      deprecation: text(field(value, 'deprecationMessage')),
    })),
    outputs: new Map(entries(field(root, 'outputs')).map(({ name, value }) => [name, field(value, 'value')])),
    runs: readRuns(field(root, 'runs'), { path, context }),
  }
}

function readRuns(runs: Token | null, file: Parameters<typeof readSteps>[1]): Composite | JavaScript {
  const using = text(field(runs, 'using'))
  if (using === 'composite') return { kind: 'composite', steps: readSteps(field(runs, 'steps'), file) }
  if (using !== 'node24') {
    throw unsupported({ feature: `using: ${using ?? ''}`, at: runs === null ? null : placeOf(field(runs, 'using') ?? runs, file.path) })
  }
  return {
    kind: 'javascript',
    pre: text(field(runs, 'pre')),
    preIf: text(field(runs, 'pre-if')) ?? 'always()',
    main: text(field(runs, 'main')) ?? '',
    post: text(field(runs, 'post')),
    postIf: text(field(runs, 'post-if')) ?? 'always()',
  }
}
