import type { Path } from '../../config/source.ts'
import type { Place, Problem } from '../../core/problem.ts'
import { didYouMean } from '../../core/suggestion.ts'
import type { ContractName } from '../contract-id.ts'
import { callCycle, orderedContractUnknown } from '../manifest-problems.ts'

type Ordered = Readonly<Record<ContractName, { readonly calls: readonly ContractName[]; readonly after: readonly ContractName[] }>>

/** What is wrong with the order that fairlead.yml wants: names of no contract, and contracts that wait for each other. */
export function callOrderProblems(deploy: Ordered, position: (...path: Path) => Place | null): Problem[] {
  const unknown = Object.entries(deploy).flatMap(([contract, ordered]) =>
    (['calls', 'after'] as const).flatMap((key) =>
      ordered[key].flatMap((named, index) => {
        if (named in deploy) return []
        const at = position('contracts', 'deploy', contract, key, index)
        return [orderedContractUnknown({ contract, key, named, hint: didYouMean(named, Object.keys(deploy)), at })]
      }),
    ),
  )
  const cycle = cycleIn(deploy)
  if (cycle === null) return unknown
  return [...unknown, callCycle({ cycle: cycle.join(', '), at: position('contracts', 'deploy', cycle[0] ?? '') })]
}

/** The first cycle, its first name again at the end; null: there is none. */
function cycleIn(deploy: Ordered): readonly ContractName[] | null {
  const whole = new Set<ContractName>()
  const follow = (name: ContractName, path: readonly ContractName[]): readonly ContractName[] | null => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (whole.has(name)) return null
    for (const next of [...(deploy[name]?.calls ?? []), ...(deploy[name]?.after ?? [])]) {
      const cycle = follow(next, [...path, name])
      if (cycle !== null) return cycle
    }
    whole.add(name)
    return null
  }
  for (const name of Object.keys(deploy)) {
    const cycle = follow(name, [])
    if (cycle !== null) return cycle
  }
  return null
}
