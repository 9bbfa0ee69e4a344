import { convertToIfCondition } from '@actions/workflow-parser/model/converter/if-condition'
import type { TemplateContext } from '@actions/workflow-parser/templates/template-context'
import type { Place } from '../../src/core/problem.ts'
import { unsupported } from './problems.ts'
import { entries, field, items, placeOf, type Token, text } from './tokens.ts'

/** One step of a job or of a composite action, as written. */
export interface Step {
  /** Its key in the `steps` context, or null where it has no `id`. */
  readonly id: string | null
  readonly name: Token | null
  /** Already with `success() &&` in front where it calls no status function. Null: `success()`. */
  readonly condition: Token | null
  readonly environment: Token | null
  readonly continueOnError: Token | null
  readonly timeoutMinutes: Token | null
  readonly work: Work
  readonly at: Place
}

export type Work =
  | { readonly kind: 'script'; readonly script: Token; readonly shell: Token | null; readonly directory: Token | null }
  | { readonly kind: 'action'; readonly reference: string; readonly inputs: Token | null }

/** The steps of a list. Keys that this runner does not know are problems, never ignored. */
export function readSteps(list: Token | null, file: { readonly path: string; readonly context: TemplateContext }): Step[] {
  return items(list).map((token) => readStep(token, file))
}

function readStep(token: Token, { path, context }: { readonly path: string; readonly context: TemplateContext }): Step {
  const strange = entries(token).find(({ name }) => !known.includes(name))
  if (strange !== undefined) throw unsupported({ feature: `${strange.name} of a step`, at: placeOf(strange.key, path) })
  const condition = field(token, 'if')
  return {
    id: text(field(token, 'id')),
    name: field(token, 'name'),
    condition: condition === null ? null : (convertToIfCondition(context, condition) ?? null),
    environment: field(token, 'env'),
    continueOnError: field(token, 'continue-on-error'),
    timeoutMinutes: field(token, 'timeout-minutes'),
    work: readWork(token),
    at: placeOf(token, path),
  }
}

function readWork(token: Token): Work {
  const script = field(token, 'run')
  if (script === null) return { kind: 'action', reference: text(field(token, 'uses')) ?? '', inputs: field(token, 'with') }
  return { kind: 'script', script, shell: field(token, 'shell'), directory: field(token, 'working-directory') }
}

const known = ['id', 'name', 'if', 'env', 'continue-on-error', 'timeout-minutes', 'run', 'shell', 'working-directory', 'uses', 'with']
