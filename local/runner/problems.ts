import { defineProblem } from '../../src/core/problem.ts'

const nothingRan = 'The run did not start.'

export const invalidWorkflow = defineProblem({
  code: 'runner/invalid-workflow',
  example: { message: "Unexpected value 'run-on'" },
  what: ({ message }) => `GitHub would refuse this file: ${message}.`,
  state: nothingRan,
  remedy: 'Correct the file at the place named.',
})

export const unsupported = defineProblem({
  code: 'runner/unsupported',
  example: { feature: 'container' },
  what: ({ feature }) => `The local runner does not run \`${feature}\`.`,
  state: nothingRan,
  remedy: 'Leave it out of what is rehearsed locally, or run this workflow on GitHub.',
})

export const missingFile = defineProblem({
  code: 'runner/missing-file',
  example: { reference: '$/actions/health-check', path: 'actions/health-check/action.yml', folder: '../traqora' },
  what: ({ reference, path, folder }) => `\`${reference}\` needs ${path}, which is not in ${folder}.`,
  state: nothingRan,
  remedy: 'Correct the reference, or build the file it names.',
})

export const unknownRepository = defineProblem({
  code: 'runner/unknown-repository',
  example: { reference: 'actions/cache@v5', repository: 'actions/cache', known: ['fairlead/fairlead'] },
  what: ({ reference, repository, known }) =>
    `\`${reference}\` is in ${repository}, and the run was given ${known.length === 0 ? 'no other repository' : `only ${known.join(', ')}`}.`,
  state: nothingRan,
  remedy: ({ repository }) => `Give its folder: repositories: { '${repository}': '/path/to/it' }. Nothing is downloaded.`,
})

export const wrongEvent = defineProblem({
  code: 'runner/wrong-event',
  example: { event: 'push', events: ['workflow_dispatch'] },
  what: ({ event, events }) => `The workflow is not started by \`${event}\`, only by ${events.join(', ')}.`,
  state: nothingRan,
  remedy: 'Give one of these events, or add the trigger under `on`.',
})

export const unknownInput = defineProblem({
  code: 'runner/unknown-input',
  example: { input: 'enviroment', kind: 'input', inputs: ['environment'] },
  what: ({ input, kind, inputs }) => `Unknown ${kind} \`${input}\`; the workflow has ${inputs.length === 0 ? 'none' : inputs.join(', ')}.`,
  state: nothingRan,
  remedy: 'Correct the name, or declare it in the workflow.',
})

export const missingInput = defineProblem({
  code: 'runner/missing-input',
  example: { input: 'environment', kind: 'input' },
  what: ({ input, kind }) => `The workflow requires the ${kind} \`${input}\`.`,
  state: nothingRan,
  remedy: ({ input }) => `Give \`${input}\`.`,
})

export const wrongInput = defineProblem({
  code: 'runner/wrong-input',
  example: { input: 'attempts', value: 'three', wanted: 'a number' },
  what: ({ input, value, wanted }) => `The input \`${input}\` is \`${value}\`, and should be ${wanted}.`,
  state: nothingRan,
  remedy: ({ input }) => `Give a fitting value for \`${input}\`.`,
})

export const tooManyPermissions = defineProblem({
  code: 'runner/too-many-permissions',
  example: { job: 'release', wanted: 'contents: write', allowed: 'contents: read' },
  what: ({ job, wanted, allowed }) => `The nested job \`${job}\` requests \`${wanted}\`, and its caller allows only \`${allowed}\`.`,
  state: nothingRan,
  remedy: ({ wanted }) => `Give the calling job \`permissions: { ${wanted} }\`.`,
})

export const wrongNode = defineProblem({
  code: 'runner/wrong-node',
  example: { program: '/usr/bin/node', version: 'v20.20.2' },
  what: ({ program, version }) => `${program} is Node ${version}, and actions run on Node 24.`,
  state: nothingRan,
  remedy: 'Start with `npm ci`, which installs Node 24, and give its path as `node`.',
})

export const notARepository = defineProblem({
  code: 'runner/not-readable',
  example: { folder: '../traqora', reason: 'fatal: bad object HEAD' },
  what: ({ folder, reason }) => `The files of ${folder} could not be read: ${reason}.`,
  state: 'Nothing in it was changed.',
  remedy: 'Check the folder with `git status` and `git fsck`.',
})

export const expressionFailed = defineProblem({
  code: 'runner/expression',
  example: { expression: 'fromJSON(steps.plan.outputs.list)', reason: 'Unexpected end of JSON input' },
  what: ({ expression, reason }) => `\`${expression}\` could not be evaluated: ${reason}.`,
  state: 'The step or job that holds it did not start.',
  remedy: 'Correct the expression, or the value it reads.',
})
