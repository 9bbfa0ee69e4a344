import { expect, test } from '@jest/globals'
import { readOptions } from '../../../local/network/options.ts'
import { Problems } from '../../../src/core/problem.ts'

test('options are read in both forms', () => {
  expect(readOptions(['--port', '0', '--close=250ms', '--profile', 'mainnet', '--protocol', '27', '--json'])).toEqual({
    port: 0,
    close: 250,
    profile: 'mainnet',
    json: true,
    help: false,
  })
  expect(readOptions(['--close', 'instant'])).toMatchObject({ port: 8_000, close: 'instant' })
})

test('all that is wrong is told at once', () => {
  const words = [
    '--prot',
    '8000',
    '--port',
    '70000',
    '--close',
    '5',
    '--protocol',
    '28',
    '--profile',
    'futurenet',
    '--state',
    'x',
    '--host',
  ]
  const codes = (): string[] => {
    try {
      readOptions(words)
      return []
    } catch (error) {
      return error instanceof Problems ? error.problems.map(({ code, message }) => `${code} ${message}`) : []
    }
  }
  expect(codes()).toEqual([
    expect.stringContaining('network/unknown-option There is no option --prot; did you mean --port?'),
    expect.stringContaining('network/bad-option --port is "70000"'),
    expect.stringContaining('network/bad-option --close is "5"'),
    expect.stringContaining('network/bad-option --protocol is "28"'),
    expect.stringContaining('network/bad-option --profile is "futurenet"'),
    expect.stringContaining('network/state-not-kept'),
    expect.stringContaining('network/bad-option --host'),
  ])
})
