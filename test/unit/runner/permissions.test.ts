import { expect, test } from '@jest/globals'
import { exceeding } from '../../../local/runner/permissions.ts'

test('a called job may ask for as much as its caller has, and less', () => {
  expect(exceeding({ contents: 'read' }, { contents: 'write' })).toBeNull()
  expect(exceeding({ contents: 'write' }, { contents: 'write' })).toBeNull()
  expect(exceeding({ checks: 'none' }, {})).toBeNull()
})

test('the scope that asks for more is named', () => {
  expect(exceeding({ contents: 'read', checks: 'write' }, { contents: 'write', checks: 'read' })).toBe('checks')
  expect(exceeding({ statuses: 'read' }, {})).toBe('statuses')
})
