import type { DeploymentStep, ExtendedEntry } from './deployment-plan.ts'
import type { ContractToPlan, DeploymentPolicy, PlannerFacts } from './planner-facts.ts'

/** Chunks hold fixed contracts, not only those in need: so the remainder of a half-done plan has the same steps. */
export function extensionsOf(
  wanted: readonly ContractToPlan[],
  found: PlannerFacts,
  policy: Pick<DeploymentPolicy, 'extendTo' | 'whenBelow'>,
): readonly ({ readonly step: DeploymentStep } | { readonly done: string })[] {
  // Each has two entries: its instance and its code.
  const contractsAnExtension = Math.floor(found.transaction.footprintEntries / 2)
  const chunks = Array.from({ length: Math.ceil(wanted.length / contractsAnExtension) }, (_, index) =>
    wanted.slice(index * contractsAnExtension, (index + 1) * contractsAnExtension),
  )
  return chunks.map((chunk, index) => {
    const id = `extend ttl ${index + 1}`
    // A footprint names no entry twice: code that several contracts run is extended once.
    const runsFirst = ({ wasmHash }: ContractToPlan, place: number) => chunk.findIndex((other) => other.wasmHash === wasmHash) === place
    const entries = chunk.flatMap((contract, place) =>
      expiring(contract, found, policy).filter(({ entry }) => entry === 'instance' || runsFirst(contract, place)),
    )
    return entries.length === 0 ? { done: id } : { step: { id, do: 'extend', entries, ledgers: policy.extendTo } }
  })
}

function expiring(
  { name, wasmHash }: ContractToPlan,
  found: PlannerFacts,
  { whenBelow }: Pick<DeploymentPolicy, 'whenBelow'>,
): ExtendedEntry[] {
  const instance = found.instances.get(name)
  const code = found.codes.get(wasmHash)
  // What this plan makes or restores lives as long as the network gives a new entry.
  const left = (entry: { liveUntil: number; archived: boolean } | undefined) =>
    entry === undefined || entry.archived ? found.minPersistentTtl : remaining(entry.liveUntil, found)
  return [
    ...(left(instance) < whenBelow ? [{ contract: name, entry: 'instance' as const }] : []),
    ...(left(code) < whenBelow ? [{ contract: name, entry: 'code' as const }] : []),
  ]
}

export function remaining(liveUntil: number, { latestLedger }: PlannerFacts): number {
  return liveUntil - latestLedger
}
