import { defineProblem } from '../../core/problem.ts'

export const envStoreUnknown = defineProblem({
  code: 'soroban/env-store-unknown',
  example: { store: 'vercel', reason: 'its check ended with exit code 1', written: false },
  what: ({ store, reason }) => `What the env store "${store}" holds is not known: ${reason}.`,
  state: ({ written }) =>
    written ? 'The contracts are deployed and proved. The store was written to, and took what it was given.' : 'Nothing was written to it.',
  remedy: 'Run the check by hand. It must print what is there, and nothing, with exit code 0, for what is not. Its output is never shown.',
})

export const envStoreFailed = defineProblem({
  code: 'soroban/env-store-failed',
  example: { store: 'vercel', exitCode: 1, tail: 'Error: The token is not valid' },
  what: ({ store, exitCode, tail }) =>
    `The command of the env store "${store}" ended with exit code ${exitCode}${tail === '' ? '' : `:\n${tail}`}`,
  state: 'The contracts are deployed and proved. What the store holds is not known.',
  remedy: 'Mend the command and run again: contracts that are as wanted are left alone.',
})

export const envStoreKeptOther = defineProblem({
  code: 'soroban/env-store-kept-other',
  example: { store: 'vercel', variables: ['BOOKING_CONTRACT_ID'] },
  what: ({ store, variables }) => `The env store "${store}" took ${variables.join(', ')}, and holds another value of it afterwards.`,
  state: 'The contracts are deployed and proved. The store was written to.',
  remedy: 'Let check and command speak of the same place (environment, project, scope), then run again.',
})

export const envStoreDiffers = defineProblem({
  code: 'soroban/drift-env-store',
  example: { store: 'vercel', variable: 'BOOKING_CONTRACT_ID' },
  what: ({ store, variable }) => `${variable} in the env store "${store}" is not what fairlead.yml wants.`,
  state: 'Nothing was changed.',
  remedy: 'Look who changed it. A release brings it back to what fairlead.yml wants.',
})

export const envStoreTwice = defineProblem({
  code: 'soroban/env-store-twice',
  example: { store: 'vercel' },
  what: ({ store }) => `Two env stores are called "${store}".`,
  state: 'Nothing was signed or sent.',
  remedy: 'Give each its own name: plan, record and summary tell them apart by it.',
})
