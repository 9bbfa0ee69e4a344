import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Address, contract, hash, Keypair, Operation, rpc, scValToNative, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import type { Network } from '../../../local/network/network.ts'

const example = resolve(import.meta.dirname, '../../../examples/traqora')

export function wasmOf(name: string, upgrade: 'second' | 'third' | null = null): Buffer {
  return readFileSync(join(example, upgrade === null ? '' : `upgrades/${upgrade}`, 'contracts/wasm', `${name}.wasm`))
}

export interface Account {
  keys: Keypair
  address: string
  send(operation: xdr.Operation): Promise<unknown>
  /** Uploads code; resolves with its hash. */
  upload(wasm: Buffer): Promise<Buffer>
}

export interface Deployed {
  id: string
  /** Calls a function by the account; arguments are typed by the contract's spec. A refusal by the contract rejects. */
  call(name: string, args?: Record<string, unknown>, by?: Account): Promise<unknown>
}

/** An account funded by friendbot. */
export async function openAccount(network: Network): Promise<Account> {
  const server = new rpc.Server(network.rpcUrl, { allowHttp: true })
  const keys = Keypair.random()
  const address = keys.publicKey()
  await server.requestAirdrop(address)
  const send = (operation: xdr.Operation) => submit({ server, keys, operation, passphrase: network.passphrase })
  return {
    keys,
    address,
    send,
    async upload(wasm) {
      await send(Operation.uploadContractWasm({ wasm }))
      return Buffer.from(hash(wasm))
    },
  }
}

interface Deployment {
  by: Account
  name: string
  salt: Buffer
  /** Of the constructor; null when there is none. */
  args: Record<string, unknown> | null
}

export async function deploy({ by, name, salt, args }: Deployment): Promise<Deployed> {
  const wasm = wasmOf(name)
  const wasmHash = await by.upload(wasm)
  const constructorArgs = args === null ? [] : contract.Spec.fromWasm(wasm).funcArgsToScVals('__constructor', args)
  const id = await by.send(Operation.createCustomContract({ address: Address.fromString(by.address), wasmHash, salt, constructorArgs }))
  return contractAt({ id: String(id), wasm, by })
}

export function contractAt({ id, wasm, by }: { id: string; wasm: Buffer; by: Account }): Deployed {
  const spec = contract.Spec.fromWasm(wasm)
  return {
    id,
    call: (name, args = {}, caller = by) =>
      caller.send(Operation.invokeContractFunction({ contract: id, function: name, args: spec.funcArgsToScVals(name, args) })),
  }
}

async function submit({
  server,
  keys,
  operation,
  passphrase,
}: {
  server: rpc.Server
  keys: Keypair
  operation: xdr.Operation
  passphrase: string
}) {
  const source = await server.getAccount(keys.publicKey())
  const plain = new TransactionBuilder(source, { fee: '1000', networkPassphrase: passphrase })
    .addOperation(operation)
    .setTimeout(60)
    .build()
  const simulation = await server.simulateTransaction(plain)
  if (!rpc.Api.isSimulationSuccess(simulation)) throw new Error(simulation.error)
  const transaction = rpc.assembleTransaction(plain, simulation).build()
  transaction.sign(keys)
  const sent = await server.sendTransaction(transaction)
  const result = await server.pollTransaction(sent.hash, { attempts: 50, sleepStrategy: () => 100 })
  if (result.status !== rpc.Api.GetTransactionStatus.SUCCESS) throw new Error(`${sent.status}, ${result.status}: ${sent.hash}`)
  return result.returnValue === undefined ? null : scValToNative(result.returnValue)
}
