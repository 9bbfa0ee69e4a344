import { expect, test } from '@jest/globals'
import { afterSend, judge } from '../../../src/soroban/engine/settlement.ts'

// The sent transaction has sequence number 8 and may be applied in ledgers below 112.
test.each([
  ['the hash is known and it succeeded', { found: 'SUCCESS', account: null }, 'applied'],
  ['the hash is known and it failed', { found: 'FAILED', account: { sequence: 8n, ledger: 105 } }, 'failed'],
  ['not found, and nothing else looked at', { found: null, account: null }, 'open'],
  ['the number is unused, its last ledger is still ahead', { found: null, account: { sequence: 7n, ledger: 111 } }, 'open'],
  ['the number is unused at a ledger it can no longer be in', { found: null, account: { sequence: 7n, ledger: 112 } }, 'never-applied'],
  ['the number is used and the hash is unknown', { found: null, account: { sequence: 8n, ledger: 105 } }, 'number-used'],
  ['the number is used, long after', { found: null, account: { sequence: 12n, ledger: 900 } }, 'number-used'],
] as const)('%s', (_, evidence, judgement) => {
  expect(judge({ ...evidence, sequence: 8n, maxLedger: 112 })).toBe(judgement)
})

// research/soroban-deploy.md section 3.6
test.each([
  ['PENDING', null, 'poll'],
  ['DUPLICATE', null, 'poll'],
  [null, null, 'send-again'],
  ['TRY_AGAIN_LATER', null, 'send-again'],
  ['ERROR', 'txBadSeq', 'send-again'],
  ['ERROR', 'txInsufficientFee', 'bid-more'],
  ['ERROR', 'txTooLate', 'send-again'],
  ['ERROR', 'txTooEarly', 'send-again'],
  ['ERROR', 'txSorobanInvalid', 'refused'],
  ['ERROR', 'txInsufficientBalance', 'refused'],
  ['ERROR', null, 'refused'],
])('after %s %s: %s', (status, result, next) => {
  expect(afterSend(status, result)).toBe(next)
})
