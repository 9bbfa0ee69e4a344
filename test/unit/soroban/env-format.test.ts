import { parseEnv } from 'node:util'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { setVariables } from '../../../src/soroban/env/env-file.ts'
import { formatOf, withVariables } from '../../../src/soroban/env/env-format.ts'

const id = 'CDMEGZ6L4HJM3FXUHV5KNVFXHH7H5J34CX7IP3TUKH4F6MYJSQIM7C7Y'

test.each([
  ['packages/backend/.env', 'dotenv'],
  ['config/contracts.json', 'json'],
  ['values.yaml', 'yaml'],
  ['values.yml', 'yaml'],
])('%s is %s', (path, format) => {
  expect(formatOf(path)).toBe(format)
})

const files: readonly [about: string, format: 'json' | 'yaml', before: string, after: string][] = [
  ['an empty JSON file', 'json', '', `{\n  "TOKEN": "${id}"\n}\n`],
  ['JSON with four spaces', 'json', '{\n    "port": 3001,\n    "TOKEN": "old"\n}\n', `{\n    "port": 3001,\n    "TOKEN": "${id}"\n}\n`],
  ['JSON that is right, on one line', 'json', `{"TOKEN":"${id}","port":3001}`, `{"TOKEN":"${id}","port":3001}`],
  ['an empty YAML file', 'yaml', '', `TOKEN: ${id}\n`],
  ['YAML with comments', 'yaml', '# ids\nport: 3001 # http\nTOKEN: old # token\n', `# ids\nport: 3001 # http\nTOKEN: ${id} # token\n`],
  ['YAML that is right, in a form of its own', 'yaml', `TOKEN:   "${id}"`, `TOKEN:   "${id}"`],
]

test.each(files)('%s', (_, format, before, after) => {
  const once = withVariables(before, { TOKEN: id }, format)
  expect(once).toEqual({ text: after })
  expect(withVariables(after, { TOKEN: id }, format)).toEqual({ text: after })
})

test.each([
  ['json', '{ "a": ', 'it is not JSON'],
  ['json', '[1]', 'it is not an object'],
  ['yaml', '- 1\n', 'it is not a map'],
  ['yaml', 'a: [1\n', 'it is not YAML'],
] as const)('%s: %p is refused', (format, text, reason) => {
  expect(withVariables(text, { TOKEN: id }, format)).toEqual({ reason: expect.stringContaining(reason) })
})

const values = ['plain', 'two words', 'a # b', 'costs $HOME', 'say "x"', "it's", 'back\\slash', 'true', '0x10', '', 'two\nlines']

test.each(values)('%p is read back as it was given, by readers of each format', (value) => {
  const text = (format: 'json' | 'yaml') => {
    const result = withVariables('', { V: value }, format)
    return 'text' in result ? result.text : ''
  }
  expect(JSON.parse(text('json'))).toEqual({ V: value })
  expect(parse(text('yaml'))).toEqual({ V: value })
  expect(parseEnv(setVariables('', { V: value }))).toEqual({ V: value })
})
