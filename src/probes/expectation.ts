import { changeTextLiterals, type Expression, readExpression } from '../core/expression.ts'
import type { ProbeContext } from './kind.ts'

/**
 * The expectation of a probe, with the references in its text literals replaced: `body.token == '${contracts.token.id}'`.
 * A captured value comes from the service that is judged, so it must not be able to end its literal.
 */
export async function readExpectation(expect: string, { references, at }: Pick<ProbeContext, 'references' | 'at'>): Promise<Expression> {
  const place = at('expect')
  const change = (literal: string) => references.guarded(literal, { at: place })
  return readExpression(await changeTextLiterals(expect, { change, at: place }), place)
}
