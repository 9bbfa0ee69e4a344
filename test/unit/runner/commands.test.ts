import { expect, test } from '@jest/globals'
import { parseCommand } from '../../../local/runner/commands.ts'

test.each([
  ['::error::it broke', { name: 'error', properties: {}, message: 'it broke' }],
  [
    '  ::warning file=a.ts,line=3,title=A%2C b%3A c::x%0Ay %25',
    { name: 'warning', properties: { file: 'a.ts', line: '3', title: 'A, b: c' }, message: 'x\ny %' },
  ],
  ['::add-mask::a::b', { name: 'add-mask', properties: {}, message: 'a::b' }],
  ['::error::%250A', { name: 'error', properties: {}, message: '%0A' }],
])('%j is a command', (line, command) => {
  expect(parseCommand(line)).toEqual(command)
})

test.each(['plain text', 'text ::error::not at the start', '::error without an end', ''])('%j is plain text', (line) => {
  expect(parseCommand(line)).toBeNull()
})
