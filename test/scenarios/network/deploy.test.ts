import { expect, test } from '@jest/globals'
import { Address, Contract, contract, Keypair, Operation, rpc, scValToNative, type Transaction, xdr } from '@stellar/stellar-sdk'
import { startNetwork } from '../../../local/network/network.ts'
import { codeOf, fixtureWasm, number, operationCodeOf, StellarClient } from '../../support/stellar-client.ts'

test('the official client funds an account, uploads, creates with a constructor, calls and reads back', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key, 7)
  const called = await client.run(key, counter.call('add', number(3)))

  expect(scValToNative(called.returnValue ?? xdr.ScVal.scvVoid())).toBe(10)
  expect(await client.read(key, counter.call('count'))).toBe(10)
  expect(await client.read(key, counter.call('admin'))).toBe(key.publicKey())
  expect(network.transactions.map(({ succeeded }) => succeeded)).toEqual([true, true, true])
  const [event] = called.events.contractEventsXdr[0] ?? []
  expect(event?.body.v0.topics.map((topic) => scValToNative(topic))).toEqual(['counted', key.publicKey()])
})

test("the SDK's contract client works unchanged, events and instance included", async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const signer = contract.basicNodeSigner(key, network.passphrase)
  const typed = await contract.Client.from({
    contractId: counter.contractId(),
    networkPassphrase: network.passphrase,
    rpcUrl: network.rpcUrl,
    allowHttp: true,
    publicKey: key.publicKey(),
    ...signer,
  })
  const methods = typed as unknown as Record<string, (input: object) => Promise<contract.AssembledTransaction<unknown>>>
  const call = await methods['add']?.({ step: 5 })
  const sent = await call?.signAndSend()

  expect(JSON.stringify(sent?.result)).toContain('12')
  const events = await client.server.getEvents({ startLedger: 2, filters: [{ type: 'contract', contractIds: [counter.contractId()] }] })
  expect(events.events.map(({ value }) => scValToNative(value))).toEqual([{ count: 12 }])
  const wasm = await client.server.getContractWasmByContractId(counter.contractId())
  expect(Buffer.compare(wasm, fixtureWasm)).toBe(0)
})

test('the fee that is not used comes back, and the account pays exactly what the result says', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const key = await client.funded()
  const before = await balanceOf(client, key)
  const ready = await client.prepare(key, Operation.uploadContractWasm({ wasm: fixtureWasm }))
  const { hash } = await client.server.sendTransaction(ready)
  const result = await client.server.getTransaction(hash)
  if (result.status !== rpc.Api.GetTransactionStatus.SUCCESS) throw new Error(result.status)

  const charged = result.resultXdr.feeCharged
  expect(charged).toBeLessThan(BigInt(ready.fee))
  expect(charged).toBeGreaterThan(0n)
  expect(before - (await balanceOf(client, key))).toBe(charged)
})

test('a call that fails in the contract is applied, charged and told with its code and its events', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key, 999)
  // Simulated while the count allows it, sent when it does not any more.
  const sequence = BigInt((await client.server.getAccount(key.publicKey())).sequenceNumber())
  const late = await client.prepare(key, counter.call('add', number(1)), { sequence: sequence + 2n })
  await client.run(key, counter.call('add', number(1)))
  const sent = await client.server.sendTransaction(late)
  expect(sent.status).toBe('PENDING')
  const result = await client.server.getTransaction(sent.hash)

  expect(result.status).toBe('FAILED')
  if (result.status !== rpc.Api.GetTransactionStatus.FAILED) return
  expect(codeOf(result.resultXdr)).toBe('txFailed')
  expect(operationCodeOf(result.resultXdr)).toBe('invokeHostFunctionTrapped')
  expect(result.diagnosticEventsXdr?.length).toBeGreaterThan(0)
  expect(network.transactions.at(-1)?.reason).toContain('Error(Contract, #1)')
  expect(await client.read(key, counter.call('count'))).toBe(1_000)
})

test('a simulation of a failing call tells the error of the contract, and nothing is sent', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key, 1_000)

  await expect(client.prepare(key, counter.call('add', number(1)))).rejects.toThrow('Error(Contract, #1)')
  await expect(client.prepare(key, counter.call('spin'))).rejects.toThrow('Error(Budget, ExceededLimit)')
  await expect(client.prepare(key, counter.call('nowhere'))).rejects.toThrow('Error(WasmVm, MissingValue)')
  expect(network.transactions).toHaveLength(2)
})

test('an upload that is called for in the same ledger waits for nobody: a second account may create the next ledger', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const [uploader, creator] = [await client.funded(), await client.funded()]
  const wasmHash = await client.upload(uploader)
  const constructorArgs = [new Address(creator.publicKey()).toScVal(), number(1)]
  const salt = Buffer.alloc(32, 3)
  const creation = Operation.createCustomContract({ address: new Address(creator.publicKey()), wasmHash, constructorArgs, salt })
  const first = await client.run(creator, creation)

  // The same address and salt lead to the same contract, which exists now.
  await expect(client.prepare(creator, creation)).rejects.toThrow('Error(Storage, ExistingValue)')
  expect(scValToNative(first.returnValue ?? xdr.ScVal.scvVoid())).toMatch(/^C/)
})

test('upgrading points the instance at another wasm', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  // A custom section at the end makes another hash of the same code.
  const other = Buffer.concat([fixtureWasm, Buffer.from([0, 5, 1, 'x'.charCodeAt(0), 1, 2, 3])])
  const hash = await client.upload(key, other)
  await client.run(key, counter.call('upgrade', xdr.ScVal.scvBytes(hash)))

  const wasm = await client.server.getContractWasmByContractId(counter.contractId())
  expect(Buffer.compare(wasm, other)).toBe(0)
  expect(await client.read(key, counter.call('count'))).toBe(7)
})

test('numbers that contracts draw differ between transactions of one ledger', async () => {
  await using network = await startNetwork({ close: 3_600_000 })
  const client = new StellarClient(network)
  const root = Keypair.fromSecret(network.root.secret)
  const other = Keypair.random()
  const applied = async (transaction: Transaction) => {
    const { hash } = await client.server.sendTransaction(transaction)
    network.closeLedger()
    return await returnedBy(client, hash)
  }
  const creation = await client.build(root, Operation.createAccount({ destination: other.publicKey(), startingBalance: '100' }))
  creation.sign(root)
  await applied(creation)
  const wasmHash = (await applied(await client.prepare(root, Operation.uploadContractWasm({ wasm: fixtureWasm })))) as Buffer
  const address = new Address(root.publicKey())
  const constructorArgs = [address.toScVal(), number(0)]
  const id = await applied(await client.prepare(root, Operation.createCustomContract({ address, wasmHash, constructorArgs })))
  const draw = new Contract(String(id)).call('draw', number(2))
  const sent = []
  for (const key of [root, other]) sent.push(await client.server.sendTransaction(await client.prepare(key, draw)))
  network.closeLedger()
  const drawn = await Promise.all(sent.map(({ hash }) => returnedBy(client, hash)))

  expect(network.transactions.slice(-2).map(({ ledger }) => ledger)).toEqual([network.ledger.sequence, network.ledger.sequence])
  expect(new Set(drawn.flat()).size).toBe(4)
})

async function returnedBy(client: StellarClient, hash: string): Promise<unknown> {
  const result = await client.server.getTransaction(hash)
  if (result.status !== rpc.Api.GetTransactionStatus.SUCCESS) throw new Error(result.status)
  return scValToNative(result.returnValue ?? xdr.ScVal.scvVoid())
}

async function balanceOf(client: StellarClient, key: Keypair): Promise<bigint> {
  return (await client.server.getAccountEntry(key.publicKey())).balance
}
