import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { setVariables, variableOf } from '../../../src/soroban/env/env-file.ts'

const id = 'CDMEGZ6L4HJM3FXUHV5KNVFXHH7H5J34CX7IP3TUKH4F6MYJSQIM7C7Y'

test('a variable that is there is replaced; comments and all other lines stay', () => {
  const text = '# ids of the contracts\nPORT=3001\nTOKEN_CONTRACT_ID=old   # was\n\nJWT_SECRET="a b"\n'
  expect(setVariables(text, { TOKEN_CONTRACT_ID: id })).toBe(
    `# ids of the contracts\nPORT=3001\nTOKEN_CONTRACT_ID=${id}\n\nJWT_SECRET="a b"\n`,
  )
})

test.each([
  ['an empty file', '', `A=1\nB=2\n`],
  ['a last line without its end', 'X=1', 'X=1\nA=1\nB=2\n'],
  ['Windows line ends', 'X=1\r\nA=0\r\n', 'X=1\r\nA=1\r\nB=2\r\n'],
  ['export and spaces', '  export A = 0\nB=0\n', '  export A =1\nB=2\n'],
  ['a variable that stands there twice', 'A=0\nB=0\nA=3\n', 'A=1\nB=2\nA=1\n'],
  ['a longer name', 'AA=0\nA_B=0\n#A=0\n', 'AA=0\nA_B=0\n#A=0\nA=1\nB=2\n'],
])('%s', (_, before, after) => {
  expect(setVariables(before, { A: '1', B: '2' })).toBe(after)
})

const line = fc.oneof(
  fc.stringMatching(/^[A-Z_]{1,8}=[^\r\n]{0,12}$/),
  fc.stringMatching(/^#[^\r\n]{0,12}$/),
  fc.constantFrom('', '   ', 'export TOKEN_CONTRACT_ID=x', 'TOKEN_CONTRACT_ID='),
)
const file = fc
  .tuple(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, closed]) => lines.join(end) + (closed ? end : ''))

test('rendering twice changes nothing more, and no other line is touched', () => {
  fc.assert(
    fc.property(file, (text) => {
      const once = setVariables(text, { TOKEN_CONTRACT_ID: id })
      expect(setVariables(once, { TOKEN_CONTRACT_ID: id })).toBe(once)
      const others = (of: string) => of.split(/\r?\n/).filter((one) => !/^(\s*export\s+)?TOKEN_CONTRACT_ID\s*=/.test(one))
      expect(others(once).join('|').startsWith(others(text).join('|').replace(/\|$/, ''))).toBe(true)
      const set = once.split(/\r?\n/).filter((one) => /^(\s*export\s+)?TOKEN_CONTRACT_ID\s*=/.test(one))
      expect(set.length).toBeGreaterThan(0)
      expect(set.every((one) => one.endsWith(`=${id}`))).toBe(true)
    }),
  )
})

test('the name of a contract becomes the name of a variable', () => {
  expect(variableOf('flight-registry')).toBe('FLIGHT_REGISTRY_CONTRACT_ID')
})
