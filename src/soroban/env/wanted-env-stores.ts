import type { Path } from '../../config/source.ts'
import { parseDuration } from '../../core/duration.ts'
import { type Place, type Problem, throwProblems } from '../../core/problem.ts'
import type { References } from '../../core/resolve.ts'
import { stellarSeedsIn } from '../../core/stellar-seed.ts'
import { seedInEnvFile } from '../manifest-problems.ts'
import { variableOf } from './env-file.ts'
import type { EnvStoreFormat } from './env-store-format.ts'
import { envStoreTwice } from './env-store-problems.ts'
import type { EnvStoreSection } from './env-store-section.ts'

/** A place outside of the release folder that must hold variables, written and read by commands. */
export interface WantedEnvStore {
  readonly name: string
  readonly command: string
  readonly check: string
  readonly format: EnvStoreFormat
  readonly timeoutMs: number
  readonly variables: Readonly<Record<string, string>>
  /** Holds secrets. */
  readonly environment: Readonly<Record<string, string>>
  /** The same as written in fairlead.yml, for the plan. */
  readonly shown: Readonly<Record<'variables' | 'environment', Readonly<Record<string, string>>>>
  readonly at: Place | null
}

interface Sources {
  /** Of the contracts. */
  readonly names: readonly string[]
  readonly references: Pick<References, 'resolve' | 'guarded'>
  readonly position: (...path: Path) => Place | null
}

/** What the stores must hold: NAME_CONTRACT_ID of every contract, or the variables that are named. */
export function wantedEnvStores(given: readonly EnvStoreSection[], { names, references, position }: Sources): readonly WantedEnvStore[] {
  const problems: Problem[] = []
  const convention = Object.fromEntries(names.map((name) => [variableOf(name), `\${contracts.${name}.id}`]))
  const stores = given.map(({ set, environment, timeout, ...store }, index) => {
    const at = position('contracts', 'env-stores', index)
    if (given.findIndex(({ name }) => name === store.name) < index) problems.push(envStoreTwice({ store: store.name, at }))
    const shown = { variables: set ?? convention, environment }
    // What comes from the job's environment may be a secret: no log line and no message may hold it.
    const resolvedIn = (texts: Readonly<Record<string, string>>) => mapped(texts, (text) => references.guarded(text, { at }))
    const variables = resolvedIn(shown.variables)
    for (const [variable, value] of Object.entries(variables))
      if (stellarSeedsIn(value).length > 0) problems.push(seedInEnvFile({ path: `the env store "${store.name}"`, variable, at }))
    return { ...store, timeoutMs: parseDuration(timeout).ms, variables, environment: resolvedIn(environment), shown, at }
  })
  throwProblems(problems)
  return stores
}

function mapped(texts: Readonly<Record<string, string>>, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, change(text)]))
}
