import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Asset, Keypair, Memo, Operation, TransactionBuilder } from '@stellar/stellar-sdk'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { StellarClient } from '../../support/stellar-client.ts'

let network: Network
beforeAll(async () => {
  // No ledger closes by itself, so that ranges stay what the tables say.
  network = await startNetwork({ close: 3_600_000 })
})
afterAll(() => network.stop())

const json = { 'content-type': 'application/json' }

async function post(body: string, headers: Record<string, string> = json): Promise<Response> {
  return await fetch(network.rpcUrl, { method: 'POST', headers, body })
}

async function call(method: string, params?: unknown): Promise<unknown> {
  return await (await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))).json()
}

/** Codes and words of the library that stellar-rpc reads requests with (creachadair/jrpc2: json.go, error.go). */
const notJsonRpc: [body: string, status: number, id: unknown, code: number, message: string][] = [
  ['', 500, null, -32700, 'invalid request value'],
  ['{', 500, null, -32700, 'invalid request value'],
  ['{"jsonrpc":"2.0","id":1,"method":"getHealth"} x', 500, null, -32700, 'invalid request value'],
  ['"text"', 200, null, -32700, 'request is not a JSON object'],
  ['7', 200, null, -32700, 'request is not a JSON object'],
  ['null', 200, null, -32600, 'invalid version marker'],
  ['{}', 200, null, -32600, 'invalid version marker'],
  ['{"jsonrpc":"1.0","id":1,"method":"getHealth"}', 200, 1, -32600, 'invalid version marker'],
  ['{"jsonrpc":2,"id":1,"method":"getHealth"}', 200, 1, -32700, 'invalid version key'],
  ['{"jsonrpc":"2.0","id":1}', 200, 1, -32600, 'empty method name'],
  ['{"jsonrpc":"2.0","id":1,"method":""}', 200, 1, -32600, 'empty method name'],
  ['{"jsonrpc":"2.0","id":1,"method":7}', 200, 1, -32700, 'invalid method name'],
  ['{"jsonrpc":"2.0","id":{},"method":"getHealth"}', 200, null, -32600, 'invalid request ID'],
  ['{"jsonrpc":"2.0","id":"a","method":"getHealth","params":7}', 200, 'a', -32600, 'parameters must be array or object'],
  ['{"jsonrpc":"2.0","id":1,"method":"getHealth","params":[1]}', 200, 1, -32602, 'invalid parameters'],
  ['{"jsonrpc":"2.0","id":1,"method":"getHealth","result":1}', 200, 1, -32600, 'mixed request and reply fields'],
  ['{"jsonrpc":"2.0","id":1,"method":"getHealth","more":1}', 200, 1, -32600, 'extra fields in request'],
  ['{"jsonrpc":"2.0","id":1,"method":"getPeers"}', 200, 1, -32601, 'method not found'],
  ['{"jsonrpc":"2.0","id":1,"method":"rpc.serverInfo"}', 200, 1, -32601, 'method not found'],
]

test.each(notJsonRpc)('%s is answered with status %i, id %p and error %i: %s', async (body, status, id, code, message) => {
  const response = await post(body)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id, error: { code, message } })
})

test('a batch has its answers in order, what is no request first; a notification has none', async () => {
  const batch = [
    { jsonrpc: '2.0', id: 7, method: 'getNetwork' },
    { jsonrpc: '2.0', method: 'getHealth' },
    { jsonrpc: '2.0', id: null, method: 'getHealth' },
    { jsonrpc: '2.0', id: 'x', method: 'nothing' },
    { jsonrpc: '1.0', id: 'old', method: 'getHealth' },
  ]
  const answers = (await (await post(JSON.stringify(batch))).json()) as { id: unknown }[]
  expect(answers.map(({ id }) => id)).toEqual(['old', 7, 'x'])
  const silent = await post(JSON.stringify({ jsonrpc: '2.0', method: 'getHealth' }))
  expect([silent.status, await silent.text()]).toEqual([204, ''])
  expect((await post('[]')).status).toBe(204)
})

test('HTTP itself is checked: method, type, charset and size', async () => {
  const get = await fetch(network.rpcUrl)
  expect([get.status, get.headers.get('accept-post'), await get.text()]).toEqual([405, 'application/json', ''])
  const plain = await post('{}', { 'content-type': 'text/plain' })
  expect([plain.status, await plain.text()]).toEqual([415, 'content-type must be application/json\n'])
  const latin = await post('{}', { 'content-type': 'application/json; charset=latin1' })
  expect([latin.status, await latin.text()]).toEqual([415, 'invalid content-type charset\n'])
  const request = '{"jsonrpc":"2.0","id":1,"method":"getNetwork"}'
  expect((await post(request, { 'content-type': 'Application/JSON;charset="utf-8"' })).status).toBe(200)
  // 512 KiB are read, not one byte more.
  const padded = (length: number) => request.padEnd(length, ' ')
  expect(await (await post(padded(524_288))).json()).toMatchObject({ result: { passphrase: network.passphrase } })
  const large = await post(padded(524_289))
  expect([large.status, await large.json()]).toEqual([500, expect.objectContaining({ id: null, error: expect.objectContaining(tooLarge) })])
})

const tooLarge = { code: -32600, message: 'http: request body too large' }

test('pages of any origin may ask', async () => {
  const asked = { origin: 'http://app.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
  const permitted = await fetch(network.rpcUrl, { method: 'OPTIONS', headers: asked })
  const allowed = ['allow-origin', 'allow-methods', 'allow-headers'].map((name) => permitted.headers.get(`access-control-${name}`))
  expect([permitted.status, ...allowed]).toEqual([204, 'http://app.example', 'POST', 'content-type'])
  const answer = await post('{"jsonrpc":"2.0","id":1,"method":"getHealth"}', { ...json, origin: 'http://app.example' })
  expect(answer.headers.get('access-control-allow-origin')).toBe('http://app.example')
})

const hash = '0'.repeat(64)
const format = "got 'yaml': expected base64, json for optional 'xdrFormat'"
const contract = 'CCVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVKUD2U'
const events = (filter: unknown) => ({ startLedger: 2, filters: [filter] })

/** Codes and words of stellar-rpc 28: methods/*.go, and protocols/rpc of go-stellar-sdk. */
const badParameters: [method: string, params: unknown, code: number, message: string][] = [
  ['sendTransaction', { transaction: 'AAAA' }, -32602, 'invalid_xdr'],
  ['sendTransaction', { transaction: 'not base64!' }, -32602, 'invalid_xdr'],
  ['sendTransaction', {}, -32602, 'invalid_xdr'],
  ['sendTransaction', { transaction: 5 }, -32602, 'invalid parameters'],
  ['sendTransaction', { transaction: 'AAAA', xdrFormat: 'yaml' }, -32602, format],
  ['getTransaction', { hash: 'ab' }, -32602, 'unexpected hash length (2)'],
  ['getTransaction', {}, -32602, 'unexpected hash length (0)'],
  ['getTransaction', { hash: 'z'.repeat(64) }, -32602, "incorrect hash: encoding/hex: invalid byte: U+007A 'z'"],
  ['getTransaction', { hash: `${hash}0` }, -32602, 'incorrect hash: encoding/hex: odd length hex string'],
  ['getTransaction', { hash, xdrFormat: 'yaml' }, -32602, format],
  ['getTransaction', { hash: [hash] }, -32602, 'invalid parameters'],
  ['getLedgerEntries', { keys: ['AAAA'] }, -32602, 'cannot unmarshal key value AAAA at index 0'],
  ['getLedgerEntries', { keys: [null] }, -32602, 'cannot unmarshal key value  at index 0'],
  ['getLedgerEntries', { keys: 'AAAA' }, -32602, 'invalid parameters'],
  ['getLedgerEntries', { keys: [7] }, -32602, 'invalid parameters'],
  ['getLedgerEntries', { keys: Array(201).fill('AAAA') }, -32602, 'key count (201) exceeds maximum supported (200)'],
  ['getLedgerEntries', { keys: [`AAAACQ${'A'.repeat(42)}`] }, -32602, 'ledger ttl entries cannot be queried directly'],
  ['getLedgerEntries', { keys: [], xdrFormat: 'yaml' }, -32602, format],
  ['getEvents', {}, -32602, 'startLedger must be positive'],
  ['getEvents', { startLedger: 1.5 }, -32602, 'invalid parameters'],
  ['getEvents', { startLedger: -1 }, -32602, 'invalid parameters'],
  ['getEvents', { startLedger: 4_294_967_296 }, -32602, 'invalid parameters'],
  ['getEvents', { startLedger: 1 }, -32600, 'startLedger must be within the ledger range: 2 - 2'],
  ['getEvents', { startLedger: 9 }, -32600, 'startLedger must be within the ledger range: 2 - 2'],
  ['getEvents', { startLedger: 2, xdrFormat: 'yaml' }, -32602, format],
  ['getEvents', { startLedger: 2, filters: Array(6).fill({}) }, -32602, 'maximum 5 filters per request'],
  ['getEvents', { startLedger: 2, pagination: { limit: 10_001 } }, -32602, 'limit must not exceed 10000'],
  ['getEvents', { pagination: { cursor: 'x' } }, -32602, 'invalid parameters'],
  ['getEvents', { pagination: { cursor: '1-x' } }, -32602, 'invalid parameters'],
  ['getEvents', { startLedger: 2, pagination: { cursor: '8589934592-0' } }, -32602, 'ledger ranges and cursor cannot both be set'],
  ['getEvents', { endLedger: 2, pagination: { cursor: '8589934592-0' } }, -32602, 'ledger ranges and cursor cannot both be set'],
  ['getEvents', { pagination: { cursor: '1-0' } }, -32600, 'startLedger must be within the ledger range: 2 - 2'],
  [
    'getEvents',
    events({ type: 'diagnostic' }),
    -32602,
    "filter 1 invalid: filter type invalid: if set, type must be either 'system' or 'contract'",
  ],
  ['getEvents', events({ contractIds: Array(6).fill(contract) }), -32602, 'filter 1 invalid: maximum 5 contract IDs per filter'],
  ['getEvents', events({ contractIds: [contract, 'a'] }), -32602, 'filter 1 invalid: contract ID 2 invalid'],
  ['getEvents', events({ topics: Array(6).fill(['*']) }), -32602, 'filter 1 invalid: maximum 5 topics per filter'],
  ['getEvents', events({ topics: [[]] }), -32602, 'filter 1 invalid: topic 1 invalid: topic must have at least 1 segment'],
  [
    'getEvents',
    events({ topics: [Array(5).fill('*')] }),
    -32602,
    'filter 1 invalid: topic 1 invalid: topic cannot have more than 4 segments',
  ],
  [
    'getEvents',
    events({ topics: [['*', '**', '*']] }),
    -32602,
    "filter 1 invalid: topic 1 invalid: segment 2 invalid: wildcard '**' is only allowed as the last segment",
  ],
  ['getEvents', events({ topics: [['AAAA']] }), -32602, 'invalid parameters'],
  ['getEvents', events('all'), -32602, 'invalid parameters'],
  [
    'getTransactions',
    { startLedger: 1_000_000 },
    -32600,
    'start ledger (1000000) must be between the oldest ledger: 2 and the latest ledger: 2 for this rpc instance',
  ],
  ['getTransactions', { startLedger: 2, pagination: { limit: 201 } }, -32600, 'limit must not exceed 200'],
  ['getTransactions', { startLedger: 2, pagination: { cursor: '8589934592' } }, -32600, 'startLedger and cursor cannot both be set'],
  ['getTransactions', { startLedger: 2, xdrFormat: 'yaml' }, -32600, format],
  ['getTransactions', { pagination: { cursor: 'abc' } }, -32602, 'strconv.ParseInt: parsing "abc": invalid syntax'],
  [
    'getTransactions',
    { pagination: { cursor: '9223372036854775808' } },
    -32602,
    'strconv.ParseInt: parsing "9223372036854775808": value out of range',
  ],
  ['getTransactions', { pagination: { cursor: '-5' } }, -32602, 'cursor ledger sequence cannot be negative'],
  ['getTransactions', { pagination: { cursor: '5' } }, -32602, 'database does not contain metadata for ledger: 0'],
  ['getTransactions', { pagination: [] }, -32602, 'invalid parameters'],
  ['getLedgers', { startLedger: 2, pagination: { limit: 201 } }, -32600, 'limit must not exceed 200'],
  ['getLedgers', { pagination: { cursor: 'x' } }, -32602, 'strconv.ParseUint: parsing "x": invalid syntax'],
  [
    'getLedgers',
    { pagination: { cursor: '15' } },
    -32602,
    "cursor ('15') must be between the oldest ledger: 2 and the latest ledger: 2 for this rpc instance",
  ],
  ['simulateTransaction', { transaction: 7 }, -32602, 'invalid parameters'],
  ['simulateTransaction', { transaction: '', useUpgradedAuth: 'yes' }, -32602, 'invalid parameters'],
  ['simulateTransaction', { transaction: '', resourceConfig: { instructionLeeway: -1 } }, -32602, 'invalid parameters'],
]

test.each(badParameters)('%s with %j is refused with %i: %s', async (method, params, code, message) => {
  expect(await call(method, params)).toMatchObject({ id: 1, error: { code, message } })
})

test('what cannot be simulated is told in the answer, as stellar-rpc does', async () => {
  const client = new StellarClient(network)
  const root = Keypair.fromSecret(network.root.secret)
  const bump = Operation.bumpSequence({ bumpTo: '0' })
  const simple = async (...operations: ReturnType<typeof Operation.bumpSequence>[]) => {
    const builder = new TransactionBuilder(await client.server.getAccount(root.publicKey()), {
      fee: '100',
      networkPassphrase: network.passphrase,
    })
    for (const operation of operations) builder.addOperation(operation)
    return builder.setTimeout(0)
  }
  const upload = Operation.uploadContractWasm({ wasm: Buffer.from('') })
  const payment = Operation.payment({ destination: root.publicKey(), asset: Asset.native(), amount: '1' })
  const extension = Operation.extendFootprintTtl({ extendTo: 10 })
  const cases: [transaction: string, more: object, error: string][] = [
    ['AAAA', {}, 'Could not unmarshal transaction'],
    ['', { xdrFormat: 'yaml' }, format],
    [(await simple(bump, bump)).build().toXDR(), {}, 'Transaction contains more than one operation'],
    [
      (await simple(upload)).addMemo(Memo.text('hello')).build().toXDR(),
      {},
      'Transaction contains a memo. Soroban transactions do not support memos.',
    ],
    [(await simple(payment)).build().toXDR(), {}, 'transaction contains unsupported operation type: OperationTypePayment'],
    [
      (await simple(upload)).build().toXDR(),
      { authMode: 'always' },
      "optional 'authMode' must be one of enforce,record,record_allow_nonroot when included",
    ],
    [(await simple(extension)).build().toXDR(), { authMode: 'record' }, 'cannot set authMode with non-InvokeHostFunction operations'],
    [
      (await simple(extension)).build().toXDR(),
      {},
      'To perform a SimulateTransaction for ExtendFootprintTtl or RestoreFootprint operations, SorobanTransactionData must be provided',
    ],
    [
      (await simple(upload)).build().toXDR(),
      { resourceConfig: { instructionLeeway: 2 ** 33 } },
      'out of range integral type conversion attempted',
    ],
  ]
  for (const [transaction, more, error] of cases) {
    expect(await call('simulateTransaction', { transaction, ...more })).toMatchObject({ id: 1, result: { error } })
  }
})

test('friendbot wants an address, and gives once', async () => {
  const reasons = {
    '': 'invalid address: must be a valid G or C address',
    GABC: 'invalid address: must be a valid G or C address',
    [network.root.secret]: 'invalid address: must be a valid G or C address',
    [contract]: 'contract addresses are not supported or enabled',
  }
  for (const [address, reason] of Object.entries(reasons)) {
    const response = await fetch(`${network.friendbotUrl}?addr=${address}`)
    const extras = { invalid_field: 'addr', reason }
    expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ title: 'Bad Request', status: 400, extras })])
  }
  const again = await fetch(`${network.friendbotUrl}?addr=${network.root.address}`)
  expect([again.status, await again.json()]).toEqual([400, expect.objectContaining({ detail: 'createAccountAlreadyExist' })])
})

test('connections that break off, stop halfway or speak no HTTP harm nobody', async () => {
  const head = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"json'
  const [brokenOff, halfway] = [await opened(head), await opened(head)]
  brokenOff.resetAndDestroy()
  const chunked = await opened('POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n-5\r\n')
  const gibberish = await opened('\u0000\u0001 nothing\r\n\r\n')
  const answers = await Promise.all([chunked, gibberish].map(everythingOf))
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 400 /)

  // While one request hangs, others are served.
  expect(await call('getNetwork')).toMatchObject({ result: { passphrase: network.passphrase } })
  halfway.destroy()
})

async function opened(text: string): Promise<Socket> {
  const socket = connect(network.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => socket.write(text, () => resolve()))
  return socket
}

async function everythingOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise<void>((resolve) => socket.on('close', () => resolve()))
  return Buffer.concat(chunks).toString()
}
