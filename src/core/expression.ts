import type { ASTNode, ParseResult } from '@marcbachmann/cel-js'
import { defineProblem, type Place } from './problem.ts'

export const expressionMalformed = defineProblem({
  code: 'core/expression-malformed',
  example: { expression: "body.database = 'up'", reason: 'Unexpected character: =' },
  what: ({ expression, reason }) => `\`${expression}\` is not an expression: ${reason}.`,
  state: 'Nothing was changed.',
  remedy: 'Correct the CEL expression; compare with `==`, combine with `&&` and `||`.',
})

export const expressionUnknown = defineProblem({
  code: 'core/expression-unknown',
  example: { expression: "body.databse == 'up'", reason: 'No such key: databse' },
  what: ({ expression, reason }) => `\`${expression}\` is neither true nor false: ${reason}.`,
  state: 'What it asks about is not known, and unknown is red.',
  remedy: 'Ask for a field that the answer holds, or guard it with has(...).',
})

export type ExpressionValues = Readonly<Record<string, unknown>>

/** A CEL expression that was read. It never coerces: a missing field or a comparison of text with a number is a problem. */
export interface Expression {
  /** Whether it holds, with the values it looked at as text. Problem `core/expression-unknown` where it is neither true nor false. */
  judge(values: ExpressionValues): { holds: boolean; observed: string }
  /** Its value, whatever it is; the same problem where it has none. */
  value(values: ExpressionValues): unknown
}

/** Reads CEL; problem `core/expression-malformed`. */
export async function readExpression(text: string, at: Place | null = null): Promise<Expression> {
  const { parse, serialize } = await import('@marcbachmann/cel-js')
  const unknown = (reason: string) => expressionUnknown({ expression: text, reason, at })
  const parsed = parsedOrProblem(parse, { text, at })
  const value = (values: ExpressionValues): unknown => {
    try {
      return parsed({ ...values })
    } catch (thrown) {
      throw unknown(firstLine(thrown))
    }
  }
  const partValue = (node: ASTNode, values: ExpressionValues): unknown => {
    try {
      return parse(serialize(node))({ ...values })
    } catch {
      return missing
    }
  }
  return {
    value,
    judge(values) {
      // `all` over nothing is true in CEL; nothing was proved, so it is unknown here.
      for (const list of listsOfAll(parsed.ast)) if (isEmpty(partValue(list, values))) throw unknown(`${serialize(list)} is empty`)
      const parts = memberChains(parsed.ast).map((node) => ({ text: serialize(node), value: partValue(node, values) }))
      const notNumber = parts.find((part) => typeof part.value === 'number' && Number.isNaN(part.value))
      if (notNumber !== undefined) throw unknown(`${notNumber.text} is NaN`)
      const result = value(values)
      if (typeof result !== 'boolean') throw unknown(`its value is ${result === null ? 'null' : `of type ${typeof result}`}`)
      return { holds: result, observed: observedText(parts) }
    },
  }
}

/**
 * The expression with its text literals changed, as where `${contracts.token.id}` stands in one: whatever a value holds, it
 * stays inside of its literal. Problem `core/expression-malformed`.
 */
export async function changeTextLiterals(
  text: string,
  { change, at = null }: { change: (literal: string) => string; at?: Place | null },
): Promise<string> {
  const { parse, serialize } = await import('@marcbachmann/cel-js')
  const { ast } = parsedOrProblem(parse, { text, at })
  const literals = [ast, ...descendantsOf(ast)].filter((node) => node.op === 'value' && typeof node.args === 'string')
  if (literals.every(({ args }) => change(args as string) === args)) return text
  for (const literal of literals) Object.assign(literal, { args: change(literal.args as string) })
  return serialize(ast)
}

const missing = Symbol('missing')
/** Longer texts are cut in messages: an answer may hold what is nobody's business. */
const longestShown = 60

function parsedOrProblem(parse: (text: string) => ParseResult, { text, at }: { text: string; at: Place | null }): ParseResult {
  try {
    return parse(text)
  } catch (thrown) {
    throw expressionMalformed({ expression: text, reason: firstLine(thrown), at })
  }
}

function firstLine(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]?.replace(/\.$/, '') ?? ''
}

function childrenOf(node: ASTNode): ASTNode[] {
  return Array.isArray(node.args) ? (node.args.flat(2) as unknown[]).filter(isNode) : isNode(node.args) ? [node.args] : []
}

function descendantsOf(node: ASTNode): ASTNode[] {
  return childrenOf(node).flatMap((child) => [child, ...descendantsOf(child)])
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
}

/** The longest `a.b["c"]` of an expression: what it looks at. Their variables that a macro binds have no value and are left out. */
function memberChains(node: ASTNode): ASTNode[] {
  if (isChain(node)) return [node]
  return childrenOf(node).flatMap(memberChains)
}

function isChain(node: ASTNode): boolean {
  if (node.op === 'id') return true
  if (node.op !== '.' && node.op !== '[]') return false
  const [inner] = childrenOf(node)
  return inner !== undefined && isChain(inner)
}

function listsOfAll(node: ASTNode): ASTNode[] {
  const here = node.op === 'rcall' && node.args[0] === 'all' ? [node.args[1]] : []
  return [...here, ...childrenOf(node).flatMap(listsOfAll)]
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && value !== null && !(value instanceof Map) && Object.keys(value).length === 0
}

function observedText(parts: readonly { text: string; value: unknown }[]): string {
  const shown = new Map(parts.filter((part) => part.value !== missing).map((part) => [part.text, shortText(part.value)]))
  return [...shown].map(([text, value]) => `${text} = ${value}`).join(', ')
}

function shortText(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part)) ?? String(value)
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
}
