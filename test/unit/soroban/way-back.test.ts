import { expect, test } from '@jest/globals'
import type { Entry } from '../../../src/record/entry.ts'
import { historyOf } from '../../../src/record/history.ts'
import { contractsBefore } from '../../../src/soroban/way-back.ts'

const begun = (release: string, contracts: object, kind: Entry['kind'] = 'begun') =>
  ({ release, kind, action: 'deploy-soroban-contracts', wayBack: { contracts } }) as unknown as Entry

test('the oldest entry of the release says what was before it', () => {
  const history = historyOf([
    begun('r-1', { token: { wasmHash: 'first' } }),
    begun('r-2', { token: { wasmHash: 'planned only' } }, 'planned'),
    begun('r-2', { token: { wasmHash: 'second' } }),
    begun('r-2', { token: { wasmHash: 'third' }, refund: { wasmHash: null } }),
  ])
  expect(contractsBefore(history, 'r-2')).toEqual({ token: { wasmHash: 'second' }, refund: { wasmHash: null } })
  expect(contractsBefore(history, 'r-3')).toEqual({})
})
