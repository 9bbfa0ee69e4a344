import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Account, Address, Asset, Contract, Keypair, Operation, rpc, scValToNative, TransactionBuilder, xdr } from '@stellar/stellar-sdk'
import { fixtureWasm, number, StellarClient } from '../support/stellar-client.ts'

/** Ten thousand transactions a minute leave this much processor time for each, in milliseconds. */
const wanted = { transactions: 10_000, millisecondsEach: 6 }
/** Of the process, at most. Contract calls come second, when the payments have filled the history already, and add the host's memory. */
const megabytes = 300
/** Every account has one transaction in a ledger at most. */
const accounts = 200
const rounds = wanted.transactions / accounts
const atOnce = 16

const repository = join(import.meta.dirname, '../..')
let child: ChildProcess
let client: StellarClient
let passphrase: string
let root: Keypair
const keys = Array.from({ length: accounts }, () => Keypair.random())
beforeAll(async () => {
  // As `npm run network` starts it, but without npm around it.
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { scripts: { network: string } }
  const [, ...words] = scripts.network.split(' && ').at(-1)?.split(' ') ?? []
  child = spawn(process.execPath, [...words, '--port', '0', '--close', '500ms', '--json'], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.stdout === null) throw new Error('no output')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const ready = JSON.parse(line) as { rpcUrl: string; passphrase: string; root: { secret: string } }
  passphrase = ready.passphrase
  client = new StellarClient(ready)
  root = Keypair.fromSecret(ready.root.secret)
  for (let first = 0; first < accounts; first += 100) await endow(keys.slice(first, first + 100))
}, 300_000)
afterAll(async () => {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
})

test('ten thousand payments fit into a minute, and into 300 MB', async () => {
  const figures = await sendAll((key, index, sequence) => {
    const destination = keys[(index + 1) % accounts]?.publicKey() ?? ''
    return signed(key, sequence, Operation.payment({ destination, asset: Asset.native(), amount: '0.1' }))
  })
  check('payments', figures)
}, 900_000)

test('ten thousand contract calls that write fit into a minute, and into 300 MB', async () => {
  const counter = await deployed()
  const calls = keys.map((_, index) => counter.call('note', number(index), xdr.ScVal.scvSymbol('noted')))
  const simulations = await Promise.all(calls.map(async (call) => await client.server.simulateTransaction(await client.build(root, call))))
  const figures = await sendAll((key, index, sequence) => {
    const [call, simulation] = [calls[index], simulations[index]]
    if (call === undefined || simulation === undefined || !rpc.Api.isSimulationSuccess(simulation)) throw new Error('no simulation')
    return signed(key, sequence, call, simulation.transactionData.build())
  })
  check('contract calls', figures)
  // By then the history has no more room: what comes pushes out as much, and only the collector of garbage takes its steps.
  expect(figures.megabytes.at(-1)).toBeLessThan((figures.megabytes[Math.floor(rounds / 4)] ?? 0) * 1.4)
}, 900_000)

async function endow(some: readonly Keypair[]): Promise<void> {
  const builder = new TransactionBuilder(await client.server.getAccount(root.publicKey()), { fee: '100', networkPassphrase: passphrase })
  for (const key of some) builder.addOperation(Operation.createAccount({ destination: key.publicKey(), startingBalance: '10000' }))
  const transaction = builder.setTimeout(0).build()
  transaction.sign(root)
  await applied(transaction.toXDR())
}

async function deployed(): Promise<Contract> {
  const wasmHash = await applied((await client.prepare(root, Operation.uploadContractWasm({ wasm: fixtureWasm }))).toXDR())
  const address = new Address(root.publicKey())
  const constructorArgs = [address.toScVal(), number(0)]
  const creation = Operation.createCustomContract({ address, wasmHash: wasmHash as Buffer, constructorArgs })
  return new Contract((await applied((await client.prepare(root, creation)).toXDR())) as string)
}

async function applied(transaction: string): Promise<unknown> {
  const { hash } = await client.server.sendTransaction(TransactionBuilder.fromXDR(transaction, passphrase))
  const result = await client.server.pollTransaction(hash, { attempts: 600, sleepStrategy: () => 100 })
  if (result.status !== rpc.Api.GetTransactionStatus.SUCCESS) throw new Error(result.status)
  return scValToNative(result.returnValue ?? xdr.ScVal.scvVoid())
}

async function sequenceOf(key: Keypair): Promise<bigint> {
  return BigInt((await client.server.getAccount(key.publicKey())).sequenceNumber())
}

function signed(key: Keypair, sequence: bigint, operation: xdr.Operation, data?: xdr.SorobanTransactionData): string {
  const source = new Account(key.publicKey(), sequence.toString())
  const builder = new TransactionBuilder(source, { fee: '100', networkPassphrase: passphrase })
  if (data !== undefined) builder.setSorobanData(data)
  const transaction = builder.addOperation(operation).setTimeout(0).build()
  transaction.sign(key)
  return transaction.toXDR()
}

interface Figures {
  seconds: number
  millisecondsEach: number
  /** After each round. */
  megabytes: number[]
}

/** Sends one transaction for each account in a round; all of them are in ledgers in the end. */
async function sendAll(make: (key: Keypair, index: number, sequence: bigint) => string): Promise<Figures> {
  const sequences = await Promise.all(keys.map(sequenceOf))
  const begun = { at: performance.now(), processor: processorTime() }
  const memories: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await inParallel([...keys.entries()], async ([index, key]) => {
      await send(make(key, index, (sequences[index] ?? 0n) + BigInt(round)))
    })
    memories.push(memory())
  }
  for (const [index, key] of keys.entries()) while ((await sequenceOf(key)) < (sequences[index] ?? 0n) + BigInt(rounds)) await wait(20)
  const [seconds, spent] = [(performance.now() - begun.at) / 1_000, processorTime() - begun.processor]
  return { seconds, millisecondsEach: spent / wanted.transactions, megabytes: memories }
}

// Again and again while the one before of the same account waits for its ledger.
async function send(transaction: string): Promise<void> {
  for (;;) {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sendTransaction', params: { transaction } })
    const response = await fetch(client.server.serverURL, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const answer = (await response.json()) as { result?: { status?: string } }
    if (answer.result?.status === 'PENDING') return
    if (answer.result?.status !== 'TRY_AGAIN_LATER') throw new Error(JSON.stringify(answer))
    await wait(20)
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items]
  const one = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}

/** Milliseconds of processor time that the network has taken, from the kernel's hundredths of a second. */
function processorTime(): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function memory(): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1_000
}

function check(name: string, figures: Figures): void {
  const { seconds, millisecondsEach } = figures
  const at = (share: number) => figures.megabytes[Math.ceil(figures.megabytes.length * share) - 1] ?? 0
  const shown = [0.1, 0.25, 0.5, 0.75, 1].map((share) => at(share).toFixed(0))
  process.stdout.write(
    `${name}: ${millisecondsEach.toFixed(2)} ms of processor time each, ${seconds.toFixed(0)} s, ${shown.join(' ')} MB\n`,
  )
  expect(millisecondsEach).toBeLessThan(wanted.millisecondsEach)
  expect(Math.max(...figures.megabytes)).toBeLessThan(megabytes)
}
