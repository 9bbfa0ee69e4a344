import { defineProblem } from '../core/problem.ts'

const nothingHappened = 'Nothing was changed.'

export const configMissing = defineProblem({
  code: 'config/missing',
  example: { path: 'fairlead.yml' },
  what: ({ path }) => `There is no "${path}".`,
  state: nothingHappened,
  remedy: 'Check out the repository before this step, set "working-directory" or "config", or give the sections as inputs.',
})

export const configMalformed = defineProblem({
  code: 'config/malformed',
  example: { reason: 'Map keys must be unique' },
  what: ({ reason }) => `The YAML cannot be read: ${reason}.`,
  state: nothingHappened,
  remedy: 'Correct the line.',
})

export const configUnknownKey = defineProblem({
  code: 'config/unknown-key',
  example: { key: 'wams', within: 'contracts.deploy.token', hint: ' Did you mean "wasm"?' },
  what: ({ key, within, hint }) => `${within} has no key "${key}".${hint}`,
  state: nothingHappened,
  remedy: 'Correct or remove the key. action-docs/fairlead-yml.md lists them.',
})

export const configTwoKinds = defineProblem({
  code: 'config/two-kinds',
  example: { path: 'database.backup.store', kinds: 'directory, s3' },
  what: ({ path, kinds }) => `${path} is of more than one kind: ${kinds}.`,
  state: nothingHappened,
  remedy: ({ kinds }) =>
    `Keep one of them. Where an environment replaces the kind of the file, it takes that one away: \`${kinds.split(', ')[0]}: null\`.`,
})

export const configInvalid = defineProblem({
  code: 'config/invalid',
  example: { path: 'database.backup.keep', reason: 'expected text' },
  what: ({ path, reason }) => `${path}: ${reason}.`,
  state: nothingHappened,
  remedy: 'Correct the value. action-docs/fairlead-yml.md describes it.',
})

export const configSectionMissing = defineProblem({
  code: 'config/section-missing',
  example: { section: 'database', file: 'fairlead.yml', sketch: 'database:\n  url: "${env.DATABASE_URL}"' },
  what: ({ section, file }) => `${file} has no section "${section}", and this action needs it.`,
  state: nothingHappened,
  remedy: ({ sketch }) => `Add it:\n${sketch}`,
})

export const environmentUnknown = defineProblem({
  code: 'config/unknown-environment',
  example: { environment: 'prodution', hint: ' Did you mean "production"?' },
  what: ({ environment, hint }) => `There is no environment "${environment}".${hint}`,
  state: nothingHappened,
  remedy: 'Name one that stands under "environments" of fairlead.yml.',
})

export const referenceUnknown = defineProblem({
  code: 'config/unknown-reference',
  example: { reference: 'contracts.tokn.id', hint: ' Did you mean "contracts.token.id"?' },
  what: ({ reference, hint }) => `Nothing is called "\${${reference}}".${hint}`,
  state: nothingHappened,
  remedy: 'Correct the name between the braces.',
})

export const referenceWithoutValue = defineProblem({
  code: 'config/reference-without-value',
  example: { reference: 'env.DATABASE_URL', remedy: 'Give the step `env: DATABASE_URL: ${{ secrets.DATABASE_URL }}`.' },
  what: ({ reference }) => `\${${reference}} has no value here.`,
  state: nothingHappened,
  remedy: ({ remedy }) => remedy,
})
