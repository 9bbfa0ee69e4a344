import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { loadSdk, type Sdk } from '../../../../src/soroban/network/sdk.ts'
import { mapOf } from '../../../../src/soroban/spec/map.ts'
import { type ContractSpec, specOf } from '../../../../src/soroban/spec/spec.ts'
import { breakingKinds } from '../../../../src/soroban/upgrade/upgrade-finding.ts'
import { upgradeFindings } from '../../../../src/soroban/upgrade/upgrade-safety.ts'
import { contractMetaOf } from '../../../../src/soroban/wasm/contract-meta.ts'
import { contractFromText } from './contract-text.ts'
import { breakingPairs, type Pair, safePairs } from './corpus.ts'

let sdk: Sdk

beforeAll(async () => {
  sdk = await loadSdk()
})

function breaks(before: Uint8Array, after: Uint8Array, storage: Parameters<typeof upgradeFindings>[1] = []): string[] {
  const builds = { metaBefore: contractMetaOf(before, sdk), metaAfter: contractMetaOf(after, sdk), upgradeCall: 'upgrade' }
  const findings = upgradeFindings({ before: spec(before), after: spec(after), ...builds }, storage)
  return findings.flatMap((finding) => (finding.severity === 'breaking' ? [`${finding.kind} ${finding.name}`] : []))
}

function spec(wasm: Uint8Array): ContractSpec {
  const read = specOf(wasm, sdk)
  if (read === null) throw new TypeError('the contract has a spec')
  return read
}

const found = async ({ before, after }: Pair) => breaks(await contractFromText(before), await contractFromText(after))

describe('an upgrade that breaks is found, with the kind and the name', () => {
  test.each(breakingPairs)('$about', async (pair) => {
    expect(await found(pair)).toEqual(pair.breaks)
  })
})

describe('an upgrade that breaks nothing is let through', () => {
  test.each(safePairs)('$about', async (pair) => {
    expect(await found(pair)).toEqual([])
  })
})

test('the corpus has a pair for every kind, and is counted', async () => {
  const caught = await Promise.all(breakingPairs.map(async (pair) => (await found(pair)).length > 0))
  const alarms = await Promise.all(safePairs.map(async (pair) => (await found(pair)).length > 0))
  const counts = {
    breaking: caught.length,
    found: caught.filter(Boolean).length,
    safe: alarms.length,
    alarms: alarms.filter(Boolean).length,
  }
  process.stdout.write(
    `upgrade corpus: ${counts.found} of ${counts.breaking} breaking found, ${counts.alarms} of ${counts.safe} safe alarmed\n`,
  )
  expect(counts).toMatchObject({ found: counts.breaking, alarms: 0 })
  expect(counts.breaking).toBeGreaterThanOrEqual(40)
  expect(counts.safe).toBeGreaterThanOrEqual(20)
  const kinds = new Set(breakingPairs.flatMap((pair) => pair.breaks.map((one) => one.split(' ')[0])))
  // Stored values need a chain, or the storage of one: see below.
  expect(Object.keys(breakingKinds).filter((kind) => !kinds.has(kind))).toEqual(['stored-value-unreadable'])
})

describe('values that are stored', () => {
  const symbol = (text: string) => sdk.nativeToScVal(text, { type: 'symbol' })
  const stored = (value: Record<string, string | number>) => {
    const fields = Object.entries(value).map(([name, given]) => ({
      key: symbol(name),
      val: typeof given === 'string' ? symbol(given) : sdk.nativeToScVal(given, { type: 'u32' }),
    }))
    return [{ key: symbol('Config'), val: mapOf(fields, sdk) }]
  }
  const before = 'fn upgrade(hash: BytesN<32>)\nstruct Config { admin: Symbol, limit: u32 }'
  const findings = async (after: string, value: Record<string, string | number>) =>
    breaks(await contractFromText(before), await contractFromText(after), stored(value))

  test('one that the new type cannot read is told with its key', async () => {
    const after = before.replace('limit: u32', 'limit: u32, fee: u32')
    expect(await findings(after, { admin: 'alice', limit: 7 })).toEqual(['field-added Config.fee', 'stored-value-unreadable Config'])
  })

  test.each([
    ['a value that has the new form already', { admin: 'alice', limit: 7, fee: 3 }],
    ['a value of no type of the old code', { admin: 'alice' }],
  ])('%s is no finding of its own', async (_, value) => {
    expect(await findings(before.replace('limit: u32', 'limit: u32, fee: u32'), value)).toEqual(['field-added Config.fee'])
  })

  test('one that the new code still reads is none', async () => {
    expect(await findings(before.replace('u32', 'Option<u32>'), { admin: 'alice', limit: 7 })).toEqual([])
  })
})

describe('real contracts', () => {
  const traqora = (path: string) => readFileSync(`examples/traqora/${path}.wasm`)
  const booking = ['contracts/wasm/booking', 'upgrades/second/contracts/wasm/booking', 'upgrades/third/contracts/wasm/booking']

  test.each([
    [booking[0], booking[1]],
    [booking[1], booking[2]],
  ])('%s to %s is safe', (before, after) => {
    expect(breaks(traqora(before ?? ''), traqora(after ?? ''))).toEqual([])
  })

  test('back from the third is not: callers may know its seats', () => {
    expect(breaks(traqora(booking[2] ?? ''), traqora(booking[0] ?? ''))).toEqual([
      'function-removed seat',
      'function-removed choose_seat',
      'function-removed taken',
    ])
  })

  test('another contract in its place breaks what callers know', () => {
    expect(breaks(traqora('contracts/wasm/token'), traqora('contracts/wasm/loyalty'))).toEqual(
      expect.arrayContaining(['function-removed transfer', 'constructor-never-runs __constructor']),
    )
  })
})
