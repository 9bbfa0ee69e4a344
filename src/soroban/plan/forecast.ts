import { type Problem, throwProblems } from '../../core/problem.ts'
import { taskOf } from '../engine/tasks.ts'
import { headroomPercent, prepareCall } from '../engine/transaction.ts'
import type { Chain } from '../network/chain.ts'
import { accountReserve, type ChainFacts, type FoundAccount } from '../network/facts.ts'
import { balanceTooLow, deployerUnfunded, spendLimitTooLow } from '../problems.ts'
import { everyContract, type Wanted, type WantedContract } from '../wanted.ts'
import { type Cost, fixedFee, nothing, rentOf, simulatedCost, sumOf, totalOf } from './cost.ts'
import type { ChainStep, DeploymentStep } from './deployment-plan.ts'
import { type OrderedStep, orderedContracts, orderOf } from './order.ts'

/** What a plan costs: each step, and what channel accounts hold as long as they are there, in stroops. */
export interface Forecast {
  readonly steps: ReadonlyMap<string, Cost>
  readonly reserves: bigint
}

interface Site {
  readonly wanted: Wanted
  readonly chain: Chain
  readonly found: ChainFacts
}

/**
 * Simulates what can be simulated before anything else is done, and reckons the rest with the network's own prices:
 * an instance cannot be simulated before its code is there. Problem `soroban/simulation-failed` for what would fail.
 */
export async function forecastFees(steps: readonly DeploymentStep[], site: Site): Promise<Forecast> {
  const ordered = orderOf(steps, orderedContracts(everyContract(site.wanted)))
  if (ordered.length === 0) return { steps: new Map(), reserves: 0n }
  const price = await site.chain.inclusionFee()
  const simulated = await Promise.all(
    ordered.filter(isFirst).map(async ({ step }) => [step.id, await simulatedStep(step, { ...site, price })] as const),
  )
  const known = new Map(simulated)
  const carried = await Promise.all(
    carriedUploads(ordered, known).map(async (step) => [step.id, await simulatedStep(step, { ...site, price })] as const),
  )
  for (const { step } of ordered)
    if (!known.has(step.id)) known.set(step.id, reckonedStep(step, { ...site, price, known: new Map([...known, ...carried]) }))
  const opened = ordered.flatMap(({ step }) => (step.do === 'open-channels' ? step.accounts : []))
  return { steps: known, reserves: BigInt(opened.filter((address) => !site.found.accounts.has(address)).length) * accountReserve }
}

/** The most that a step of this cost is signed for. */
export function ceilingOf(cost: Cost): bigint {
  return ((totalOf(cost) - cost.inclusion) * headroomPercent) / 100n + cost.inclusion
}

/** Uploads inside a batch that cannot be simulated yet, since its contract is not there: each can be by itself. */
function carriedUploads(ordered: readonly OrderedStep[], known: ReadonlyMap<string, Cost>): readonly ChainStep[] {
  return ordered.flatMap(({ step }) =>
    step.do === 'batch' && !known.has(step.id) ? step.steps.filter((part) => part.do === 'upload') : [],
  )
}

function isFirst({ needs, step }: OrderedStep): boolean {
  return step.do !== 'merge-channels' && needs.every((need) => need === 'open channels')
}

/** Bytes that signing adds to a transaction: bounds, the operation's source, two signatures. */
const signingBytes = 250

async function simulatedStep(step: ChainStep, { wanted, chain, found, price }: Site & { price: bigint }): Promise<Cost> {
  const prepared = await prepareCall((await taskOf(step, { wanted, chain })).call, { chain, source: wanted.signer.address })
  const inclusion = price * BigInt(prepared.operations.length + 1)
  if (prepared.data === null) return { ...nothing, inclusion }
  const operations = prepared.operations.reduce((sum, operation) => sum + operation.toXdr().length, 0)
  const bytes = operations + prepared.data.toXdr().length + signingBytes
  return simulatedCost({ ...prepared, data: prepared.data }, { settings: found, bytes, inclusion })
}

/** Instructions that starting a small contract and running a short function take: between 0.7 and 1.2 million for the examples. */
const shortRun = { instructions: 1_300_000, diskReadBytes: 0, writeBytes: 600, writtenEntries: 1, bytes: 900 }
/** Bytes of an instance that stores nothing, and around each value that it stores. */
const instanceBytes = 104n
const aroundValue = 64n

function reckonedStep(
  step: ChainStep,
  { wanted, found, price, known }: Omit<Site, 'chain'> & { price: bigint; known: ReadonlyMap<string, Cost> },
): Cost {
  const run = { ...nothing, fixed: fixedFee(shortRun, found), refundable: 300n, inclusion: price * 2n }
  switch (step.do) {
    case 'merge-channels':
    case 'open-channels':
      return { ...nothing, inclusion: price * BigInt(step.accounts.length + 1) }
    case 'batch':
      return {
        ...sumOf(step.steps.map((part) => known.get(part.id) ?? reckonedStep(part, { wanted, found, price, known }))),
        inclusion: price * 2n,
      }
    case 'create': {
      const bytes = instanceBytes + stored(contractOf(step.contract, wanted)?.constructorArguments)
      return { ...run, rent: rentOf((bytes * 125n) / 100n, found.minPersistentTtl, found) }
    }
    case 'init': {
      const bytes = stored(contractOf(step.contract, wanted)?.init?.arguments)
      return { ...run, rent: rentOf((bytes * 130n) / 100n, found.minPersistentTtl, found) }
    }
    case 'extend':
      return { ...run, rent: sumOf(step.entries.map((entry) => extension(entry, step.ledgers, { wanted, found, known }))).rent }
    default:
      return { ...run, rent: rentOf(instanceBytes, found.minPersistentTtl, found) }
  }
}

/** What values take that are stored as they are given. */
function stored(given: WantedContract['constructorArguments'] | undefined): bigint {
  return (given?.values ?? []).reduce((sum, value) => sum + BigInt(value.toXdr().length) + aroundValue, 0n)
}

/** Of new code the rent is known from its upload, ledger by ledger; other entries are reckoned like new ones. */
function extension(
  { contract, entry }: { readonly contract: string; readonly entry: string },
  ledgers: number,
  { wanted, found, known }: Pick<Site, 'wanted' | 'found'> & { known: ReadonlyMap<string, Cost> },
): Cost {
  const more = Math.max(0, ledgers - found.minPersistentTtl)
  const { file, name, constructorArguments, init } = contractOf(contract, wanted) ?? {}
  if (entry === 'code') {
    const twin = wanted.contracts.find((one) => one.file.hash === file?.hash)?.name ?? name
    const uploaded = known.get(`upload ${twin}`)
    if (uploaded !== undefined) return { ...nothing, rent: (uploaded.rent * BigInt(more)) / BigInt(found.minPersistentTtl) }
    return { ...nothing, rent: rentOf(BigInt(file?.bytes.length ?? 0) * parsedSize, ledgers, found) }
  }
  return { ...nothing, rent: rentOf(instanceBytes + stored(constructorArguments) + stored(init?.arguments), more, found) }
}

/** A parsed module is so many times its bytes, and code pays a third: measured with the examples (8 to 15). */
const parsedSize = 5n

function contractOf(name: string, wanted: Wanted): WantedContract | undefined {
  return everyContract(wanted).find((contract) => contract.name === name)
}

/** Refuses a plan that may cost more than the run may spend: problem `soroban/spend-limit-too-low`. Nothing is signed before. */
export function checkSpendLimit({ steps }: Forecast, limit: bigint): void {
  const needed = [...steps.values()].reduce((sum, cost) => sum + ceilingOf(cost), 0n)
  if (needed > limit) throw spendLimitTooLow({ needed: lumens(needed), limit: lumens(limit) })
}

/**
 * Refuses a plan that cannot be paid: the deployer holds the reserves of new accounts, and pays the fees where no other
 * account does. Problems `soroban/deployer-unfunded` and `soroban/balance-too-low`, all at once.
 */
export function checkBalance(
  { account, accounts }: Pick<ChainFacts, 'account' | 'accounts'>,
  { steps, reserves }: Forecast,
  { network, signer: { address, feePayer } }: Wanted,
): void {
  const fees = [...steps.values()].reduce((sum, cost) => sum + ceilingOf(cost), 0n)
  const payers =
    feePayer === null
      ? [{ who: 'deployer', address, account, needed: fees + reserves }]
      : [
          { who: 'deployer', address, account, needed: reserves },
          { who: 'fee payer', address: feePayer.address, account: accounts.get(feePayer.address) ?? null, needed: fees },
        ]
  throwProblems(payers.flatMap((payer) => fundProblems(payer, network)))
}

interface Payer {
  readonly who: string
  readonly address: string
  readonly account: FoundAccount | null
  readonly needed: bigint
}

function fundProblems({ who, address, account, needed }: Payer, { name, at }: Wanted['network']): Problem[] {
  if (account === null) return [deployerUnfunded({ who, address, network: name, needed: lumens(needed + accountReserve), at })]
  const { spendable } = account
  if (spendable >= needed) return []
  return [balanceTooLow({ who, address, spendable: lumens(spendable), needed: lumens(needed), missing: lumens(needed - spendable), at })]
}

/** Stroops as lumens, rounded up to two places. */
export function lumens(stroops: bigint): string {
  const hundredths = (stroops + 99_999n) / 100_000n
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`
}
