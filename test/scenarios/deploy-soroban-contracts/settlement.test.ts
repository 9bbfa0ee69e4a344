import { setImmediate } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { Keypair } from '@stellar/stellar-sdk/base'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { neverCancelled } from '../../../src/core/signals.ts'
import { writeThrough } from '../../../src/core/write.ts'
import { type ChainTask, carryOut } from '../../../src/soroban/engine/carry-out.ts'
import { type Engine, openEngine } from '../../../src/soroban/engine/engine.ts'
import { uploadCall } from '../../../src/soroban/engine/operations.ts'
import { openChain } from '../../../src/soroban/network/chain.ts'
import { codeKey } from '../../../src/soroban/network/keys.ts'
import { alone } from '../../../src/soroban/signers/signatory.ts'
import { wasmHashOf } from '../../../src/soroban/wasm/contract-file.ts'
import { specFunction, wasmWithSpec } from '../../unit/soroban/wasm-with-spec.ts'

/** Ledgers close when the test says so, long before their time. */
const byHand = { close: 300_000 }

interface Bench extends Engine {
  /** What the engine told, a line each. */
  readonly told: string[]
  /** An upload that no other test has done. */
  upload(name: string): Promise<ChainTask>
  /** Resolves once the engine has told something that matches. */
  hasTold(pattern: RegExp): Promise<void>
  hasSent(times: number): Promise<void>
}

const hurried = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.min(ms, 5)))

async function makeEngine(network: Network, wait: (ms: number) => Promise<void> = hurried): Promise<Bench> {
  const pair = Keypair.fromSecret(network.root.secret)
  const place = { name: 'local', passphrase: network.passphrase, rpcUrl: network.rpcUrl, environment: 'rehearsal', at: null }
  // Time is what the engine has waited for: a machine that is slow does not use up its patience.
  let waitedMs = 0
  const sleep = async (ms: number) => {
    waitedMs += ms
    await wait(ms)
  }
  const chain = await openChain(place, { fetch: globalThis.fetch, sleep })
  const told: string[] = []
  const until = async (holds: () => boolean) => {
    const patience = AbortSignal.timeout(20_000)
    while (!holds()) await setImmediate(patience.throwIfAborted())
  }
  const clock = { now: () => new Date(), elapsedMs: () => waitedMs }
  const cancellation = neverCancelled()
  const log = { line: (text: string) => void told.push(text), group: async <Result>(_: string, work: () => Promise<Result>) => work() }
  const signer = { address: pair.publicKey(), signHash: async (hash: Uint8Array) => pair.sign(hash) }
  return {
    ...openEngine({ chain, deployer: alone(signer), world: { sleep, clock, log, cancellation, write: writeThrough(cancellation) } }),
    told,
    async upload(name) {
      const bytes = await wasmWithSpec((sdk) => [specFunction(sdk, name, {})])
      const key = codeKey(wasmHashOf(bytes), chain.sdk)
      return { call: uploadCall(`upload ${name}`, { bytes }, chain.sdk), isDone: async () => (await chain.read([key])).entry(key) !== null }
    },
    hasTold: (pattern) => until(() => told.some((line) => pattern.test(line))),
    hasSent: (times) => until(() => (network.calls.get('sendTransaction') ?? 0) >= times),
  }
}

test('a transaction that no ledger took is proved never applied, then sent anew', async () => {
  await using network = await startNetwork(byHand)
  const engine = await makeEngine(network)
  network.fault('try-again-later', { of: 'sendTransaction', times: 1_000 })
  const settled = carryOut(await engine.upload('dropped'), engine)
  await engine.hasSent(3)
  network.heal()
  network.advanceTo(network.ledger.sequence + 13)
  await engine.hasTold(/proved never applied/)
  const sent = network.calls.get('sendTransaction') ?? 0
  await engine.hasSent(sent + 1)
  network.closeLedger()

  expect((await settled).ledger).toBe(network.ledger.sequence)
  const mine = network.transactions.filter(({ succeeded }) => succeeded)
  expect(mine.map(({ id }) => id)).toEqual([(await settled).hash])
})

test('a sequence number that somebody else used is noticed, and the step is done with the next one', async () => {
  await using network = await startNetwork()
  const gate = Promise.withResolvers<void>()
  const [engine, held] = [await makeEngine(network), await makeEngine(network, () => gate.promise)]
  // Our first copy never arrives, and before we look another run of the same account is through.
  network.fault('refuse', { of: 'sendTransaction' })
  const ours = carryOut(await held.upload('ours'), held)
  await held.hasTold(/no answer to sendTransaction/)
  const theirs = await carryOut(await engine.upload('theirs'), engine)
  gate.resolve()

  expect((await ours).ledger).toBeGreaterThan(theirs.ledger ?? 0)
  expect(held.told.filter((line) => line.includes('was used by another transaction'))).toHaveLength(1)
  expect(network.transactions.map(({ id }) => id)).toEqual([theirs.hash, (await ours).hash])
})

test('an answer that is lost is looked for, not sent as something new', async () => {
  await using network = await startNetwork()
  const engine = await makeEngine(network)
  network.fault('lose-answer', { of: 'sendTransaction' })
  const settled = await carryOut(await engine.upload('lost'), engine)
  expect(network.transactions.map(({ id, ledger }) => ({ id, ledger }))).toEqual([{ id: settled.hash, ledger: settled.ledger }])
  expect(network.calls.get('sendTransaction')).toBe(1)
})

test('work that another run did since the plan was made is found done, and nothing is sent', async () => {
  await using network = await startNetwork()
  const engine = await makeEngine(network)
  const task = await engine.upload('twice')
  const isDone = async () => true
  await carryOut(task, engine)
  const failing = { call: { ...task.call, footprint: { readOnly: [] } }, isDone }
  const sent = network.calls.get('sendTransaction')
  const { chain } = engine
  // A call of a contract that is not there fails in its simulation.
  const missing = chain.sdk.StrKey.encodeContract(new Uint8Array(32))
  const call = { name: 'call', operation: chain.sdk.Operation.invokeContractFunction({ contract: missing, function: 'f', args: [] }) }
  expect(await carryOut({ ...failing, call }, engine)).toEqual({ name: 'call', hash: null, ledger: null, feeCharged: null })
  await expect(carryOut({ call, isDone: async () => false }, engine)).rejects.toMatchObject({ code: 'soroban/simulation-failed' })
  expect(network.calls.get('sendTransaction')).toBe(sent)
})
