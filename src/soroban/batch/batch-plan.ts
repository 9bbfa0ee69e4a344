import type { Problem } from '../../core/problem.ts'
import type { TransactionLimits } from '../network/network-settings.ts'
import type { BatchedStep, BatchStep, DeploymentStep } from '../plan/deployment-plan.ts'
import { type OrderedContract, orderOf } from '../plan/order.ts'
import { wavesOf } from '../plan/waves.ts'
import { batchTooLarge } from './batch-problems.ts'

export interface BatchedContract extends OrderedContract {
  /** Bytes of what its calls are given, as they travel. */
  readonly argumentBytes: { readonly create: number; readonly init: number; readonly migrate: number }
}

/** All that one transaction can do as one step, and what is done before and after it; null where there is nothing of that kind. */
export function batchOf(
  steps: readonly DeploymentStep[],
  contracts: readonly BatchedContract[],
): { readonly before: readonly DeploymentStep[]; readonly batch: BatchStep; readonly after: readonly DeploymentStep[] } | null {
  const batched = inOrder(steps.filter(isBatched), contracts)
  if (batched.length === 0) return null
  const others = steps.filter((step) => !isBatched(step))
  return {
    before: others.filter((step) => step.do !== 'extend'),
    batch: { id: 'batch', do: 'batch', steps: batched, ...sizeOf(batched, contracts) },
    after: others.filter((step) => step.do === 'extend'),
  }
}

/** Why a batch cannot be one transaction of this network: by how much it is too large for each limit. */
export function batchRefusals(batch: BatchStep, limits: TransactionLimits): Problem[] {
  const measured = [
    { what: 'bytes of the transaction', needed: batch.transactionBytes, most: limits.bytes },
    { what: 'bytes written', needed: batch.writtenBytes, most: limits.writtenBytes },
    { what: 'entries written', needed: batch.writtenEntries, most: limits.writtenEntries },
    { what: 'entries of its footprint', needed: batch.footprintEntries, most: limits.footprintEntries },
    { what: 'bytes of memory', needed: batch.memoryBytes, most: limits.memoryBytes },
    { what: 'instructions', needed: batch.instructions, most: limits.instructions },
  ]
  return measured.filter(({ needed, most }) => needed > most).map((excess) => batchTooLarge(excess))
}

function isBatched(step: DeploymentStep): step is BatchedStep {
  return step.do === 'upload' || step.do === 'create' || step.do === 'upgrade' || step.do === 'migrate' || step.do === 'init'
}

/** Inside a transaction the order is certain: whatever would need a ledger of its own needs only its place. */
function inOrder(steps: readonly BatchedStep[], contracts: readonly OrderedContract[]): readonly BatchedStep[] {
  const boundless = { transactions: Infinity, transactionBytes: Infinity, writtenBytes: Infinity, writtenEntries: Infinity }
  const waves = wavesOf(orderOf(steps, contracts), { capacity: boundless, lanes: Infinity })
  return waves.flat().flatMap(({ step }) => (isBatched(step) ? [step] : []))
}

interface Size {
  readonly transactionBytes: number
  readonly writtenBytes: number
  readonly writtenEntries: number
  readonly footprintEntries: number
  readonly memoryBytes: number
  readonly instructions: number
}

/** Around all steps: envelopes, signatures, resources, the invocation and its authorization. The batch deployer is only read. */
const around: Size = {
  transactionBytes: 900,
  writtenBytes: 0,
  writtenEntries: 0,
  footprintEntries: 2,
  memoryBytes: 200_000,
  instructions: 500_000,
}
/** What each byte of code takes, measured with the host of protocol 27. */
const ofEachByte = { memoryBytes: 98, instructions: 810 }
/** A contract of soroban-sdk has 1.1 MB of memory from its start; an upload starts it once, a create twice, a call once. */
const memoryBytes = { upload: 1_360_000, create: 2_690_000, call: 1_360_000 }
const instructions = { upload: 600_000, create: 2_300_000, call: 1_230_000 }

function sizeOf(steps: readonly BatchedStep[], contracts: readonly BatchedContract[]): Size {
  return steps.map((step) => sizeOfStep(step, contracts)).reduce(added, around)
}

function sizeOfStep(step: BatchedStep, contracts: readonly BatchedContract[]): Size {
  if (step.do === 'upload') {
    return {
      transactionBytes: step.bytes + 100,
      writtenBytes: step.bytes + 160,
      writtenEntries: 1,
      footprintEntries: 1,
      memoryBytes: memoryBytes.upload + step.bytes * ofEachByte.memoryBytes,
      instructions: instructions.upload + step.bytes * ofEachByte.instructions,
    }
  }
  const [given, kind] = [argumentBytesOf(step, contracts), step.do === 'create' ? 'create' : 'call'] as const
  return {
    // What is given travels twice: in the step, and in what it is authorized by.
    transactionBytes: 340 + 2 * given,
    writtenBytes: 250 + given,
    writtenEntries: 1,
    footprintEntries: kind === 'create' ? 1 : 2,
    memoryBytes: memoryBytes[kind],
    instructions: instructions[kind],
  }
}

/** Bytes of the hash that an upgrade is given. */
const hashBytes = 40

function argumentBytesOf(step: Exclude<BatchedStep, { do: 'upload' }>, contracts: readonly BatchedContract[]): number {
  const sizes = contracts.find(({ name }) => name === step.contract)?.argumentBytes
  return step.do === 'upgrade' ? hashBytes : (sizes?.[step.do] ?? 0)
}

function added(one: Size, other: Size): Size {
  return {
    transactionBytes: one.transactionBytes + other.transactionBytes,
    writtenBytes: one.writtenBytes + other.writtenBytes,
    writtenEntries: one.writtenEntries + other.writtenEntries,
    footprintEntries: one.footprintEntries + other.footprintEntries,
    memoryBytes: one.memoryBytes + other.memoryBytes,
    instructions: one.instructions + other.instructions,
  }
}
