import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Agent, type OutgoingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Asset, type Contract, type Keypair, Operation, rpc, SorobanDataBuilder, TransactionBuilder, xdr } from '@stellar/stellar-sdk'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { dice, type Json, mutated, mutatedText } from '../../support/mutation.ts'
import { number, StellarClient } from '../../support/stellar-client.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_126)
/** In batches, and one by one as text that may be no JSON any more. */
const requests = { inBatches: 85_000, alone: 15_000 }
const batchSize = 25
const atOnce = 8
/** Bytes (stellar-rpc: jsonrpc.go, maxHTTPRequestSize). */
const largestRequest = 512 * 1024

let network: Network
let client: StellarClient
let key: Keypair
let counter: Contract
const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
beforeAll(async () => {
  network = await startNetwork({ idleClose: 3_600_000 })
  client = new StellarClient(network)
  key = await client.funded()
  counter = await client.deployed(key)
  await client.run(key, counter.call('add', number(1)))
})
afterAll(async () => {
  agent.destroy()
  await network.stop()
})

test('a hundred thousand mutated requests: each has a legal answer, and nothing that was refused leaves a trace', async () => {
  const draw = dice(seed)
  const valid = await validRequests()
  const before = { state: digest(network), ledger: network.ledger.sequence, transactions: network.transactions.length }
  const tally = new Map<string, number>()
  const count = (answers: readonly Answer[]) => {
    for (const answer of answers) {
      const kind = whatItIs(answer)
      tally.set(kind, (tally.get(kind) ?? 0) + 1)
    }
  }
  const pick = () => valid[draw(valid.length)] ?? null

  await inParallel(requests.inBatches / batchSize, async () => {
    const batch = Array.from({ length: batchSize }, () => mutated(pick(), draw))
    const body = JSON.stringify(batch)
    const { status, answers } = await post(body)
    const tooLarge = Buffer.byteLength(body) > largestRequest
    expect(status).toBe(tooLarge ? 500 : answers.length === 0 ? 204 : 200)
    count(answers)
  })
  await inParallel(requests.alone, async () => {
    const { status, answers } = await post(mutatedText(pick(), draw))
    expect([200, 204, 500]).toContain(status)
    count(answers)
  })
  process.stdout.write(`seed ${seed}: ${[...tally].map(([kind, times]) => `${kind} ${times}`).join(', ')}\n`)

  expect([...tally.keys()].filter((kind) => !legal.includes(kind))).toEqual([])
  // The mutations reach every kind of refusal, and do not only break the JSON.
  for (const kind of legal) expect([kind, (tally.get(kind) ?? 0) > 50]).toEqual([kind, true])
  expect({ state: digest(network), ledger: network.ledger.sequence, transactions: network.transactions.length }).toEqual(before)
  await client.run(key, counter.call('add', number(1)))
  expect(await client.read(key, counter.call('count'))).toBe(9)
}, 600_000)

test('a request that stops halfway is given up after half a minute', async () => {
  const socket = connect(network.port, '127.0.0.1')
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"json')
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 408 /)
}, 300_000)

/** Results, and the codes that stellar-rpc gives to a request that is wrong. Internal errors are not among them. */
const legal = ['result', '-32700', '-32600', '-32601', '-32602']

interface Answer {
  jsonrpc?: unknown
  id?: unknown
  result?: unknown
  error?: { code?: unknown; message?: unknown }
}

function whatItIs({ jsonrpc, id, result, error }: Answer): string {
  const idIsLegal = id === null || typeof id === 'string' || typeof id === 'number'
  if (jsonrpc !== '2.0' || !idIsLegal || (result === undefined) === (error === undefined)) return 'not well-formed'
  if (error === undefined) return 'result'
  return typeof error.message === 'string' ? String(error.code) : 'not well-formed'
}

async function post(body: string | Buffer): Promise<{ status: number; answers: Answer[] }> {
  const headers: OutgoingHttpHeaders = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(network.rpcUrl, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
  if (text === '') return { status, answers: [] }
  const answered = JSON.parse(text) as Answer | Answer[]
  return { status, answers: Array.isArray(answered) ? answered : [answered] }
}

async function inParallel(times: number, work: () => Promise<void>): Promise<void> {
  let left = times
  const one = async () => {
    while (left > 0) {
      left -= 1
      await work()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}

function digest({ ledger }: Network): string {
  const hash = createHash('sha256')
  for (const state of [ledger.state, ledger.archive]) {
    const entries = [...state].sort(([one], [other]) => (one < other ? -1 : 1))
    for (const [name, entry] of entries) hash.update(name).update(entry)
  }
  return hash.digest('hex')
}

/** One or more requests for each method. The transactions to send are signed, but their number is not the next one. */
async function validRequests(): Promise<Json[]> {
  const far = { sequence: 1_000_000n << 32n }
  const call = await client.build(key, counter.call('add', number(1)))
  const signed = await client.prepare(key, counter.call('add', number(1)), far)
  const payment = await client.build(key, Operation.payment({ destination: key.publicKey(), asset: Asset.native(), amount: '1' }), far)
  payment.sign(key)
  const bump = TransactionBuilder.buildFeeBumpTransaction(key, '1000', payment, network.passphrase)
  bump.sign(key)
  const extension = await client.build(key, Operation.extendFootprintTtl({ extendTo: 1_000 }))
  const sorobanData = new SorobanDataBuilder().setFootprint([counter.getFootprint()], []).build()
  const withFootprint = TransactionBuilder.cloneFrom(extension, { sorobanData }).build()
  const [event] = (await client.server.getEvents({ startLedger: 2, filters: [] })).events
  const hash = network.transactions[0]?.id ?? ''
  const sentOnes = [signed, payment, bump].map((transaction) => ['sendTransaction', { transaction: transaction.toXDR() }] as const)
  for (const [, { transaction }] of sentOnes) {
    const refused = await client.server._sendTransaction(TransactionBuilder.fromXDR(transaction, network.passphrase))
    expect(refused.status).toBe('ERROR')
  }
  const topics = [['*', event?.topic[1]?.toXdr('base64') ?? '', '**']]
  const all: (readonly [method: string, params: Json])[] = [
    ['getHealth', {}],
    ['getNetwork', {}],
    ['getVersionInfo', {}],
    ['getLatestLedger', {}],
    ['getFeeStats', {}],
    ['getTransaction', { hash, xdrFormat: 'json' }],
    ['getTransactions', { startLedger: 2, pagination: { limit: 2 } }],
    ['getTransactions', { pagination: { cursor: String(3n << 32n), limit: 1 }, xdrFormat: 'base64' }],
    ['getLedgers', { startLedger: 3, pagination: { limit: 1 } }],
    ['getLedgers', { pagination: { cursor: '3', limit: 1 } }],
    ['getLedgerEntries', { keys: [counter.getFootprint().toXdr('base64'), accountKey()], xdrFormat: 'base64' }],
    ['getEvents', { startLedger: 2, endLedger: 9, filters: [{ type: 'contract', contractIds: [counter.contractId()], topics }] }],
    ['getEvents', { pagination: { cursor: event?.id ?? '', limit: 5 }, filters: [{ type: 'system' }, {}] }],
    ['simulateTransaction', { transaction: call.toXDR(), authMode: 'record', resourceConfig: { instructionLeeway: 9 } }],
    ['simulateTransaction', { transaction: withFootprint.toXDR() }],
    ...sentOnes,
  ]
  expect(rpc.Api.isSimulationError(await client.server.simulateTransaction(call))).toBe(false)
  return all.map(([method, params], id) => ({ jsonrpc: '2.0', id, method, params }))
}

function accountKey(): string {
  return xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: key.xdrAccountId() })).toXdr('base64')
}
