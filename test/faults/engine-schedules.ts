import { Keypair } from '@stellar/stellar-sdk/base'
import { type FaultKind, type FaultSchedule, faultTable } from '../../local/network/faults.ts'
import type { AppliedTransaction } from '../../local/network/ledger/closed-ledger.ts'
import { type Network, startNetwork } from '../../local/network/network.ts'
import { neverCancelled } from '../../src/core/signals.ts'
import { writeThrough } from '../../src/core/write.ts'
import { type ChainTask, carryOut, type Settled } from '../../src/soroban/engine/carry-out.ts'
import { openChannels } from '../../src/soroban/engine/channels.ts'
import { type Engine, openEngine } from '../../src/soroban/engine/engine.ts'
import { uploadCall } from '../../src/soroban/engine/operations.ts'
import { type Chain, openChain } from '../../src/soroban/network/chain.ts'
import { codeKey } from '../../src/soroban/network/keys.ts'
import { alone } from '../../src/soroban/signers/signatory.ts'
import type { Signer } from '../../src/soroban/signers/signer.ts'
import { wasmHashOf } from '../../src/soroban/wasm/contract-file.ts'
import { specFunction, wasmWithSpec } from '../unit/soroban/wasm-with-spec.ts'
import { laggingNodes } from './lagging-nodes.ts'
import { randomFrom } from './random.ts'
import { type VirtualTime, virtualTime } from './virtual-time.ts'

/** What came of one schedule. */
export interface ScheduleOutcome {
  readonly seed: number
  readonly steps: number
  readonly applied: number
  /** Steps whose problem says that they are not applied, by its code. */
  readonly refused: readonly string[]
  /** Where the engine and the network's own ledger disagree, or a step took longer than it may. */
  readonly violations: readonly string[]
}

/** Ledgers behind a transaction's bound by which its outcome must be known. */
const settledWithin = 2
const closeMs = 5_000
/** A network is used for so many schedules: what it remembers grows. */
const schedulesANetwork = 100
const methods = ['sendTransaction', 'getTransaction', 'getLedgerEntries', 'simulateTransaction', 'getFeeStats'] as const

/** Those that strike any call and leave the network as it is. */
export const usualKinds: readonly FaultKind[] = [
  'lose-answer',
  'refuse',
  '503',
  '429',
  'try-again-later',
  'internal-error',
  'truncate',
  'delay',
]

/** Runs schedules one after the other, seed by seed; each outcome is given as it comes. */
export async function* runSchedules(
  firstSeed: number,
  runs: number,
  kinds: readonly FaultKind[] = usualKinds,
): AsyncGenerator<ScheduleOutcome> {
  for (let done = 0; done < runs; done += schedulesANetwork) {
    // Ledgers close as virtual time passes, never by themselves.
    await using network = await startNetwork({ close: 300_000 })
    const channels = [1, 2, 3].map(channelOf)
    await prepare(network, channels)
    for (let index = done; index < Math.min(done + schedulesANetwork, runs); index += 1) {
      yield await runSchedule(firstSeed + index, { network, channels, kinds })
    }
  }
}

interface Place {
  readonly network: Network
  readonly channels: readonly Signer[]
  readonly kinds: readonly FaultKind[]
}

async function runSchedule(seed: number, { network, channels, kinds }: Place): Promise<ScheduleOutcome> {
  const random = randomFrom(seed)
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const count = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  const time = virtualTime({ everyMs: closeMs, tick: () => void network.closeLedger() })
  const told: string[] = []
  const lanes = random() < 0.5 ? channels : []
  const asked = random() < 0.4 ? { ...time, fetch: laggingNodes(time.fetch, random) } : time
  const engine = await engineOver(network, { time: asked, channels: lanes, told })
  // Now and then another run of the same account is at work at the same time.
  const rival = random() < 0.2 ? await engineOver(network, { time, channels: lanes, told }) : null
  const before = network.transactions.length
  const steps = await Promise.all(Array.from({ length: count(1, 3) }, (_, index) => step(`s${seed}x${index}`, index, engine.chain)))
  for (let faults = count(0, 5); faults > 0; faults -= 1) {
    const kind = pick(kinds)
    const of = pick(faultTable[kind].of ?? methods)
    // Reads are asked again four times at most; sending can be out of order for longer than a transaction has.
    const times = of === 'sendTransaction' && random() < 0.3 ? count(8, 150) : count(1, 4)
    const schedule: FaultSchedule = { of, nth: count(1, 8), times, milliseconds: 2 }
    network.fault(kind, schedule)
  }
  const begun = [
    ...steps.map((one) => ({ step: one, run: ended(carryOut(one.task, engine), network) })),
    ...(rival === null ? [] : steps.slice(0, 1).map((one) => ({ step: one, run: ended(carryOut(one.task, rival), network) }))),
  ]
  const runs = await time.during(Promise.all(begun.map(async ({ step, run }) => ({ step, end: await run }))))
  network.heal()
  // Whatever still waits anywhere has its chance to be applied after its verdict.
  for (let ledger = 0; ledger < 14; ledger += 1) network.closeLedger()
  const applied = network.transactions.slice(before)
  return {
    seed,
    steps: runs.length,
    applied: runs.filter(({ end }) => end.settled !== null).length,
    refused: runs.flatMap(({ end }) => end.code ?? []),
    violations: runs.flatMap(({ step, end }) => {
      const elsewhere = runs.some((other) => other.step === step && other.end !== end && other.end.settled !== null)
      return violationsOf(step, end, { applied, told, elsewhere })
    }),
  }
}

interface UploadStep {
  readonly name: string
  readonly bytes: Uint8Array
  readonly task: ChainTask
}

interface End {
  readonly settled: Settled | null
  readonly code: string | null
  /** The network's newest ledger at the moment of the verdict. */
  readonly ledger: number
}

/** The oracle: what the network's own ledger holds of this step, found by the bytes of its wasm. */
function violationsOf(
  { name, bytes }: UploadStep,
  { settled, code, ledger }: End,
  { applied, told, elsewhere }: { applied: readonly AppliedTransaction[]; told: readonly string[]; elsewhere: boolean },
): string[] {
  const mine = applied.filter(({ envelope }) => Buffer.from(envelope).includes(Buffer.from(bytes)))
  const succeeded = mine.filter((transaction) => transaction.succeeded)
  const wrong: string[] = []
  if (settled !== null && succeeded.length === 0) wrong.push('told applied, and the ledger has it not')
  if (
    settled?.hash != null &&
    !succeeded.some(({ id, innerId, ledger: at }) => [id, innerId].includes(settled.hash ?? '') && at === settled.ledger)
  ) {
    wrong.push(`told applied by ${settled.hash} in ledger ${settled.ledger}, and the ledger knows no such transaction`)
  }
  if (code === 'soroban/outcome-unknown') wrong.push('ended with an unknown outcome')
  else if (settled === null && succeeded.length > 0 && !elsewhere) wrong.push(`told not applied (${code}), and the ledger has it`)
  if (mine.length > succeeded.length) wrong.push('a transaction of it failed')
  const bounds = told.flatMap((line) => (line.startsWith(`upload ${name}: sending`) ? [Number(/before ledger (\d+)/.exec(line)?.[1])] : []))
  const last = Math.max(...bounds, 0)
  if (last > 0 && ledger > last + settledWithin) wrong.push(`settled in ledger ${ledger}, its bound was ${last}`)
  return wrong.map((what) => `upload ${name}: ${what}`)
}

async function ended(run: Promise<Settled>, network: Network): Promise<End> {
  try {
    const settled = await run
    return { settled, code: null, ledger: network.ledger.sequence }
  } catch (thrown) {
    const { code } = thrown as { code?: string }
    if (code === undefined) throw thrown
    return { settled: null, code, ledger: network.ledger.sequence }
  }
}

async function step(name: string, lane: number, chain: Chain): Promise<UploadStep> {
  const bytes = await wasmWithSpec((sdk) => [specFunction(sdk, name, {})])
  const key = codeKey(wasmHashOf(bytes), chain.sdk)
  const isDone = async () => (await chain.read([key])).entry(key) !== null
  return { name, bytes, task: { call: uploadCall(`upload ${name}`, { bytes }, chain.sdk), isDone, lane } }
}

async function engineOver(
  network: Network,
  { time, channels, told }: { time: VirtualTime; channels: readonly Signer[]; told: string[] },
): Promise<Engine> {
  const { fetch, sleep, clock } = time
  const place = { name: 'local', passphrase: network.passphrase, rpcUrl: network.rpcUrl, environment: 'rehearsal', at: null }
  const chain = await openChain(place, { fetch, sleep })
  const cancellation = neverCancelled()
  const log = { line: (text: string) => void told.push(text), group: async <Result>(_: string, work: () => Promise<Result>) => work() }
  const world = { sleep, clock, log, cancellation, write: writeThrough(cancellation) }
  return openEngine({ chain, deployer: alone(signerOf(Keypair.fromSecret(network.root.secret))), channels, world })
}

async function prepare(network: Network, channels: readonly Signer[]): Promise<void> {
  const time = virtualTime({ everyMs: closeMs, tick: () => void network.closeLedger() })
  const engine = await engineOver(network, { time, channels: [], told: [] })
  await time.during(carryOut(await openChannels('open channels', channels, engine.chain), engine))
}

function channelOf(index: number): Signer {
  return signerOf(Keypair.fromRawEd25519Seed(Buffer.alloc(32, index)))
}

function signerOf(pair: Keypair): Signer {
  return { address: pair.publicKey(), signHash: async (hash) => pair.sign(hash) }
}
