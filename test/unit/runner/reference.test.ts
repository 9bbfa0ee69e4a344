import { expect, test } from '@jest/globals'
import { parseReference } from '../../../local/runner/reference.ts'

test.each([
  ['./actions/greet', { kind: 'workspace', path: 'actions/greet' }],
  ['./', { kind: 'workspace', path: '' }],
  ['$/actions/greet', { kind: 'self', path: 'actions/greet' }],
  ['$/', { kind: 'self', path: '' }],
  ['fairlead/fairlead@v1', { kind: 'remote', repository: 'fairlead/fairlead', path: '', ref: 'v1' }],
  [
    'fairlead/fairlead/actions/rollback@0123abc',
    { kind: 'remote', repository: 'fairlead/fairlead', path: 'actions/rollback', ref: '0123abc' },
  ],
  [
    'o/n/.github/workflows/x.yml@refs/heads/main',
    { kind: 'remote', repository: 'o/n', path: '.github/workflows/x.yml', ref: 'refs/heads/main' },
  ],
])('%s', (text, reference) => {
  expect(parseReference(text)).toEqual(reference)
})

test.each(['fairlead/fairlead', '$/actions/greet@v1', 'docker://alpine:3', 'fairlead@v1', ''])(
  '%j names nothing this runner has',
  (text) => {
    expect(parseReference(text)).toEqual({ kind: 'unknown' })
  },
)
