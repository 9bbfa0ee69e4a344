import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  Address,
  Asset,
  Contract,
  Keypair,
  Operation,
  rpc,
  scValToNative,
  type Transaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { fixtureWasm, number, StellarClient } from '../../support/stellar-client.ts'

/** A small history: contracts of three accounts, a ledger with a call of each, a jump, a ledger with one call. */
let network: Network
let client: StellarClient
let server: rpc.Server
const keys = [Keypair.random(), Keypair.random(), Keypair.random()] as const
const counters: Contract[] = []
/** Numbers of the last two ledgers. */
let together = 0
let afterJump = 0

beforeAll(async () => {
  network = await startNetwork({ close: 3_600_000 })
  client = new StellarClient(network)
  server = client.server
  await applied(await endowment())
  const wasmHash = (await applied(await client.prepare(keys[0], Operation.uploadContractWasm({ wasm: fixtureWasm })))) as Buffer
  for (const key of keys) {
    const address = new Address(key.publicKey())
    const creation = Operation.createCustomContract({ address, wasmHash, constructorArgs: [address.toScVal(), number(0)] })
    counters.push(new Contract((await applied(await client.prepare(key, creation))) as string))
  }
  for (const [index, key] of keys.entries()) await server.sendTransaction(await call(index, key, index + 1))
  together = network.closeLedger().sequence
  network.advanceTo(together + 1_000)
  await server.sendTransaction(await call(0, keys[0], 10))
  afterJump = network.closeLedger().sequence
})
afterAll(() => network.stop())

async function endowment(): Promise<Transaction> {
  const root = Keypair.fromSecret(network.root.secret)
  const account = await server.getAccount(root.publicKey())
  const builder = new TransactionBuilder(account, { fee: '300', networkPassphrase: network.passphrase })
  for (const key of keys) builder.addOperation(Operation.createAccount({ destination: key.publicKey(), startingBalance: '1000' }))
  const transaction = builder.setTimeout(0).build()
  transaction.sign(root)
  return transaction
}

async function call(index: number, key: Keypair, step: number): Promise<Transaction> {
  const counter = counters[index]
  if (counter === undefined) throw new Error('no contract')
  return await client.prepare(key, counter.call('add', number(step)), { fee: String(100 + 50 * index) })
}

async function applied(transaction: Transaction): Promise<unknown> {
  const { hash } = await server.sendTransaction(transaction)
  network.closeLedger()
  const result = await server.getTransaction(hash)
  if (result.status !== rpc.Api.GetTransactionStatus.SUCCESS) throw new Error(result.status)
  return scValToNative(result.returnValue ?? xdr.ScVal.scvVoid())
}

async function raw(method: string, params: object): Promise<{ result: Record<string, unknown> }> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(network.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return (await response.json()) as { result: Record<string, unknown> }
}

const text = (value: string) => xdr.ScVal.scvSymbol(value).toXdr('base64')
const address = (key: Keypair) => new Address(key.publicKey()).toScVal().toXdr('base64')
const addresses = () => counters.map((counter) => counter.contractId())
/** What the counters told; fees and gifts have events, too, of the contract of the native asset. */
const counts = ({ events }: rpc.Api.GetEventsResponse) =>
  events
    .filter(({ contractId }) => addresses().includes(contractId?.contractId() ?? ''))
    .map(({ value }) => (scValToNative(value) as { count: number }).count)
    .sort((one, other) => one - other)

test('getEvents: filters by contract, type and topics, with one and with any number of values', async () => {
  const contracts = addresses()
  const find = async (filter: rpc.Api.EventFilter, more = {}) =>
    counts(await server.getEvents({ startLedger: 2, filters: [filter], ...more }))

  expect(await find({})).toEqual([1, 2, 3, 11])
  expect(await find({ type: 'contract', contractIds: contracts.slice(1) })).toEqual([2, 3])
  expect(await find({ type: 'system' })).toEqual([])
  expect(await find({ topics: [[text('counted'), address(keys[0])]] })).toEqual([1, 11])
  expect(await find({ topics: [['*', address(keys[1])]] })).toEqual([2])
  expect(await find({ topics: [['*']] })).toEqual([])
  expect(await find({ topics: [[text('counted')]] })).toEqual([])
  expect(await find({ topics: [[text('counted'), '**']] })).toEqual([1, 2, 3, 11])
  expect(await find({ topics: [['**']] })).toEqual([1, 2, 3, 11])
  expect(await find({ topics: [['*', '*', '*', '**']] })).toEqual([])
  expect(
    await find({
      topics: [
        [text('other'), '**'],
        ['*', address(keys[2])],
      ],
    }),
  ).toEqual([3])
  // Filters are alternatives; their parts are conditions.
  const two = [{ contractIds: contracts.slice(0, 1) }, { type: 'system' as const }, { topics: [['*', address(keys[1])]] }]
  expect(counts(await server.getEvents({ startLedger: 2, filters: two }))).toEqual([1, 2, 11])
  // The end does not belong to the range.
  expect(await find({}, { endLedger: together })).toEqual([])
  expect(await find({}, { endLedger: together + 1 })).toEqual([1, 2, 3])
  expect(counts(await server.getEvents({ startLedger: together + 1, filters: [] }))).toEqual([11])
})

test('getEvents: pages of one event lead through all of them in order, and further when there are more', async () => {
  const filters = [{ contractIds: addresses() }]
  const [first] = (await server.getEvents({ startLedger: 2, filters, limit: 1 })).events
  const seen = [first]
  for (let page = 0; page < 3; page += 1) {
    const next = await server.getEvents({ filters, cursor: seen.at(-1)?.id ?? '', limit: 1 })
    expect([next.events.length, next.cursor]).toEqual([1, next.events[0]?.id])
    seen.push(next.events[0])
  }
  const end = await server.getEvents({ filters, cursor: seen.at(-1)?.id ?? '' })

  expect(seen.map((event) => event?.ledger)).toEqual([together, together, together, afterJump])
  expect(seen.map((event) => event?.transactionIndex)).toEqual([1, 2, 3, 1])
  expect(seen.map((event) => event?.id)).toEqual([...seen.map((event) => event?.id)].sort())
  // Ledger, transaction and operation in one number (SEP-35), then the place among the events of the operation.
  const number = (BigInt(afterJump) << 32n) + (1n << 12n)
  expect(seen.at(-1)?.id).toBe(`${number.toString().padStart(19, '0')}-0000000000`)
  expect(end.events).toEqual([])
  expect(end.cursor).toBe(`${(((BigInt(afterJump) + 1n) << 32n) - 1n).toString().padStart(19, '0')}-4294967295`)
  expect((await server.getEvents({ filters: [], cursor: end.cursor })).events).toEqual([])
})

test('getEvents: fees are told before all transactions of a ledger and after all, by the contract of the native asset', async () => {
  const { events } = await server.getEvents({ startLedger: together, endLedger: together + 1, filters: [] })
  const native = Asset.native().contractId(network.passphrase)
  const told = events.map(({ topic, transactionIndex, contractId }) => [
    scValToNative(topic[0] ?? xdr.ScVal.scvVoid()),
    transactionIndex,
    contractId?.contractId() === native,
  ])
  const feesOf = (wanted: string) =>
    events.filter(({ txHash, topic }) => txHash === wanted && topic[0]?.toXdr('base64') === text('fee')).map(({ value }) => value)

  expect(told).toEqual([
    ...Array(3).fill(['fee', 0, true]),
    ...[1, 2, 3].map((index) => ['counted', index, false]),
    ...Array(3).fill(['fee', 2 ** 20 - 1, true]),
  ])
  for (const hash of new Set(events.map(({ txHash }) => txHash))) {
    const { resultXdr } = (await server.getTransaction(hash)) as rpc.Api.GetSuccessfulTransactionResponse
    const [taken = 0n, given = 0n] = feesOf(hash).map((value) => scValToNative(value) as bigint)
    expect([given < 0n, taken + given]).toEqual([true, resultXdr.feeCharged])
  }
  const gifts = await server.getEvents({ startLedger: 2, filters: [{ contractIds: [native], topics: [[text('transfer'), '**']] }] })
  expect(gifts.events.map(({ value }) => scValToNative(value))).toEqual(Array(3).fill(10_000_000_000n))
})

test('getTransactions: pages lead through all of them, each as getTransaction tells it', async () => {
  const all = await server.getTransactions({ startLedger: 2 })
  const paged: rpc.Api.TransactionInfo[] = []
  let page = await server.getTransactions({ startLedger: 2, pagination: { limit: 2 } })
  while (page.transactions.length > 0) {
    paged.push(...page.transactions)
    page = await server.getTransactions({ pagination: { cursor: page.cursor, limit: 2 } })
  }

  expect(all.transactions.map(({ status }) => status)).toEqual(Array(9).fill('SUCCESS'))
  expect(paged.map(({ txHash }) => txHash)).toEqual(all.transactions.map(({ txHash }) => txHash))
  expect(new Set(paged.map(({ txHash }) => txHash)).size).toBe(9)
  for (const { txHash, resultMetaXdr, ledger, applicationOrder } of all.transactions) {
    const one = await server.getTransaction(txHash)
    expect(one).toMatchObject({ ledger, applicationOrder, resultMetaXdr })
  }
  // What comes later is found from where the last page ended.
  expect((await server.getTransactions({ pagination: { cursor: page.cursor } })).transactions).toEqual([])
  await applied(await call(1, keys[1], 1))
  expect((await server.getTransactions({ pagination: { cursor: page.cursor } })).transactions).toHaveLength(1)
})

test('getLedgers: ledgers that were jumped over are missing, and paging goes on behind them', async () => {
  const { ledgers, cursor } = await server.getLedgers({ startLedger: together - 1, pagination: { limit: 3 } })
  expect(ledgers.map(({ sequence }) => sequence)).toEqual([together - 1, together, together + 1_000])
  expect(cursor).toBe(String(together + 1_000))
  const inGap = await server.getLedgers({ pagination: { cursor: String(together + 500), limit: 2 } })
  expect(inGap.ledgers.map(({ sequence }) => sequence)).toEqual([together + 1_000, afterJump])
  const { headerXdr, metadataXdr, hash } = ledgers[1] ?? {}
  expect(Buffer.from(headerXdr?.hash.value ?? []).toString('hex')).toBe(hash)
  expect(headerXdr?.header.ledgerSeq).toBe(together)
  expect(metadataXdr?.type === 'v2' && metadataXdr.v2.txProcessing.length).toBe(3)
})

test('getFeeStats: what was paid for being included, over 50 and 10 ledgers', async () => {
  const { sorobanInclusionFee, inclusionFee } = await server.getFeeStats()
  // Nobody pays more than the base fee of 100 while ledgers are not full.
  expect(sorobanInclusionFee).toMatchObject({ min: '100', max: '100', mode: '100', p10: '100', p99: '100' })
  expect(Number(sorobanInclusionFee.transactionCount)).toBeGreaterThanOrEqual(8)
  expect(inclusionFee).toMatchObject({ max: '100', p50: '100', transactionCount: '1' })
  for (let ledger = 0; ledger < 10; ledger += 1) network.closeLedger()
  // No classic transaction is left in the window: then everything is 0, stellar-rpc's number of ledgers too.
  expect((await server.getFeeStats()).inclusionFee).toMatchObject({ max: '0', mode: '0', p99: '0', transactionCount: '0', ledgerCount: 0 })
  const { ledgers } = await server.getLedgers({ startLedger: 2, pagination: { limit: 200 } })
  expect((await server.getFeeStats()).sorobanInclusionFee.ledgerCount).toBe(ledgers.length)
  for (let ledger = ledgers.length; ledger < 52; ledger += 1) network.closeLedger()
  expect((await server.getFeeStats()).sorobanInclusionFee.ledgerCount).toBe(50)
})

test('xdrFormat json gives the JSON form of XDR (SEP-51) under the names that stellar-rpc has for it', async () => {
  const xdrFormat = 'json'
  const hash = (await server.getTransactions({ startLedger: together })).transactions[0]?.txHash ?? ''
  const transaction = (await raw('getTransaction', { hash, xdrFormat })).result
  expect(transaction['resultJson']).toMatchObject({
    result: { tx_success: [{ op_inner: { invoke_host_function: { success: expect.any(String) } } }] },
  })
  expect(transaction['envelopeJson']).toMatchObject({ tx: { tx: { memo: 'none' } } })
  expect(transaction['resultMetaJson']).toMatchObject({ v4: { soroban_meta: { return_value: { u32: expect.any(Number) } } } })
  expect(transaction['events']).toMatchObject({ contractEventsJson: [[{ type_: 'contract' }]] })
  expect(Object.keys(transaction).filter((name) => name.endsWith('Xdr'))).toEqual([])

  const filters = [{ contractIds: addresses() }]
  const events = (await raw('getEvents', { startLedger: together, filters, xdrFormat, pagination: { limit: 1 } })).result['events']
  expect(events).toEqual([
    expect.objectContaining({
      topicJson: [{ symbol: 'counted' }, { address: expect.stringMatching(/^G[A-Z2-7]{55}$/) }],
      valueJson: { map: [{ key: { symbol: 'count' }, val: { u32: expect.any(Number) } }] },
    }),
  ])
  const ledgers = (await raw('getLedgers', { startLedger: together, xdrFormat, pagination: { limit: 1 } })).result['ledgers']
  expect(ledgers).toEqual([
    expect.objectContaining({
      headerXdr: '',
      metadataXdr: '',
      headerJson: expect.objectContaining({ header: expect.objectContaining({ ledger_seq: together }) }),
      metadataJson: { v2: expect.anything() },
    }),
  ])
  const key = xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: keys[0].xdrAccountId() }))
  const { entries } = (await raw('getLedgerEntries', { keys: [key.toXdr('base64')], xdrFormat })).result
  expect(entries).toEqual([
    {
      keyJson: { account: { account_id: keys[0].publicKey() } },
      dataJson: { account: expect.objectContaining({ account_id: keys[0].publicKey(), num_sub_entries: 0 }) },
      extJson: 'v0',
      lastModifiedLedgerSeq: expect.any(Number),
    },
  ])
  const envelope = (await client.build(keys[0], (counters[0] as Contract).call('add', number(1)))).toXDR()
  const simulation = (await raw('simulateTransaction', { transaction: envelope, xdrFormat })).result
  expect(simulation).toMatchObject({
    transactionDataJson: { resources: { footprint: { read_only: expect.any(Array) } } },
    eventsJson: expect.any(Array),
    results: [{ authJson: [{ credentials: 'source_account' }], returnValueJson: { u32: 12 } }],
    stateChanges: [
      { type: 'updated', keyJson: { contract_data: expect.anything() }, before: null, beforeJson: expect.anything(), after: null },
    ],
  })
  const refused = (await raw('sendTransaction', { transaction: envelope, xdrFormat })).result
  expect(refused).toMatchObject({ status: 'ERROR', errorResultJson: { result: expect.anything() } })
})
