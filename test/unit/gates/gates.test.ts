import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type CommitCheck, requiredStates } from '../../../src/gates/checks.ts'
import { brokenDemand, dotenvTraps } from '../../../src/gates/env.ts'
import { coveragePercent, readLcov } from '../../../src/gates/lcov.ts'

const check = (change: Partial<CommitCheck>): CommitCheck => ({
  name: 'lint',
  app: 'github-actions',
  state: 'success',
  suite: 1,
  id: 1,
  ...change,
})

test.each<[string, CommitCheck[], string]>([
  ['green', [check({})], 'success'],
  ['missing', [], 'missing'],
  ['pending', [check({ state: 'pending' })], 'pending'],
  ['skipped', [check({ state: 'skipped' })], 'skipped'],
  ['neutral', [check({ state: 'neutral' })], 'neutral'],
  ['stale', [check({ state: 'stale' })], 'stale'],
  ['red, then green by a re-run', [check({ state: 'failure' }), check({ id: 2, suite: 2 })], 'success'],
  ['green, then red by a re-run', [check({}), check({ id: 2, suite: 2, state: 'failure' })], 'failure'],
  ['green of one app, red of another', [check({}), check({ id: 2, app: 'other', state: 'failure' })], 'failure'],
  ['a green status', [check({ app: null, suite: null })], 'success'],
])('a required check that is %s is told as it is', (_, checks, state) => {
  expect(requiredStates({ required: ['lint'] }, { checks, own: null })).toEqual([{ name: 'lint', state }])
})

test('a check of the run that asks does not count, neither for it nor against it', () => {
  expect(requiredStates({ required: ['lint'] }, { checks: [check({ suite: 7 })], own: 7 })).toEqual([{ name: 'lint', state: 'missing' }])
  const checks = [check({}), check({ suite: 7, id: 9, state: 'pending' })]
  expect(requiredStates({ required: ['lint'] }, { checks, own: 7 })).toEqual([{ name: 'lint', state: 'success' }])
})

test('with a pinned app, a status or a check of another app counts as missing', () => {
  const checks = [check({ app: null, suite: null }), check({ app: 'other' })]
  expect(requiredStates({ required: ['lint'], app: 'github-actions' }, { checks, own: null })).toEqual([{ name: 'lint', state: 'missing' }])
})

const lcov = 'TN:\nSF:src/a.ts\nDA:1,1\nDA:2,0\nend_of_record\nSF:src/b.ts\nDA:1,3\nend_of_record\nSF:src/a.ts\nDA:2,4\nend_of_record\n'

test('lcov: a line is covered where any record ran it', () => {
  expect(readLcov(lcov)).toEqual([
    { file: 'src/a.ts', lines: 2, covered: 2 },
    { file: 'src/b.ts', lines: 1, covered: 1 },
  ])
})

test.each(['', 'TN:\n', 'SF:src/a.ts\nDA:1,1\n', 'DA:1,1\nend_of_record\n', 'SF:a\nDA:x,1\nend_of_record\n'])(
  'lcov: %j is not a complete report',
  (text) => {
    expect(readLcov(text)).toBeNull()
  },
)

test('lcov property: a report cut before its last end_of_record is never read as whole', () => {
  fc.assert(
    fc.property(fc.integer({ min: 'TN:\nSF:src/a.ts'.length, max: lcov.length - 'end_of_record\n'.length }), (length) => {
      const cut = lcov.slice(0, length)
      const read = readLcov(cut)
      return read === null || cut.trimEnd().endsWith('end_of_record')
    }),
  )
})

test('no lines are not a percentage', () => {
  expect(coveragePercent([])).toBeNaN()
  expect(coveragePercent([{ file: 'a', lines: 0, covered: 0 }])).toBeNaN()
})

test.each<[Parameters<typeof brokenDemand>[1], string | undefined, string[]]>([
  ['required', undefined, ['X is missing']],
  ['required', '  ', ['X is missing']],
  ['required', 'x', []],
  ['contract-id', `C${'A'.repeat(55)}`, []],
  ['contract-id', `0x${'a'.repeat(40)}`, ['X is not a contract id (C...)']],
  ['address', `C${'A'.repeat(55)}`, ['X is not an address (G...)']],
  ['url', 'https://rpc.example', []],
  ['url', 'rpc.example', ['X is not an http(s) URL']],
  [{ length: '>= 32' }, 'short', ['X must have >= 32 characters']],
  [{ length: '>= 32' }, 'x'.repeat(32), []],
  [{ pattern: '[a-z]+' }, 'abc1', ['X does not match [a-z]+']],
  [{ 'one-of': ['production', 'staging'] }, 'prod', ['X is none of production, staging']],
])('demand %j of %j', (wanted, value, broken) => {
  expect(brokenDemand('X', wanted, value)).toEqual(broken)
})

test('what parsers of dotenv files read differently is told by line or name, never by value', () => {
  expect(dotenvTraps('# fine\nA=1\nexport B="x#y"\nG\nH=2\n')).toEqual(['line 4 is no NAME=value'])
  expect(dotenvTraps('PASSWORD=p@ss#word\n')).toEqual(['PASSWORD on line 1 holds an unquoted # and is cut by some parsers'])
  expect(dotenvTraps('A=1 # a comment\n')).toEqual([])
})
