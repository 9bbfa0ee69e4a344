import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Network, startNetwork } from '../../../local/network/network.ts'

let network: Network
beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network.stop())

async function post(body: string, headers: Record<string, string> = { 'content-type': 'application/json' }): Promise<Response> {
  return await fetch(network.rpcUrl, { method: 'POST', headers, body })
}

async function call(method: string, params?: unknown): Promise<unknown> {
  return await (await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))).json()
}

const error = (code: number, message: unknown = expect.any(String)) =>
  expect.objectContaining({ error: expect.objectContaining({ code, message }) })

test('what is no JSON-RPC is told so', async () => {
  const bodies: [string, number][] = [
    ['', -32700],
    ['{', -32700],
    ['"text"', -32600],
    ['[]', -32600],
    ['{"jsonrpc":"1.0","id":1,"method":"getHealth"}', -32600],
    ['{"jsonrpc":"2.0","id":1}', -32600],
    ['{"jsonrpc":"2.0","id":{},"method":"getHealth"}', -32600],
    ['{"jsonrpc":"2.0","id":1,"method":"getHealth","params":[1]}', -32602],
  ]
  for (const [body, code] of bodies) expect(await (await post(body)).json()).toEqual(error(code))
  expect(await call('getPeers')).toEqual(error(-32601))
})

test('a batch has its answers in order, and a notification has none', async () => {
  const batch = [
    { jsonrpc: '2.0', id: 7, method: 'getNetwork' },
    { jsonrpc: '2.0', method: 'getHealth' },
    { jsonrpc: '2.0', id: 'x', method: 'nothing' },
  ]
  const answers = (await (await post(JSON.stringify(batch))).json()) as { id: unknown }[]
  expect(answers.map(({ id }) => id)).toEqual([7, 'x'])
})

test('HTTP itself is checked: method, type and size', async () => {
  expect((await fetch(network.rpcUrl)).status).toBe(405)
  expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(415)
  expect((await post(`{"x":"${'a'.repeat(600_000)}"}`)).status).toBe(413)
})

test('parameters are checked with the words of stellar-rpc', async () => {
  const cases: [string, unknown, unknown][] = [
    ['sendTransaction', { transaction: 'AAAA' }, 'invalid_xdr'],
    ['sendTransaction', { transaction: 'not base64!' }, 'invalid_xdr'],
    ['sendTransaction', {}, 'invalid_xdr'],
    ['sendTransaction', { transaction: 5 }, 'invalid parameters'],
    ['getTransaction', { hash: 'ab' }, 'unexpected hash length (2)'],
    ['getTransaction', { hash: 'z'.repeat(64) }, expect.stringContaining('incorrect hash')],
    ['getTransaction', { hash: '0'.repeat(64), xdrFormat: 'yaml' }, expect.stringContaining('xdrFormat')],
    ['getLedgerEntries', { keys: ['AAAA'] }, 'cannot unmarshal key value AAAA at index 0'],
    ['getLedgerEntries', { keys: [null] }, expect.stringContaining('at index 0')],
    ['getLedgerEntries', { keys: Array(201).fill('AAAA') }, 'key count (201) exceeds maximum supported (200)'],
    ['getLedgerEntries', { keys: [`AAAACQ${'A'.repeat(42)}`] }, expect.stringMatching(/unmarshal|ttl/)],
    ['getEvents', { startLedger: 0 }, expect.stringContaining('startLedger must be within the ledger range')],
    ['getEvents', { startLedger: 2, filters: Array(6).fill({}) }, 'maximum 5 filters per request'],
    ['getEvents', { startLedger: 2, pagination: { limit: 10_001 } }, 'limit must not exceed 10000'],
    ['getEvents', { pagination: { cursor: 'x' } }, 'invalid event id: x'],
    ['getTransactions', { startLedger: 1_000_000 }, expect.stringContaining('start ledger must be between')],
    ['getLedgers', { startLedger: 2, pagination: { limit: 201 } }, 'limit must not exceed 200'],
  ]
  for (const [method, params, message] of cases) expect([method, await call(method, params)]).toEqual([method, error(-32602, message)])
  expect(await call('simulateTransaction', { transaction: 'AAAA' })).toMatchObject({ result: { error: 'Could not unmarshal transaction' } })
})

test('friendbot wants an address, and gives once', async () => {
  for (const address of ['', 'GABC', network.root.secret]) {
    expect((await fetch(`${network.friendbotUrl}?addr=${address}`)).status).toBe(400)
  }
  const again = await fetch(`${network.friendbotUrl}?addr=${network.root.address}`)
  expect([again.status, await again.json()]).toEqual([400, expect.objectContaining({ detail: 'createAccountAlreadyExist' })])
})

test('a thousand mutated requests leave the network as it was', async () => {
  const seed = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'simulateTransaction',
    params: { transaction: 'AAAAAgAAAAA=', authMode: 'record' },
  })
  let state = 12_345
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state % below
  }
  for (let round = 0; round < 1_000; round += 1) {
    const bytes = Buffer.from(seed)
    for (let change = 0; change <= random(4); change += 1) bytes[random(bytes.length)] = random(256)
    const cut = random(10) === 0 ? random(bytes.length) : bytes.length
    const response = await fetch(network.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: bytes.subarray(0, cut),
    })
    await response.arrayBuffer()
    expect([200, 204]).toContain(response.status)
  }
  expect(await call('getHealth')).toMatchObject({ result: { status: 'healthy' } })
})

test('a connection that breaks off in the middle of a request harms nobody', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(network.port, '127.0.0.1', () => {
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"json')
      socket.destroy()
    })
    socket.on('close', () => resolve())
  })
  expect(await call('getHealth')).toMatchObject({ result: { status: 'healthy' } })
})
