import type { MappingToken } from '@actions/workflow-parser/templates/tokens/mapping-token'
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token'
import { isMapping, isScalar, isSequence } from '@actions/workflow-parser/templates/tokens/type-guards'
import type { Place } from '../../src/core/problem.ts'

export type Token = TemplateToken
export type { MappingToken }

/** The value under a key, or null where there is none. */
export function field(token: Token | null, name: string): Token | null {
  if (token === null || !isMapping(token)) return null
  return token.find(name) ?? null
}

/** The keys and values of a mapping; nothing for anything else. */
export function entries(token: Token | null): { name: string; key: Token; value: Token }[] {
  if (token === null || !isMapping(token)) return []
  return [...token].map(({ key, value }) => ({ name: key.toString(), key, value }))
}

/** The items of a list; a scalar counts as a list of one. */
export function items(token: Token | null): Token[] {
  if (token === null) return []
  return isSequence(token) ? [...token] : [token]
}

/** The text of a scalar as written, or null. Expressions come as `${{ ... }}`. */
export function text(token: Token | null): string | null {
  if (token === null || !isScalar(token) || isNull(token)) return null
  return token.toString()
}

export function isNull(token: Token): boolean {
  return token.templateTokenType === nullToken
}

/** Where a token stands in its file. */
export function placeOf(token: Token, file: string): Place {
  return { file, line: token.line ?? null, column: token.col ?? null }
}

/** `TokenType.Null` of the parser. */
const nullToken = 7
