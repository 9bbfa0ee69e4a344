import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Account,
  Address,
  Contract,
  Keypair,
  nativeToScVal,
  Operation,
  rpc,
  scValToNative,
  type Transaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk'
import type { Network } from '../../local/network/network.ts'

/** The contract of the tests; see fixtures/contract/src/lib.rs. */
export const fixtureWasm = readFileSync(join(import.meta.dirname, '../fixtures/contract/fixture.wasm'))

export interface BuildOptions {
  fee?: string
  passphrase?: string
  sequence?: bigint
  signer?: Keypair
  maxLedger?: number
  resourceFee?: bigint
}

/** The official SDK, unchanged, in front of a local network. */
export class StellarClient {
  readonly server: rpc.Server
  readonly #passphrase: string

  constructor(network: Pick<Network, 'rpcUrl' | 'passphrase'>) {
    this.server = new rpc.Server(network.rpcUrl, { allowHttp: true })
    this.#passphrase = network.passphrase
  }

  async funded(): Promise<Keypair> {
    const key = Keypair.random()
    await this.server.requestAirdrop(key.publicKey())
    return key
  }

  async build(key: Keypair, operation: xdr.Operation, options: BuildOptions = {}): Promise<Transaction> {
    const account = await this.server.getAccount(key.publicKey())
    const { fee = '100', passphrase = this.#passphrase, sequence, maxLedger } = options
    const source = sequence === undefined ? account : new Account(key.publicKey(), (sequence - 1n).toString())
    const builder = new TransactionBuilder(source, { fee, networkPassphrase: passphrase }).addOperation(operation).setTimeout(60)
    return (maxLedger === undefined ? builder : builder.setLedgerbounds(0, maxLedger)).build()
  }

  /** Simulated, with what the simulation found, signed. */
  async prepare(key: Keypair, operation: xdr.Operation, options: BuildOptions = {}): Promise<Transaction> {
    const transaction = await this.build(key, operation, options)
    const simulation = await this.server.simulateTransaction(transaction)
    if (rpc.Api.isSimulationError(simulation)) throw new Error(simulation.error)
    const ready = rpc.assembleTransaction(transaction, simulation).build() as Transaction
    ready.sign(options.signer ?? key)
    return ready
  }

  async run(key: Keypair, operation: xdr.Operation, options: BuildOptions = {}): Promise<rpc.Api.GetSuccessfulTransactionResponse> {
    const sent = await this.server.sendTransaction(await this.prepare(key, operation, options))
    if (sent.status !== 'PENDING') throw new Error(`${sent.status} ${JSON.stringify(sent.errorResult?.toJson())}`)
    const result = await this.server.getTransaction(sent.hash)
    if (result.status !== rpc.Api.GetTransactionStatus.SUCCESS) throw new Error(JSON.stringify(result))
    return result
  }

  async upload(key: Keypair, wasm: Buffer = fixtureWasm): Promise<Buffer> {
    const result = await this.run(key, Operation.uploadContractWasm({ wasm }))
    return scValToNative(result.returnValue ?? xdr.ScVal.scvVoid())
  }

  /** Uploads and creates the contract of the tests, with `key` as its admin. */
  async deployed(key: Keypair, start = 7): Promise<Contract> {
    const wasmHash = await this.upload(key)
    const constructorArgs = [new Address(key.publicKey()).toScVal(), number(start)]
    const creation = Operation.createCustomContract({ address: new Address(key.publicKey()), wasmHash, constructorArgs })
    const result = await this.run(key, creation)
    return new Contract(scValToNative(result.returnValue ?? xdr.ScVal.scvVoid()))
  }

  /** Reads through a simulation, which costs nothing. */
  async read(key: Keypair, operation: xdr.Operation): Promise<unknown> {
    const simulation = await this.server.simulateTransaction(await this.build(key, operation))
    if (!rpc.Api.isSimulationSuccess(simulation)) throw new Error('error' in simulation ? simulation.error : 'no success')
    return scValToNative(simulation.result?.retval ?? xdr.ScVal.scvVoid())
  }
}

export function number(value: number): xdr.ScVal {
  return nativeToScVal(value, { type: 'u32' })
}

/** The name of the code that a transaction's result holds. */
export function codeOf(result: xdr.TransactionResult | undefined): string {
  return result?.result.type ?? 'none'
}

/** The name of the code of its first operation. */
export function operationCodeOf(result: xdr.TransactionResult): string {
  const inner = result.result
  if (inner.type !== 'txFailed' && inner.type !== 'txSuccess') return inner.type
  const [operation] = inner.results
  if (operation?.type !== 'opInner') return operation?.type ?? 'none'
  return (operation.tr.value as { type: string }).type
}
