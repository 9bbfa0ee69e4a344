import { expect, test } from '@jest/globals'
import { parseCommandFile, parsePathFile } from '../../../local/runner/command-files.ts'

test.each([
  ['name=value', [['name', 'value']]],
  ['name=a=b<<c', [['name', 'a=b<<c']]],
  ['name=', [['name', '']]],
  [
    'one=1\r\n\r\ntwo=2\n',
    [
      ['one', '1'],
      ['two', '2'],
    ],
  ],
  [
    'text<<END\nfirst\n\nname=inside\nEND\nlast=x',
    [
      ['text', 'first\n\nname=inside'],
      ['last', 'x'],
    ],
  ],
  ['empty<<END\nEND', [['empty', '']]],
  ['twice=1\ntwice=2', [['twice', '2']]],
])('%j holds %j', (content, pairs) => {
  expect([...parseCommandFile(content)]).toEqual(pairs)
})

test.each([
  ['no sign at all', "Invalid format 'no sign at all'"],
  ['=value', "Invalid format '=value'. Name must not be empty"],
  ['text<<END\nnever closed', "Invalid value. Matching delimiter not found 'END'"],
])('%j is refused', (content, message) => {
  expect(() => parseCommandFile(content)).toThrow(message)
})

test('the path written last comes first', () => {
  expect(parsePathFile('/one\n\n/two\n')).toEqual(['/two', '/one'])
})
