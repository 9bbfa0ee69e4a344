import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import type { ExpressionData } from '@actions/expressions/data/expressiondata'
import type { FunctionDefinition } from '@actions/expressions/funcs/info'
import { falsy } from '@actions/expressions/result'
import { isBasicExpression, isMapping, isScalar, isSequence } from '@actions/workflow-parser/templates/tokens/type-guards'
import { expressionFailed, unsupported } from './problems.ts'
import { entries, isNull, type Token } from './tokens.ts'

/** What an expression can see. */
export interface Scope {
  /** `github`, `inputs`, `steps` and so on, as plain JSON values. */
  readonly contexts: Readonly<Record<string, unknown>>
  readonly status: StatusFunctions
}

export interface StatusFunctions {
  readonly success: boolean
  readonly failure: boolean
  readonly cancelled: boolean
}

/** Where no status function may be called, as in `env`. */
export const noStatus: StatusFunctions = { success: true, failure: false, cancelled: false }

/** The value of a token as plain JSON, with every expression in it evaluated. */
export function jsonOf(token: Token | null, scope: Scope): unknown {
  if (token === null) return null
  if (isSequence(token)) return [...token].map((item) => jsonOf(item, scope))
  if (isMapping(token)) return Object.fromEntries(entries(token).map(({ name, value }) => [name, jsonOf(value, scope)]))
  if (isBasicExpression(token)) return plain(evaluate(token.expression, scope))
  return JSON.parse(JSON.stringify(token))
}

/** The value of a token as text, the way GitHub writes numbers, booleans and null. */
export function textOf(token: Token | null, scope: Scope): string {
  if (token === null) return ''
  if (isBasicExpression(token)) return evaluate(token.expression, scope).coerceString()
  if (isScalar(token)) return isNull(token) ? '' : token.toString()
  return reviveAll(jsonOf(token, scope)).coerceString()
}

/** A mapping of texts: `env`, `with`, `outputs`. */
export function textsOf(token: Token | null, scope: Scope): Record<string, string> {
  if (token !== null && isBasicExpression(token)) {
    const value = plain(evaluate(token.expression, scope))
    return Object.fromEntries(Object.entries(value ?? {}).map(([name, item]) => [name, reviveAll(item).coerceString()]))
  }
  return Object.fromEntries(entries(token).map(({ name, value }) => [name, textOf(value, scope)]))
}

/** Whether a condition holds. `null` stands for a missing one, which is `success()`. */
export function conditionHolds(token: Token | null, scope: Scope): boolean {
  if (token === null) return scope.status.success
  if (isBasicExpression(token)) return !falsy(evaluate(token.expression, scope))
  return !falsy(reviveAll(jsonOf(token, scope)))
}

/** A condition that was kept as text, as `post-if`. */
export function conditionTextHolds(condition: string, scope: Scope): boolean {
  return !falsy(evaluate(condition, scope))
}

function evaluate(expression: string, scope: Scope): ExpressionData {
  try {
    const names = Object.keys(scope.contexts)
    const functions = statusFunctions(scope.status)
    const tree = new Parser(new Lexer(expression).lex().tokens, names, [...functions.values()]).parse()
    const lower = expression.toLowerCase()
    const used = names.filter((name) => lower.includes(name))
    const contexts = new data.Dictionary(...used.map((name) => ({ key: name, value: reviveAll(scope.contexts[name]) })))
    return new Evaluator(tree, contexts, functions).evaluate()
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'Problem') throw cause
    throw expressionFailed({ expression, reason: cause instanceof Error ? cause.message : String(cause), cause })
  }
}

function statusFunctions(status: StatusFunctions): Map<string, FunctionDefinition> {
  const answering = (name: string, value: boolean): [string, FunctionDefinition] => [
    name,
    { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) },
  ]
  return new Map([
    answering('success', status.success),
    answering('failure', status.failure),
    answering('cancelled', status.cancelled),
    answering('always', true),
    ['hashfiles', { name: 'hashFiles', minArgs: 1, maxArgs: 255, call: refuseHashFiles }],
  ])
}

function refuseHashFiles(): never {
  throw unsupported({ feature: 'hashFiles()' })
}

function reviveAll(value: unknown): ExpressionData {
  return JSON.parse(JSON.stringify(value ?? null), data.reviver) as ExpressionData
}

function plain(value: ExpressionData): unknown {
  return JSON.parse(JSON.stringify(value, data.replacer))
}
