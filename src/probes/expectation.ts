import { referencesIn } from '../config/references.ts'
import { changeTextLiterals, type Expression, readExpression } from '../core/expression.ts'
import type { ProbeContext } from './kind.ts'

/**
 * The expectation of a probe, with the references in its text literals replaced: `body.token == '${contracts.token.id}'`.
 * A captured value comes from the service that is judged, so it must not be able to end its literal.
 */
export async function readExpectation(expect: string, { references, at }: Pick<ProbeContext, 'references' | 'at'>): Promise<Expression> {
  const place = at('expect')
  const change = (literal: string) => {
    // A value of the job's environment may be a secret: it is masked before anything can tell it.
    for (const name of referencesIn(literal)) if (name.startsWith('env.')) references.secret(`\${${name}}`, { at: place })
    return references.resolve(literal, { at: place })
  }
  return readExpression(await changeTextLiterals(expect, { change, at: place }), place)
}
