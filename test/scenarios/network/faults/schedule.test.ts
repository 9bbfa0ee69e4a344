import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { FaultSchedule } from '../../../../local/network/faults/effect.ts'
import { type FaultKind, faultKinds } from '../../../../local/network/faults.ts'
import { type Network, startNetwork } from '../../../../local/network/network.ts'
import { rawCall } from './raw-call.ts'

let network: Network
beforeEach(async () => {
  network = await startNetwork({ idleClose: 3_600_000 })
})
afterEach(() => network.stop())

const healthOf = async (times: number) => {
  const seen: number[] = []
  for (let call = 0; call < times; call += 1) seen.push((await rawCall(network.rpcUrl, 'getHealth')).status)
  return seen
}

test('nth and times: these calls of this method, and no others', async () => {
  network.fault('503', { of: 'getHealth', nth: 3, times: 2 })
  expect((await rawCall(network.rpcUrl, 'getNetwork')).status).toBe(200)
  expect(await healthOf(6)).toEqual([200, 200, 503, 503, 200, 200])
  expect([network.calls.get('getHealth'), network.calls.get('getNetwork')]).toEqual([6, 1])
})

test('any: whatever is called next', async () => {
  network.fault('502', { of: 'any', nth: 2 })
  const statuses = []
  for (const method of ['getHealth', 'getNetwork', 'getLatestLedger']) statuses.push((await rawCall(network.rpcUrl, method)).status)
  expect(statuses).toEqual([200, 502, 200])
})

test('a probability strikes the same calls for the same seed, others for another, and about as many as it says', async () => {
  const strikes = async (seed: number) => {
    network.heal()
    network.fault('500', { of: 'getHealth', probability: 0.3, seed })
    return (await healthOf(60)).map((status) => status === 500)
  }
  const first = await strikes(1)
  await rawCall(network.rpcUrl, 'getNetwork')
  expect(await strikes(1)).toEqual(first)
  expect(await strikes(2)).not.toEqual(first)
  // Known for this seed; with a fair chance it lies between 5 and 35 in all but one of ten million.
  expect(first.filter(Boolean).length).toBeGreaterThan(5)
  expect(first.filter(Boolean).length).toBeLessThan(35)
})

test('faults of one call come together: the network changes, the call is carried out otherwise, the answer is lost', async () => {
  network.fault('fee-surge', { of: 'getHealth', fee: 300 })
  network.fault('unhealthy', { of: 'getHealth' })
  network.fault('truncate', { of: 'getHealth' })
  const { text } = await rawCall(network.rpcUrl, 'getHealth')
  expect(text).toContain('"error":')
  expect(() => JSON.parse(text)).toThrow()
  expect(network.ledger.header.baseFee).toBe(300)
})

test('heal takes back what has not struck', async () => {
  network.fault('503', { of: 'getHealth', times: 5 })
  expect(await healthOf(2)).toEqual([503, 503])
  network.heal()
  expect(await healthOf(1)).toEqual([200])
})

test('a fault that could never strike is refused with the reason', () => {
  const cases: [FaultKind, FaultSchedule, string][] = [
    ['503', { of: 'getHealt' }, 'it cannot strike calls of getHealt; did you mean getHealth?'],
    ['forget', { of: 'getHealth' }, 'it cannot strike calls of getHealth'],
    ['lag', { of: 'friendbot' }, 'it cannot strike calls of friendbot'],
    ['lag', { of: 'any', ledgers: 4 }, 'a replica lags 0 to 3 ledgers'],
    ['evict', { of: 'any' }, 'it needs the key of an entry'],
    ['archive', { of: 'any', key: 'AAAAAA==' }, 'its key is none of contract data or code'],
    ['503', { of: 'any', nth: 0 }, '`nth` and `times` count from 1'],
    ['503', { of: 'any', probability: 0 }, 'a probability lies above 0'],
  ]
  for (const [kind, schedule, reason] of cases) {
    expect(() => network.fault(kind, schedule)).toThrow(
      expect.objectContaining({ code: 'network/bad-fault', message: expect.stringContaining(reason) }),
    )
  }
})

test('there are at least 25 kinds, and each of them is shown at work by a test beside this one', () => {
  expect(faultKinds.length).toBeGreaterThanOrEqual(25)
  const tests = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.ts') && name !== 'schedule.test.ts')
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n')
  expect(faultKinds.filter((kind) => !tests.includes(`'${kind}'`))).toEqual([])
})
