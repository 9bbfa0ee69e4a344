import { expect, test } from '@jest/globals'
import { readOptions } from '../../../local/network/replay/options.ts'
import { Problems } from '../../../src/core/problem.ts'

test('paths and options in any order', () => {
  expect(readOptions(['one.tar.xz', '--level', 'meta', 'two', '--json', '--only=abc', '--report', 'page.md'])).toEqual({
    paths: ['one.tar.xz', 'two'],
    level: 'meta',
    only: 'abc',
    json: true,
    report: 'page.md',
    help: false,
  })
})

test('without options: results of all scenarios', () => {
  expect(readOptions(['folder'])).toEqual({ paths: ['folder'], level: 'result', only: null, json: false, report: null, help: false })
})

const refusals: [words: string[], messages: string[]][] = [
  [[], ['the command line is not complete: it names no PATH']],
  [['folder', '--levle', 'meta'], ['--levle is not an option that there is; did you mean --level?']],
  [['folder', '--level', 'everything'], ['--level everything is not one of result, state, meta']],
  [['folder', '--level'], ['--level is not followed by a value']],
  [['folder', '--only', '--json'], ['--only is not followed by a value']],
  [['folder', '--json=yes'], ['--json=yes is not an option that there is; did you mean --json?']],
  [
    ['--level', 'x', '--quick'],
    [
      '--level x is not one of result, state, meta',
      '--quick is not an option that there is',
      'the command line is not complete: it names no PATH',
    ],
  ],
]

for (const [words, messages] of refusals) {
  test(`refused: ${words.join(' ') || 'no words'}`, () => {
    expect(messagesOf(words)).toEqual(messages)
  })
}

function messagesOf(words: readonly string[]): string[] {
  try {
    readOptions(words)
  } catch (error) {
    if (error instanceof Problems) return error.problems.map(({ message }) => message)
    throw error
  }
  return []
}
