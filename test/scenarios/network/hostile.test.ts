import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { type Keypair, Operation, type Transaction, xdr } from '@stellar/stellar-sdk'
import { startNetwork } from '../../../local/network/network.ts'
import { chainContract } from '../../support/chain-contract.ts'
import { resigned, resourcesOf, v1Of } from '../../support/envelopes.ts'
import { fixtureWasm, number, StellarClient } from '../../support/stellar-client.ts'

const quiet = { idleClose: 3_600_000 } as const
const seed = 20_261_126

test(`150 spoiled modules (seed ${seed}) are taken or refused one by one, and none breaks the host`, async () => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  const key = await client.funded()
  const like = await client.prepare(key, Operation.uploadContractWasm({ wasm: fixtureWasm }))
  const random = generator(seed)
  let sequence = v1Of(like).tx.seqNum
  for (let turn = 0; turn < 150; turn += 1, sequence += 1n) {
    const { status } = await client.server.sendTransaction(uploading(like, key, spoiled(turn, random), sequence))
    expect(status).toBe('PENDING')
  }
  const codes = network.transactions.map(({ result }) => xdr.TransactionResult.fromXDR(result).result.type)

  expect(codes).toHaveLength(150)
  expect([...new Set(codes)].sort()).toEqual(['txFailed', 'txSuccess'])
  expect(await client.upload(key)).toHaveLength(32)
})

test('a value nested as deep as can be read fails in the host, and only there', async () => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const ready = await client.prepare(key, counter.call('add', number(1)))
  let deep = number(1)
  for (let level = 0; level < 350; level += 1) deep = xdr.ScVal.scvVec([deep])
  await client.server.sendTransaction(resigned(ready, key, { operations: [counter.call('add', deep)], ...generous(ready, {}) }))

  const lost = network.transactions.at(-1)
  expect([lost?.succeeded, lost?.reason]).toEqual([false, expect.stringContaining('Error(Context, ExceededLimit)')])
  await client.run(key, counter.call('add', number(1)))
})

test.each([400, 5_000, 20_000])('a value nested %i deep cannot be read, and the node lives on', async (depth) => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  const key = await client.funded()
  const marked = await client.build(key, Operation.uploadContractWasm({ wasm: fixtureWasm }), {})
  const envelope = nested(resigned(marked, key, {}), depth, key)
  const params = { transaction: envelope.toString('base64') }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sendTransaction', params })
  const response = await fetch(network.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

  expect(await response.json()).toMatchObject({ error: { code: -32_602, message: 'invalid_xdr' } })
  expect((await client.server.getHealth()).status).toBe('healthy')
  expect(await client.upload(key)).toHaveLength(32)
})

/** Numbers that only look random: the same from the same seed (a linear congruential generator). */
function generator(start: number): (below: number) => number {
  let state = start
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

// Some bytes are others, and now and then the end is missing.
function spoiled(turn: number, random: (below: number) => number): Buffer {
  const wasm = Buffer.from(turn % 3 === 0 ? chainContract() : fixtureWasm)
  for (let change = 0; change <= turn % 4; change += 1) wasm.writeUInt8(random(256), random(wasm.length))
  return turn % 7 === 0 ? wasm.subarray(0, random(wasm.length)) : wasm
}

function uploading(like: Transaction, key: Keypair, wasm: Buffer, seqNum: bigint): Transaction {
  const hash = createHash('sha256').update(wasm).digest()
  const readWrite = [xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash }))]
  const footprint = new xdr.LedgerFootprint({ readOnly: [], readWrite })
  return resigned(like, key, { operations: [Operation.uploadContractWasm({ wasm })], seqNum, ...generous(like, { footprint }) })
}

type Resources = ConstructorParameters<typeof xdr.SorobanResources>[0]

/** Declares more than enough, and pays for it. */
function generous(like: Transaction, changes: Partial<Resources>) {
  const data = resourcesOf(like)
  const resources = new xdr.SorobanResources({ ...data.resources, instructions: 200_000_000, writeBytes: 100_000, ...changes })
  const ext = xdr.TransactionExt.sorobanData(new xdr.SorobanTransactionData({ ...data, resources, resourceFee: 100_000_000n }))
  return { fee: 100_000_100, ext }
}

/** Lists in lists, written by hand: the library does not write what nobody can read. */
function nested(transaction: Transaction, depth: number, key: Keypair): Buffer {
  const marker = Buffer.alloc(32, 0xab)
  const contractAddress = xdr.ScAddress.scAddressTypeContract(new xdr.ContractId(new Uint8Array(32)))
  const call = new xdr.InvokeContractArgs({ contractAddress, functionName: 'go', args: [xdr.ScVal.scvBytes(marker)] })
  const hostFunction = xdr.HostFunction.hostFunctionTypeInvokeContract(call)
  const body = xdr.OperationBody.invokeHostFunction(new xdr.InvokeHostFunctionOp({ hostFunction, auth: [] }))
  const bytes = Buffer.from(
    resigned(transaction, key, { operations: [new xdr.Operation({ sourceAccount: null, body })] })
      .toEnvelope()
      .toXDR(),
  )
  // A value of bytes: its type and its length come before the marker.
  const at = bytes.indexOf(marker) - 8
  const list = Buffer.from('000000100000000100000001', 'hex')
  const nothing = Buffer.from('00000001', 'hex')
  return Buffer.concat([bytes.subarray(0, at), ...Array(depth).fill(list), nothing, bytes.subarray(at + 8 + marker.length)])
}
