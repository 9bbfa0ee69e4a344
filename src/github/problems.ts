import { defineProblem } from '../core/problem.ts'

export const tokenMissing = defineProblem({
  code: 'github/token-missing',
  example: { what: 'the record on a branch' },
  what: ({ what }) => `${what} needs a token, and none was given.`,
  state: 'Nothing was changed.',
  remedy: 'Leave the input "github-token" at its default, or give a token. Outside of GitHub use a directory for the record.',
})

export const tokenRefused = defineProblem({
  code: 'github/token-refused',
  example: { status: 403, what: 'create a commit', permission: 'contents: write' },
  what: ({ status, what }) => `GitHub refused to ${what} (${status}).`,
  state: 'This call changed nothing.',
  remedy: ({ permission }) => `Give the job \`permissions: { ${permission} }\`. A called workflow can only shrink what its caller grants.`,
})

export const gitHubUnreachable = defineProblem({
  code: 'github/unreachable',
  example: { what: 'list check runs', reason: '500 Server Error' },
  what: ({ what, reason }) => `GitHub could not ${what}: ${reason}.`,
  state: 'What was asked for is not known, so it counts as red.',
  remedy: 'Run again when GitHub answers; https://www.githubstatus.com tells.',
})
