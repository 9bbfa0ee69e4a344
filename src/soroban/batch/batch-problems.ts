import { defineProblem } from '../../core/problem.ts'

const nothingSent = 'Nothing was signed or sent.'

export const batchTooLarge = defineProblem({
  code: 'soroban/batch-too-large',
  example: { what: 'bytes of the transaction', needed: 141_300, most: 132_096 },
  what: ({ what, needed, most }) =>
    `The strategy atomic has one transaction for everything that is missing, and it is too large: ${needed} ${what}, and the network takes ${most}: ${needed - most} too many.`,
  state: nothingSent,
  remedy: 'Set contracts.strategy: waves, which takes two ledgers or more, or make the contracts smaller.',
})

export const batchDeployerForeign = defineProblem({
  code: 'soroban/batch-deployer-foreign',
  example: { id: 'CB44AMFN...', found: '557b80f9...', wanted: 'c7ccb8b4...' },
  what: ({ id, found, wanted }) => `At the id of the batch deployer, ${id}, runs ${found}, and it would have to be ${wanted}.`,
  state: nothingSent,
  remedy: 'Set contracts.strategy: waves. Find out who had the key of the deployer: nobody else can make a contract at this id.',
})
