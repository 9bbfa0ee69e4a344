import type { Place, Problem } from '../../core/problem.ts'
import { didYouMean } from '../../core/suggestion.ts'
import type { Chain } from '../network/chain.ts'
import type { ChainFacts } from '../network/facts.ts'
import { specOf } from '../spec/spec.ts'
import type { WantedContract } from '../wanted.ts'
import { contractMetaOf } from '../wasm/contract-meta.ts'
import { type Acceptance, acceptanceText, judgeFindings } from './acceptance.ts'
import { type Builds, buildFindings, canReplaceCode } from './build-difference.ts'
import { eventFindings } from './event-difference.ts'
import { functionFindings } from './function-difference.ts'
import { type StoredEntry, storageFindings } from './storage-difference.ts'
import { typeFindings } from './type-difference.ts'
import { breakingKinds, type Finding } from './upgrade-finding.ts'
import { acceptanceUnused, upgradeBreaks } from './upgrade-problems.ts'

/** Everything by which the code on the chain and the code that is to replace it differ, what has no way back first. Pure. */
export function upgradeFindings(builds: Builds, storage: readonly StoredEntry[]): readonly Finding[] {
  return [
    ...buildFindings(builds),
    ...functionFindings(builds),
    ...typeFindings(builds),
    ...eventFindings(builds),
    ...storageFindings(storage, builds),
  ]
}

/** What a plan says of its upgrades: what refuses it, and what a person should know before it happens. */
export interface UpgradesVerdict {
  readonly problems: readonly Problem[]
  readonly notes: { readonly [note: string]: readonly string[] }
}

/** Judges the upgrade of every contract that runs other code than is wanted. */
export function judgeUpgrades(contracts: readonly WantedContract[], found: ChainFacts, chain: Pick<Chain, 'sdk'>): UpgradesVerdict {
  const judged = contracts.flatMap((contract) => {
    const verdict = judgeUpgrade(contract, found, chain)
    return verdict === null ? [] : [{ name: contract.name, ...verdict }]
  })
  const irreversible = judged.filter(({ reversible }) => !reversible).map(({ name }) => name)
  return {
    problems: judged.flatMap(({ problems }) => problems),
    notes: {
      ...Object.fromEntries(judged.map(({ name, notes }) => [`upgrade of ${name}`, notes])),
      ...(irreversible.length === 0 ? {} : { 'not reversible': irreversible }),
    },
  }
}

interface UpgradeVerdict {
  readonly problems: readonly Problem[]
  /** Accepted findings with their reason, and safe ones. */
  readonly notes: readonly string[]
  readonly reversible: boolean
}

/** Null where nothing is upgraded, or the old code cannot be read (its upgrade is refused for that). */
function judgeUpgrade(contract: WantedContract, found: ChainFacts, { sdk }: Pick<Chain, 'sdk'>): UpgradeVerdict | null {
  const { name, file, upgradeCall, accept, position } = contract
  const instance = found.instances.get(name)
  const running = instance?.wasmHash ?? null
  const code = running === null || running === file.hash ? undefined : found.codes.get(running)
  const before = code === undefined ? null : specOf(code.bytes, sdk)
  if (code === undefined || before === null || instance === undefined) return null
  const builds = { before, after: file.spec, metaBefore: contractMetaOf(code.bytes, sdk), metaAfter: file.meta, upgradeCall }
  const findings = upgradeFindings(builds, instance.storage)
  const { refused, accepted, unused } = judgeFindings(findings, accept)
  return {
    problems: [
      ...refused.map(({ kind, name: about, what }) =>
        upgradeBreaks({ contract: name, kind, about, what, remedy: breakingKinds[kind], at: file.at }),
      ),
      ...unused.map((index) => unusedProblem(name, accept[index], { findings, at: position('accept', index) })),
    ],
    notes: [
      ...accepted.map(({ finding, because }) => `${finding.kind} ${finding.name}: ${finding.what}; accepted: ${because}`),
      ...findings.filter(({ severity }) => severity === 'safe').map(({ name: about, what }) => `${about}: ${what}`),
    ],
    reversible: canReplaceCode(file.spec, upgradeCall),
  }
}

function unusedProblem(
  contract: string,
  acceptance: Acceptance | undefined,
  { findings, at }: { findings: readonly Finding[]; at: Place | null },
): Problem {
  const text = acceptance === undefined ? '' : acceptanceText(acceptance)
  const known = findings.flatMap((finding) => (finding.severity === 'breaking' ? [`${finding.kind}: ${finding.name}`] : []))
  return acceptanceUnused({ contract, acceptance: text, hint: didYouMean(text, known), at })
}
