import { defineProblem } from '../../core/problem.ts'

const nothingHappened = 'Nothing was changed: without a backup nothing is migrated.'

export const artifactsOutside = defineProblem({
  code: 'database/artifacts-outside-actions',
  example: { store: 'artifact://fairlead-backup' },
  what: ({ store }) =>
    `"${store}" is reached inside of GitHub Actions only, and here is no ACTIONS_RESULTS_URL with an ACTIONS_RUNTIME_TOKEN that names its run.`,
  state: 'Nothing was changed by this step.',
  remedy: 'Run it as a step (`uses:`) of a workflow on github.com. Elsewhere set backup.store to a folder or a bucket.',
})

export const artifactsUnencrypted = defineProblem({
  code: 'database/artifacts-unencrypted',
  example: { store: 'artifact://fairlead-backup' },
  what: ({ store }) => `Everybody who may read this repository may read "${store}", and backup.encrypt-to is not set.`,
  state: nothingHappened,
  remedy: 'Make a key pair with age-keygen and set backup.encrypt-to to its public half (age1...).',
})

export const artifactsPublic = defineProblem({
  code: 'database/artifacts-public',
  example: { repository: 'traqora/traqora' },
  what: ({ repository }) => `${repository} is public: everybody may fetch its artifacts, and keep them until their key is broken or lost.`,
  state: nothingHappened,
  remedy: 'Set backup.store to a folder or a bucket, or release from a private repository.',
})

export const artifactsVisibilityUnknown = defineProblem({
  code: 'database/artifacts-visibility-unknown',
  example: { repository: 'traqora/traqora', reason: '404 Not Found' },
  what: ({ repository, reason }) => `Whether ${repository} is public could not be read: ${reason}.`,
  state: nothingHappened,
  remedy: 'Leave the input "github-token" at its default, and give the job `permissions: { contents: read, actions: read }`.',
})
