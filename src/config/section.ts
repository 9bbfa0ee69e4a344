import type { z } from 'zod'

/**
 * One top-level part of fairlead.yml. Each domain defines its own beside the code that uses it; the list of all is
 * given to `loadConfig`, which knows none of them.
 */
export interface Section<Value> {
  readonly name: string
  readonly description: string
  readonly schema: z.ZodType<Value>
  /** YAML that shows the section; printed where it is missing, and in the reference. */
  readonly sketch: string
  /** Names of references that this section makes known: `contracts.token.id`. */
  provides(value: Value): readonly string[]
  /** Whether an environment's overlay adds to this list instead of replacing it. */
  readonly appended: boolean
}

export function defineSection<Value>(
  section: Pick<Section<Value>, 'name' | 'description' | 'schema' | 'sketch'> & Partial<Section<Value>>,
): Section<Value> {
  return { provides: () => [], appended: false, ...section }
}
