import { setTimeout as wait } from 'node:timers/promises'
import { Address, Keypair, nativeToScVal, Operation, rpc, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import type { Network } from '../../local/network/network.ts'
import { type DeploySystem, ring } from './deploy-system.ts'

export interface ScriptRun {
  readonly transactions: number
  readonly ledgers: number
  readonly ms: number
}

/** When `stellar` asks for the outcome of what it sent, in ms after it (research/soroban-deploy.md section 2). */
const pollsMs = [0, 1_000, 2_600, 5_100, 9_100, 15_400, 25_000]

/**
 * What people run today, one command after the other: upload, deploy, initialize, for seven contracts. The same
 * transactions through the SDK, with the polling of the command line tool.
 */
export async function runScript(network: Network, system: Pick<DeploySystem, 'wasm'>): Promise<ScriptRun> {
  const server = new rpc.Server(network.rpcUrl, { allowHttp: true })
  const deployer = Keypair.random()
  const given = await fetch(`${network.friendbotUrl}?addr=${deployer.publicKey()}`)
  if (!given.ok) throw new TypeError(await given.text())
  const [startedMs, firstLedger] = [performance.now(), network.ledger.sequence]
  let transactions = 0
  const send = async (operation: xdr.Operation) => {
    const account = await server.getAccount(deployer.publicKey())
    const built = new TransactionBuilder(account, { fee: '100', networkPassphrase: network.passphrase }).addOperation(operation)
    const prepared = await server.prepareTransaction(built.setTimeout(300).build())
    prepared.sign(deployer)
    const { hash } = await server.sendTransaction(prepared)
    transactions += 1
    return settled(server, hash)
  }
  const ids: string[] = []
  for (const name of ring) {
    const wasm = await system.wasm(name)
    const uploaded = await send(Operation.uploadContractWasm({ wasm }))
    const wasmHash = uploaded.returnValue?.type === 'scvBytes' ? uploaded.returnValue.value.toBytes() : new Uint8Array()
    const address = new Address(deployer.publicKey())
    const created = await send(Operation.createCustomContract({ address, wasmHash, salt: Buffer.alloc(32, name) }))
    ids.push(Address.fromScVal(created.returnValue as xdr.ScVal).toString())
  }
  for (const [index, id] of ids.entries()) {
    const args = [deployer.publicKey(), ids[(index + 1) % ids.length]].map((address) => nativeToScVal(address, { type: 'address' }))
    await send(Operation.invokeContractFunction({ contract: id, function: 'initialize', args }))
  }
  return { transactions, ledgers: network.ledger.sequence - firstLedger, ms: performance.now() - startedMs }
}

async function settled(server: rpc.Server, hash: string): Promise<rpc.Api.GetSuccessfulTransactionResponse> {
  const sentMs = performance.now()
  for (const pollMs of pollsMs) {
    await wait(Math.max(0, sentMs + pollMs - performance.now()))
    const answer = await server.getTransaction(hash)
    if (answer.status === 'SUCCESS') return answer
    if (answer.status === 'FAILED') throw new TypeError(`transaction ${hash} failed`)
  }
  throw new TypeError(`transaction ${hash} was not included`)
}
