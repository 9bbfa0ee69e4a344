import { expect, test } from '@jest/globals'
import { readOptions } from '../../../local/network/options.ts'
import { Problems } from '../../../src/core/problem.ts'

test('options are read in both forms', () => {
  expect(readOptions(['--port', '0', '--close=250ms', '--profile', 'mainnet', '--protocol', '28', '--json'])).toEqual({
    port: 0,
    close: 250,
    profile: 'mainnet',
    protocol: 28,
    json: true,
    help: false,
    refresh: null,
  })
  expect(readOptions(['--close', 'instant'])).toMatchObject({ port: 8_000, close: 'instant' })
})

test('all that is wrong is told at once', () => {
  const words = [
    ...['--prot', '8000', '--port', '70000', '--close', '5', '--protocol', '26', '--profile', 'futurenet'],
    ...['--import', 'nowhere.json', '--rpc', 'nowhere', '--refresh-profile', 'test.json', '--host'],
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
    expect.stringContaining('network/bad-option --protocol is "26", but must be 27 or 28'),
    expect.stringContaining('network/bad-option --profile is "futurenet"'),
    expect.stringContaining('network/bad-option --import is "nowhere.json"'),
    expect.stringContaining('network/bad-option --rpc is "nowhere"'),
    expect.stringContaining('network/bad-option --host'),
    expect.stringContaining('network/bad-option --rpc is "", but must be there beside --refresh-profile'),
  ])
})

test('a refresh names a profile and the network to read it from', () => {
  const words = ['--refresh-profile', 'testnet', '--rpc', 'https://rpc.example']
  expect(readOptions(words).refresh).toEqual({ profile: 'testnet', rpcUrl: 'https://rpc.example' })
  expect(() => readOptions(['--rpc', 'https://rpc.example'])).toThrow('left out without --refresh-profile')
})
