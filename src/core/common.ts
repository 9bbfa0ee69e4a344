import { defaulted, type Output, optional, required } from './manifest.ts'

/** The inputs every action has. */
export const commonInputs = {
  environment: required.text({
    description: 'Where to release: a name under `environments` of fairlead.yml.',
    example: 'production',
    fromEnvironment: true,
  }),
  config: defaulted.text({
    description: 'Path of fairlead.yml, from the working directory.',
    default: 'fairlead.yml',
    example: 'deploy/fairlead.yml',
    fromEnvironment: true,
  }),
  'dry-run': defaulted.flag({
    description: 'Stop after the plan: nothing is changed.',
    default: 'false',
    example: 'true',
    fromEnvironment: true,
  }),
  'plan-id': optional.text({
    description: 'Apply only if a fresh plan equals this approved one, or is its remainder.',
    example: '${{ needs.plan.outputs.plan-id }}',
    fromEnvironment: true,
  }),
  'release-id': optional.name({
    description: 'The release this run belongs to. By default `<environment>-<run id>`.',
    example: 'production-8412',
    fromEnvironment: true,
  }),
  record: optional.text({
    description: 'Where the release record is: `directory:PATH` or `branch:NAME`. Wins over `record` of fairlead.yml.',
    example: 'branch:fairlead-record',
    fromEnvironment: true,
  }),
  'working-directory': defaulted.text({
    description: 'Folder of the checkout.',
    default: '.',
    example: 'services/traqora',
    fromEnvironment: true,
  }),
  'github-token': optional.text({
    description: 'Token for the GitHub API.',
    example: '${{ secrets.RELEASE_TOKEN }}',
    secret: true,
    expression: '${{ github.token }}',
  }),
  summary: defaulted.flag({ description: 'Write a job summary.', default: 'true', example: 'false', fromEnvironment: true }),
  timeout: defaulted.duration({
    description: 'Give up after this long; the current write is still brought to a known outcome.',
    default: '30m',
    example: '10m',
    fromEnvironment: true,
  }),
}

/** The outputs every action has. */
export const commonOutputs: Record<string, Output> = {
  verdict: { description: 'pass, fail, error, inconclusive, waived or not-applicable.', example: 'pass' },
  'reason-code': {
    description: 'Code of the problem that decided a verdict that is not pass; see action-docs/errors.md.',
    example: 'soroban/wrong-passphrase',
  },
  changed: { description: 'Whether anything was changed on the target.', example: 'true' },
  'plan-id': { description: 'sha256 of the release plan up to this action.', example: '9f2c...' },
  result: { description: 'The outcome as JSON, versioned by its field `schema`.', example: '{"schema":1}' },
  'result-path': { description: 'File that holds the same JSON.', example: '.fairlead/results/production-8412/health-check.json' },
  'record-path': { description: 'Where the entries of this release are.', example: 'directory:.fairlead/record' },
  'release-id': { description: 'The release this run belongs to.', example: 'production-8412' },
  'duration-ms': { description: 'How long the action ran, in milliseconds.', example: '5230' },
}
