import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { contract } from '@stellar/stellar-sdk'
import { contractHashes } from '../../../scripts/contract-hashes.ts'

const example = resolve(import.meta.dirname, '../../../examples/traqora')
const base = join(example, 'contracts')
const second = join(example, 'upgrades/second/contracts')
const third = join(example, 'upgrades/third/contracts')

const names = ['airline', 'booking', 'flight-registry', 'governance', 'loyalty', 'refund', 'token']

test.each([
  ['the first release', [base]],
  ['the second', [base, second]],
  ['the third', [base, second, third]],
])('the committed wasm of %s is what its committed hashes say, built from these sources', (_release, layers) => {
  const committed = JSON.parse(readFileSync(join(layers.at(-1) ?? '', 'wasm/hashes.json'), 'utf8'))
  // A difference means: run `npm run build:contracts`.
  expect(contractHashes(layers)).toEqual(committed)
  expect(Object.keys(committed)).toEqual(names)
})

test('each release changes the booking contract, and nothing else', () => {
  const [first, next, last] = [contractHashes([base]), contractHashes([base, second]), contractHashes([base, second, third])]
  expect(new Set([first, next, last].map((hashes) => hashes['booking']?.wasm)).size).toBe(3)
  for (const name of names.filter((other) => other !== 'booking')) expect([next[name], last[name]]).toEqual([first[name], first[name]])
})

test('every contract can be administered, tells its parameters, and stays small', () => {
  for (const name of names) {
    const functions = functionsOf(join(base, 'wasm', `${name}.wasm`))
    expect(functions).toEqual(expect.arrayContaining(['admin', 'parameters', 'version', 'upgrade', 'pause', 'unpause', 'paused']))
    expect([name, functions.includes('__constructor')]).toEqual([name, name !== 'refund'])
    expect(contractHashes([base])[name]?.bytes).toBeLessThan(15_000)
  }
})

test('a later booking contract keeps every function of the one before it', () => {
  const [first, next, last] = [base, second, third].map((layer) => functionsOf(join(layer, 'wasm/booking.wasm')))
  expect(next).toEqual(expect.arrayContaining([...(first ?? []), 'seat', 'choose_seat']))
  expect(last).toEqual(expect.arrayContaining([...(next ?? []), 'taken']))
})

function functionsOf(wasm: string): string[] {
  return contract.Spec.fromWasm(readFileSync(wasm))
    .funcs()
    .map((entry) => entry.name.toString())
}
