import type { ContractName } from '../contract-id.ts'
import { batchDeployerName, type ChainStep, contractsOf, type DeploymentStep, isChainStep } from './deployment-plan.ts'
import type { Work } from './waves.ts'

/** What the order of steps depends on, besides the steps. */
export interface OrderedContract {
  readonly name: ContractName
  readonly bytes: number
  /** Contracts that its constructor or its initialization calls: they have to be whole before. */
  readonly calls: readonly ContractName[]
  /** Contracts that fairlead.yml wants to be whole before it. */
  readonly after: readonly ContractName[]
}

export function orderedContracts(
  contracts: readonly (Omit<OrderedContract, 'bytes'> & { readonly file: { readonly bytes: Uint8Array } })[],
): OrderedContract[] {
  return contracts.map(({ name, file, calls, after }) => ({ name, bytes: file.bytes.length, calls, after }))
}

/** A step with what it needs before it, which account lends its sequence number, and about how large it is. */
export type OrderedStep = Work & { readonly step: ChainStep }

/** Bytes around what is uploaded: envelope and signatures; and of a transaction without a wasm. */
const envelopeBytes = 500
const smallTransaction = { transactionBytes: 1_000, writtenBytes: 1_500, writtenEntries: 3 }
const footprintKeyBytes = 60

/**
 * Puts the steps of a plan into an order. References by address need none, cycles of them are fine: ids are known
 * before. Code must be there before its instance, a contract before it is called, and all of it before its extension.
 */
export function orderOf(steps: readonly DeploymentStep[], contracts: readonly OrderedContract[]): OrderedStep[] {
  const onChain = steps.filter(isChainStep)
  return onChain.map((step) => ({
    id: step.id,
    step,
    needs: onChain.filter((other) => other !== step && isNeeded(other, { by: step, contracts })).map(({ id }) => id),
    lane: laneOf(step, { onChain, contracts }),
    ...sizeOf(step, contracts),
  }))
}

function isNeeded(other: ChainStep, { by: step, contracts }: { by: ChainStep; contracts: readonly OrderedContract[] }): boolean {
  if (other.do === 'open-channels') return true
  if (step.do === 'merge-channels') return other.do !== 'merge-channels'
  if (other.do === 'merge-channels') return false
  switch (step.do) {
    case 'open-channels':
    case 'upload':
    case 'restore':
    case 'keep':
      return false
    case 'create':
      return bringsCode(other, step.wasm) || makesWhole(other, before(step.contract, contracts))
    case 'upgrade':
      // Its new code is tried with it.
      if (other.do === 'create' && other.contract === batchDeployerName) return true
      if ((other.do === 'keep' || other.do === 'restore') && other.contract === step.contract) return true
      return bringsCode(other, step.to) || makesWhole(other, before(step.contract, contracts))
    case 'migrate':
      if (other.do === 'upgrade' && other.contract === step.contract) return true
      return makesWhole(other, before(step.contract, contracts))
    case 'batch':
      return other.do !== 'extend'
    case 'init':
      // It may call any contract whose id it is given, so all of them stand before; but those that wait for it.
      if (other.do === 'create' || other.do === 'upgrade' || other.do === 'restore')
        return !waitsFor(other.contract, step.contract, contracts)
      return makesWhole(other, before(step.contract, contracts))
    case 'extend':
      return other.do !== 'extend' && step.entries.some(({ contract }) => contractsOf(other).includes(contract))
  }
}

function bringsCode(other: ChainStep, wasm: string): boolean {
  return (other.do === 'upload' || other.do === 'restore') && other.wasm === wasm
}

function makesWhole(other: ChainStep, names: readonly ContractName[]): boolean {
  switch (other.do) {
    case 'create':
    case 'upgrade':
    case 'migrate':
    case 'restore':
    case 'init':
      return names.includes(other.contract)
    default:
      return false
  }
}

/** Whether a contract is made only once another is whole; circles are refused before anything is planned. */
function waitsFor(name: ContractName, other: ContractName, contracts: readonly OrderedContract[]): boolean {
  return before(name, contracts).some((one) => one === other || waitsFor(one, other, contracts))
}

function before(name: ContractName, contracts: readonly OrderedContract[]): readonly ContractName[] {
  const contract = contracts.find((one) => one.name === name)
  return contract === undefined ? [] : [...contract.calls, ...contract.after]
}

/** By the contract's place in fairlead.yml, so that the remainder of a plan takes the same accounts. */
function laneOf(
  step: ChainStep,
  { onChain, contracts }: { onChain: readonly ChainStep[]; contracts: readonly OrderedContract[] },
): number | null {
  const place = (name: ContractName) => contracts.findIndex((one) => one.name === name)
  switch (step.do) {
    case 'open-channels':
    case 'merge-channels':
    case 'batch':
      return null
    case 'upload':
      return place(step.for[0] ?? '')
    case 'keep':
      return contracts.length + place(step.contract)
    case 'extend':
      return onChain.filter((other) => other.do === 'extend').indexOf(step)
    default:
      return place(step.contract)
  }
}

function sizeOf(step: ChainStep, contracts: readonly OrderedContract[]): Omit<Work, 'id' | 'needs' | 'lane'> {
  switch (step.do) {
    case 'open-channels':
    case 'merge-channels':
      return { transactionBytes: 0, writtenBytes: 0, writtenEntries: 0 }
    case 'batch': {
      const { transactionBytes, writtenBytes, writtenEntries } = step
      return { transactionBytes, writtenBytes, writtenEntries }
    }
    case 'upload':
      return { transactionBytes: step.bytes + envelopeBytes, writtenBytes: step.bytes + envelopeBytes, writtenEntries: 1 }
    case 'restore': {
      const bytes = step.wasm === null ? 0 : (contracts.find(({ name }) => name === step.contract)?.bytes ?? 0)
      return { ...smallTransaction, writtenBytes: bytes + smallTransaction.writtenBytes }
    }
    case 'extend':
      return { transactionBytes: envelopeBytes + step.entries.length * footprintKeyBytes, writtenBytes: 0, writtenEntries: 0 }
    default:
      return smallTransaction
  }
}
