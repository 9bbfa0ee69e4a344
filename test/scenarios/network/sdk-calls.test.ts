import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  Address,
  Asset,
  type Contract,
  contract,
  Keypair,
  nativeToScVal,
  Operation,
  rpc,
  SorobanDataBuilder,
  scValToNative,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { fixtureWasm, number, StellarClient } from '../../support/stellar-client.ts'

/** Every call of the SDK's RPC client, unmodified. */
let network: Network
let client: StellarClient
let server: rpc.Server
let key: Keypair
let counter: Contract
beforeAll(async () => {
  network = await startNetwork({ idleClose: 3_600_000 })
  client = new StellarClient(network)
  server = client.server
  key = await client.funded()
  counter = await client.deployed(key, 7)
})
afterAll(() => network.stop())

/** sha256 of the fixture, as `sha256sum` tells it (test/fixtures/contract/SHA256SUMS). */
const wasmHash = Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(fixtureWasm)))
/** Of the test network's settings, in ledgers. */
const leastPersistent = 120_960

test('getHealth, getNetwork, getVersionInfo and getLatestLedger tell of one and the same ledger', async () => {
  const health = await server.getHealth()
  expect(health).toEqual({
    status: 'healthy',
    latestLedger: network.ledger.sequence,
    latestLedgerCloseTime: network.ledger.closeTime.toString(),
    oldestLedger: 2,
    oldestLedgerCloseTime: expect.stringMatching(/^\d{10}$/),
    ledgerRetentionWindow: expect.any(Number),
  })
  expect(await server.getNetwork()).toEqual({
    friendbotUrl: network.friendbotUrl,
    passphrase: 'Standalone Network ; February 2017',
    protocolVersion: 27,
  })
  expect(await server.getVersionInfo()).toMatchObject({ protocolVersion: 27, version: expect.any(String), commitHash: '' })
  const latest = await server.getLatestLedger()
  expect(latest).toMatchObject({ sequence: health.latestLedger, protocolVersion: 27, closeTime: network.ledger.closeTime.toString() })
  expect(latest.headerXdr.ledgerSeq).toBe(health.latestLedger)
  if (latest.metadataXdr.type !== 'v2') throw new Error(latest.metadataXdr.type)
  expect(Buffer.from(latest.metadataXdr.v2.ledgerHeader.hash.value).toString('hex')).toBe(latest.id)
})

test('requestAirdrop and fundAddress give 10,000 XLM; getAccount and getAccountEntry show them', async () => {
  const [one, other] = [Keypair.random().publicKey(), Keypair.random().publicKey()]
  const account = await server.requestAirdrop(one)
  const funded = await server.fundAddress(other)

  expect(account.accountId()).toBe(one)
  // An account begins with the number of its ledger in the upper half (stellar-core: getStartingSequenceNumber).
  expect(account.sequenceNumber()).toBe((BigInt(network.ledger.sequence - 1) << 32n).toString())
  expect((await server.getAccount(one)).sequenceNumber()).toBe(account.sequenceNumber())
  expect(funded).toMatchObject({ status: 'SUCCESS', ledger: network.ledger.sequence })
  expect((await server.getAccountEntry(other)).balance).toBe(100_000_000_000n)
  // Whoever has an account already gets that one.
  expect((await server.requestAirdrop(one)).sequenceNumber()).toBe(account.sequenceNumber())
  await expect(server.fundAddress(one)).rejects.toThrow('createAccountAlreadyExist')
  await expect(server.getAccount(Keypair.random().publicKey())).rejects.toThrow('Account not found')
})

test('getLedgerEntries, getLedgerEntry, getContractData, getContractInstance and the wasm of a contract', async () => {
  const instance = await server.getContractInstance(counter.contractId())
  if (instance.executable.type !== 'contractExecutableWasm') throw new Error(instance.executable.type)
  expect(Buffer.from(instance.executable.wasmHash.value)).toEqual(wasmHash)
  const data = await server.getContractData(counter.contractId(), xdr.ScVal.scvLedgerKeyContractInstance())
  expect(data.liveUntilLedgerSeq).toBe((data.lastModifiedLedgerSeq ?? 0) + leastPersistent - 1)
  await client.run(key, counter.call('note', number(4), xdr.ScVal.scvSymbol('hello')))
  const note = await server.getContractData(counter, xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Note'), number(4)]))
  expect(note.val.type === 'contractData' && scValToNative(note.val.contractData.val)).toBe('hello')
  await client.run(key, counter.call('draft', number(4)))
  const draft = xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Draft'), number(4)])
  await expect(server.getContractData(counter, draft)).rejects.toMatchObject({ code: 404 })
  expect(await server.getContractData(counter, draft, rpc.Durability.Temporary)).toMatchObject({ key: expect.anything() })
  expect(Buffer.compare(await server.getContractWasmByContractId(counter.contractId()), fixtureWasm)).toBe(0)
  expect(Buffer.compare(await server.getContractWasmByHash(wasmHash), fixtureWasm)).toBe(0)
  const { entries, latestLedger } = await server.getLedgerEntries(note.key, data.key)
  expect([latestLedger, entries.map((entry) => entry.key.toXdr('base64'))]).toEqual([
    network.ledger.sequence,
    [note.key.toXdr('base64'), data.key.toXdr('base64')],
  ])
  expect((await server.getLedgerEntry(data.key)).key.toXdr('base64')).toBe(data.key.toXdr('base64'))
  await expect(server.getTrustline(key.publicKey(), new Asset('USD', key.publicKey()))).rejects.toThrow('not found')
  await expect(server.getClaimableBalance('0'.repeat(64))).rejects.toThrow('not found')
})

test('queryContract and getContractMethods read an interface and a value', async () => {
  expect(await server.queryContract(counter.contractId(), 'count')).toEqual({ result: 7, isReadCall: true })
  const methods = await server.getContractMethods(counter.contractId())
  expect(methods.find(({ name }) => name === 'relay')).toEqual({
    name: 'relay',
    doc: 'Another contract that is called with the same authority.',
    inputs: [
      { name: 'counter', type: 'Address' },
      { name: 'step', type: 'U32' },
    ],
    outputs: ['U32'],
  })
})

test('prepareTransaction, sendTransaction, pollTransaction and getTransaction: a call from end to end', async () => {
  const built = await client.build(key, counter.call('note', number(9), xdr.ScVal.scvSymbol('polled')))
  const ready = await server.prepareTransaction(built)
  ready.sign(key)
  const sent = await server.sendTransaction(ready)
  const polled = await server.pollTransaction(sent.hash, { attempts: 3 })
  const again = await server.getTransaction(sent.hash)

  expect(sent).toEqual({
    status: 'PENDING',
    hash: Buffer.from(ready.hash()).toString('hex'),
    latestLedger: network.ledger.sequence - 1,
    latestLedgerCloseTime: expect.stringMatching(/^\d{10}$/),
  })
  expect(polled).toMatchObject({
    status: 'SUCCESS',
    txHash: sent.hash,
    ledger: network.ledger.sequence,
    applicationOrder: 1,
    feeBump: false,
  })
  expect(again).toMatchObject({ status: 'SUCCESS', createdAt: network.ledger.closeTime.toString(), returnValue: xdr.ScVal.scvVoid() })
  expect((await server.pollTransaction('0'.repeat(64), { attempts: 1 })).status).toBe('NOT_FOUND')
})

test('simulateTransaction: three ways of authorization, more instructions on demand, and what would change', async () => {
  const call = await client.build(key, counter.call('add', number(1)))
  const recorded = await succeeded(call, { authMode: 'record' })
  // Whoever pays for the transaction signs for it, so nothing is to be signed beside.
  expect(recorded.result?.auth.map(({ credentials }) => credentials.type)).toEqual(['sorobanCredentialsSourceAccount'])
  expect(scValToNative(recorded.result?.retval ?? xdr.ScVal.scvVoid())).toBe(8)
  expect(recorded.stateChanges?.map(({ type, before, after }) => [type, before !== null, after !== null])).toEqual([
    ['updated', true, true],
  ])
  const enforced = await server.simulateTransaction(call, undefined, 'enforce')
  expect(rpc.Api.isSimulationError(enforced) && enforced.error).toContain('Error(Auth, InvalidAction)')

  const stranger = await client.funded()
  const foreign = await client.build(stranger, counter.call('add', number(1)))
  const [upgraded] = (await succeeded(foreign, {})).result?.auth ?? []
  expect(upgraded?.credentials.type).toBe('sorobanCredentialsAddressV2')
  const [plain] = (await succeeded(foreign, { upgraded: false })).result?.auth ?? []
  expect(plain?.credentials.type).toBe('sorobanCredentialsAddress')

  const instructions = ({ transactionData }: rpc.Api.SimulateTransactionSuccessResponse) => transactionData.build().resources.instructions
  const more = await succeeded(call, { instructions: 3_000_000 })
  const plainly = await succeeded(call, {})
  // Without a wish 50,000 are added, or 4 % where that is more (stellar-rpc: soroban-simulation's default adjustment).
  expect(instructions(more) - instructions(plainly)).toBe(3_000_000 - 50_000)
})

test('what another account has to authorize is signed with signAuthEntries of the contract client', async () => {
  const stranger = await client.funded()
  const typed = await clientFor(stranger)
  const call = await typed.add?.({ step: 2 })
  expect(call?.needsNonInvokerSigningBy()).toEqual([key.publicKey()])
  await call?.signAuthEntries({ address: key.publicKey(), ...contract.basicNodeSigner(key, network.passphrase) })
  const sent = await call?.signAndSend()
  expect(sent?.getTransactionResponse?.status).toBe('SUCCESS')
  expect(await client.read(key, counter.call('count'))).toBe(9)
})

test('Client.deploy creates a contract by its wasm hash, with its constructor', async () => {
  const deployment = await contract.Client.deploy({ admin: key.publicKey(), start: 40 }, { ...options(key), wasmHash })
  const { result } = await deployment.signAndSend()
  const add = (result as unknown as Methods).add
  const added = await (await add?.({ step: 2 }))?.signAndSend()
  expect(JSON.stringify(added?.result)).toContain('42')
})

test('the native asset has a contract, in which getSACBalance and getAssetBalance find what a contract owns', async () => {
  const asset = Asset.native()
  await client.run(key, Operation.createStellarAssetContract({ asset }))
  const sac = asset.contractId(network.passphrase)
  const amount = nativeToScVal(12_345_000n, { type: 'i128' })
  const transfer = Operation.invokeContractFunction({
    contract: sac,
    function: 'transfer',
    args: [new Address(key.publicKey()).toScVal(), counter.address().toScVal(), amount],
  })
  await client.run(key, transfer)
  const balance = await server.getAssetBalance(counter.contractId(), asset, network.passphrase)
  expect(balance.balanceEntry).toMatchObject({ amount: '12345000', authorized: true, clawback: false })
  expect(await server.getSACBalance(counter.contractId(), asset, network.passphrase)).toEqual(balance)
})

test('a simulation over archived entries names the restoration that has to come first, and prepareTransaction carries both out', async () => {
  await using other = await startNetwork({ idleClose: 3_600_000 })
  const there = new StellarClient(other)
  const owner = await there.funded()
  const sleeping = await there.deployed(owner)
  other.advanceTo(other.ledger.sequence + leastPersistent + 1)
  const instance = sleeping.getFootprint()
  const build = async (operation: xdr.Operation, sorobanData: xdr.SorobanTransactionData) =>
    TransactionBuilder.cloneFrom(await there.build(owner, operation), { sorobanData }).build()
  const run = async (operation: xdr.Operation, data: xdr.SorobanTransactionData) => {
    const ready = await there.server.prepareTransaction(await build(operation, data))
    ready.sign(owner)
    const { hash } = await there.server.sendTransaction(ready)
    return (await there.server.pollTransaction(hash, { attempts: 3 })).status
  }
  const extension = Operation.extendFootprintTtl({ extendTo: 200_000 })
  const wanted = new SorobanDataBuilder().setFootprint([instance], []).build()
  const simulation = await there.server.simulateTransaction(await build(extension, wanted))
  if (!rpc.Api.isSimulationRestore(simulation)) throw new Error(JSON.stringify(simulation))
  const { transactionData, minResourceFee } = simulation.restorePreamble
  expect(transactionData.getReadWrite().map((entry) => entry.toXdr('base64'))).toEqual([instance.toXdr('base64')])
  expect(Number(minResourceFee)).toBeGreaterThan(0)

  expect(await run(Operation.restoreFootprint({}), transactionData.build())).toBe('SUCCESS')
  expect(await run(extension, wanted)).toBe('SUCCESS')
  const { entries } = await there.server.getLedgerEntries(instance)
  expect(entries[0]?.liveUntilLedgerSeq).toBe(other.ledger.sequence + 200_000)
})

interface Wishes {
  authMode?: rpc.Api.SimulationAuthMode
  instructions?: number
  upgraded?: boolean
}

async function succeeded(
  transaction: Parameters<rpc.Server['simulateTransaction']>[0],
  { authMode, instructions, upgraded = true }: Wishes,
): Promise<rpc.Api.SimulateTransactionSuccessResponse> {
  const resources = instructions === undefined ? undefined : { cpuInstructions: instructions }
  const simulation = await server.simulateTransaction(transaction, resources, authMode, upgraded)
  if (!rpc.Api.isSimulationSuccess(simulation)) throw new Error('error' in simulation ? simulation.error : 'no success')
  return simulation
}

type Methods = Record<string, (input: object) => Promise<contract.AssembledTransaction<unknown>>>

function options(signer: Keypair) {
  const { signTransaction, signAuthEntry } = contract.basicNodeSigner(signer, network.passphrase)
  const { rpcUrl, passphrase } = network
  return { networkPassphrase: passphrase, rpcUrl, allowHttp: true, publicKey: signer.publicKey(), signTransaction, signAuthEntry }
}

async function clientFor(signer: Keypair): Promise<Methods> {
  return (await contract.Client.from({ contractId: counter.contractId(), ...options(signer) })) as unknown as Methods
}
