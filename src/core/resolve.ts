import { referenceWithoutValue } from '../config/problems.ts'
import { type ReferenceValues, referencesIn, replaceReferences } from '../config/references.ts'
import type { Place } from './problem.ts'
import type { Secrets } from './secrets.ts'

/** Resolves `${...}` late: only by the action that uses the value, at the moment it does. */
export interface References {
  /** The text with every reference replaced; problem `config/reference-without-value` at `at`. */
  resolve(text: string, options?: { at?: Place | null }): string
  /** The same for a secret: the value is masked and remembered before it is returned. */
  secret(text: string, options?: { at?: Place | null }): string
  /** The same for a text that may hold secrets: values of the job's environment in it are masked and remembered, the rest is not. */
  guarded(text: string, options?: { at?: Place | null }): string
  /** These references and more; the ones given here win. */
  with(values: ReferenceValues): References
}

const remedies: readonly (readonly [RegExp, (name: string) => string])[] = [
  [
    /^env\./,
    (name) =>
      `Give the step \`env: ${name.slice(4)}: \${{ secrets.${name.slice(4)} }}\` (or vars). Pull requests from forks get no secrets.`,
  ],
  [/^contracts\./, () => 'Run deploy-soroban-contracts earlier in this release (or its dry-run), with the same record.'],
  [/./, () => 'It is known only in a later step of a release.'],
]

export function references({
  values,
  environment,
  secrets,
}: {
  values: ReferenceValues
  environment: Readonly<Record<string, string | undefined>>
  secrets: Secrets
}): References {
  const resolve: References['resolve'] = (text, { at = null } = {}) =>
    replaceReferences(text, (name) => {
      const known = name.startsWith('env.') ? environment[name.slice(4)] : values.get(name)
      const value = typeof known === 'function' ? known() : known
      if (value !== undefined && value !== '') return value
      const remedy = remedies.find(([pattern]) => pattern.test(name))?.[1](name) ?? ''
      throw referenceWithoutValue({ reference: name, remedy, at })
    })
  return {
    resolve,
    secret: (text, options) => secrets.learn(text.replace(/^\$\{(.*)\}$/, '$1'), resolve(text, options)),
    guarded(text, options) {
      for (const name of referencesIn(text)) if (name.startsWith('env.')) secrets.learn(name, resolve(`\${${name}}`, options))
      return resolve(text, options)
    },
    with: (more) => references({ values: new Map([...values, ...more]), environment, secrets }),
  }
}
