import type { Problem } from '../core/problem.ts'
import { batchTooLarge } from './batch-problems.ts'
import type { BatchedStep, BatchStep, DeploymentStep } from './deployment-plan.ts'
import type { TransactionLimits } from './network-settings.ts'
import { type OrderedContract, orderOf } from './order.ts'
import { wavesOf } from './waves.ts'

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
export function batchRefusals(
  { transactionBytes, writtenBytes, writtenEntries, footprintEntries }: BatchStep,
  limits: TransactionLimits,
): Problem[] {
  const measured = [
    { what: 'bytes of the transaction', needed: transactionBytes, most: limits.bytes },
    { what: 'bytes written', needed: writtenBytes, most: limits.writtenBytes },
    { what: 'entries written', needed: writtenEntries, most: limits.writtenEntries },
    { what: 'entries of its footprint', needed: footprintEntries, most: limits.footprintEntries },
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

/** Around everything: envelopes, signatures, resources, the invocation and its authorization. */
const envelopeBytes = 900
/** Around code: as an argument and as a key of the footprint; around its entry. */
const [aroundCode, aroundCodeEntry] = [100, 160]
/** Around an instance or a call: the step itself, its authorization, keys of the footprint; and what is written of it. */
const [aroundCall, aroundInstance] = [340, 250]

function sizeOf(steps: readonly BatchedStep[], contracts: readonly BatchedContract[]) {
  const sizes = steps.map((step) => sizeOfStep(step, contracts))
  const sum = (size: (one: (typeof sizes)[number]) => number) => sizes.reduce((total, one) => total + size(one), 0)
  return {
    transactionBytes: envelopeBytes + sum(({ transactionBytes }) => transactionBytes),
    writtenBytes: sum(({ writtenBytes }) => writtenBytes),
    writtenEntries: sum(({ writtenEntries }) => writtenEntries),
    // The batch deployer's own two are only read.
    footprintEntries: 2 + sum(({ footprintEntries }) => footprintEntries),
  }
}

function sizeOfStep(step: BatchedStep, contracts: readonly BatchedContract[]) {
  if (step.do === 'upload') {
    return { transactionBytes: step.bytes + aroundCode, writtenBytes: step.bytes + aroundCodeEntry, writtenEntries: 1, footprintEntries: 1 }
  }
  const given = argumentBytesOf(step, contracts)
  // What is given travels twice, in the step and in its authorization.
  const transactionBytes = aroundCall + 2 * given
  return { transactionBytes, writtenBytes: aroundInstance + given, writtenEntries: 1, footprintEntries: step.do === 'create' ? 1 : 2 }
}

function argumentBytesOf(step: Exclude<BatchedStep, { do: 'upload' }>, contracts: readonly BatchedContract[]): number {
  const sizes = contracts.find(({ name }) => name === step.contract)?.argumentBytes
  return step.do === 'upgrade' ? 40 : (sizes?.[step.do] ?? 0)
}
