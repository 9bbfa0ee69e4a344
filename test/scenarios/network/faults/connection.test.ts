import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { Operation } from '@stellar/stellar-sdk'
import type { FaultKind } from '../../../../local/network/faults.ts'
import { type Network, startNetwork } from '../../../../local/network/network.ts'
import { StellarClient } from '../../../support/stellar-client.ts'
import { type RawAnswer, rawCall, resultOf } from './raw-call.ts'

let network: Network
let client: StellarClient
beforeAll(async () => {
  network = await startNetwork({ idleClose: 3_600_000 })
  client = new StellarClient(network)
})
afterEach(() => network.heal())
afterAll(() => network.stop())

/** Sends a transaction of a new account with the fault in the way: what the client sees, and whether it was applied. */
async function send(kind: FaultKind, { patience = 60_000, milliseconds = 300 } = {}): Promise<RawAnswer & { applied: number }> {
  const key = await client.funded()
  const ready = await client.build(key, Operation.bumpSequence({ bumpTo: '0' }))
  ready.sign(key)
  const before = network.transactions.length
  network.fault(kind, { of: 'sendTransaction', milliseconds })
  const answer = await rawCall(network.rpcUrl, 'sendTransaction', { transaction: ready.toXDR() }, patience)
  return { ...answer, applied: network.transactions.length - before }
}

/** As the client sees it, and as the ledger has it. */
const cases: [FaultKind, Partial<RawAnswer> & { applied: number }][] = [
  ['refuse', { status: 0, text: '', ended: 'ECONNRESET', applied: 0 }],
  ['reset', { status: 0, text: '', ended: 'ECONNRESET', applied: 0 }],
  ['lose-answer', { status: 0, text: '', ended: 'ECONNRESET', applied: 1 }],
  ['429', { status: 429, text: '', ended: '', applied: 0 }],
  ['500', { status: 500, text: '', ended: '', applied: 0 }],
  ['502', { status: 502, text: '', ended: '', applied: 0 }],
  ['503', { status: 503, text: '', ended: '', applied: 0 }],
  ['504', { status: 504, text: '', ended: '', applied: 1 }],
  ['empty', { status: 200, text: '', ended: '', applied: 1 }],
]

test.each(cases)('%s', async (kind, wanted) => {
  expect(await send(kind)).toMatchObject(wanted)
})

test('429 says when to come again', async () => {
  expect((await send('429')).headers['retry-after']).toBe('1')
})

test('break-off: half of the answer, and a reset', async () => {
  const { status, text, ended, applied } = await send('break-off')
  expect({ status, ended, applied }).toEqual({ status: 200, ended: 'ECONNRESET', applied: 1 })
  expect(() => JSON.parse(text)).toThrow()
})

test('truncate: half of the answer, as if it were whole', async () => {
  const { status, text, ended, applied } = await send('truncate')
  expect({ status, ended, applied }).toEqual({ status: 200, ended: '', applied: 1 })
  expect(text).toMatch(/^\{"jsonrpc":"2\.0","id":7,"result":\{"status":"PENDING"/)
  expect(() => JSON.parse(text)).toThrow()
})

test('silence: the client waits as long as it likes', async () => {
  expect(await send('silence', { patience: 200 })).toMatchObject({ status: 0, text: '', ended: 'timeout', applied: 0 })
})

test('delay: the transaction is applied at once, and the answer does not come', async () => {
  const before = network.transactions.length
  const answer = send('delay', { milliseconds: 3_600_000 })
  while (network.transactions.length === before) await setTimeout(5)
  const known = network.transactions.at(-1)?.id ?? ''
  expect(resultOf(await rawCall(network.rpcUrl, 'getTransaction', { hash: known }))['status']).toBe('SUCCESS')
  const unanswered = Symbol('unanswered')
  expect(await Promise.race([answer, Promise.resolve(unanswered)])).toBe(unanswered)
})

test('delay and trickle: the answer comes whole in the end', async () => {
  for (const kind of ['delay', 'trickle'] as const) {
    const begun = performance.now()
    const { applied, text } = await send(kind)
    expect(performance.now() - begun).toBeGreaterThan(290)
    expect([applied, JSON.parse(text)]).toEqual([1, expect.objectContaining({ id: 7 })])
  }
})

test('html, wrong-type, duplicate-answer and other-id: 200 with something else', async () => {
  const html = await send('html')
  expect([html.status, html.headers['content-type'], html.applied]).toEqual([200, 'text/html', 0])
  expect(html.text).toContain('<html>')
  const typed = await send('wrong-type')
  expect([typed.headers['content-type'], resultOf(typed)['status'], typed.applied]).toEqual(['text/plain', 'PENDING', 1])
  const { text, applied } = await send('duplicate-answer')
  const half = text.slice(0, text.length / 2)
  expect([half + half, JSON.parse(half), applied]).toEqual([text, expect.objectContaining({ id: 7 }), 1])
  const other = await send('other-id')
  expect([JSON.parse(other.text), other.applied]).toEqual([expect.objectContaining({ id: 'of-another-call' }), 1])
})

test('unreachable: connections are refused for a while, then all is as before', async () => {
  const { sequence } = network.ledger
  network.fault('unreachable', { of: 'getHealth', milliseconds: 200 })
  expect(await rawCall(network.rpcUrl, 'getHealth')).toMatchObject({ status: 0, ended: 'ECONNRESET' })
  const seen = new Set<string>()
  let back: RawAnswer
  do {
    back = await rawCall(network.rpcUrl, 'getHealth')
    seen.add(back.ended)
  } while (back.ended !== '')

  expect([...seen]).toEqual(['ECONNREFUSED', ''])
  expect(resultOf(back)).toMatchObject({ status: 'healthy', latestLedger: sequence })
})

test('friendbot is struck, too', async () => {
  network.fault('502', { of: 'friendbot' })
  network.fault('html', { of: 'friendbot', nth: 2 })
  const ask = () => fetch(`${network.friendbotUrl}?addr=${network.root.address}`)
  expect((await ask()).status).toBe(502)
  expect((await ask()).headers.get('content-type')).toBe('text/html')
  expect((await ask()).status).toBe(400)
})
