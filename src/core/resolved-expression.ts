import { changeTextLiterals, type Expression, readExpression } from './expression.ts'
import type { Place } from './problem.ts'
import type { References } from './resolve.ts'

/**
 * A CEL expression of fairlead.yml, with the references in its text literals replaced: `body.token == '${contracts.token.id}'`.
 * A value may come from the service that is judged, so it must not be able to end its literal. Problems
 * `core/expression-malformed`, `config/reference-without-value`.
 */
export async function readResolvedExpression(
  text: string,
  { references, at }: { references: References; at: Place | null },
): Promise<Expression> {
  const change = (literal: string) => references.guarded(literal, { at })
  return readExpression(await changeTextLiterals(text, { change, at }), at)
}
