import { typeText } from '../spec/spec.ts'
import { reads } from '../spec/type-compatibility.ts'
import type { ContractMeta } from '../wasm/contract-meta.ts'
import type { Specs } from './function-difference.ts'
import { breaking, type Finding } from './upgrade-finding.ts'

/** What the builds say beside their interfaces. */
export interface Builds extends Specs {
  readonly metaBefore: ContractMeta
  readonly metaAfter: ContractMeta
  /** The function that replaces the code, from fairlead.yml. */
  readonly upgradeCall: string
}

/** The checks that SEP-49 leaves to tools: the way to the next upgrade, constructors, versions and claims. */
export function buildFindings(builds: Builds): readonly Finding[] {
  return [...entryFindings(builds), ...constructorFindings(builds), ...versionFindings(builds), ...claimFindings(builds)]
}

/** Whether code can be replaced through this call: it takes a hash. */
export function canReplaceCode(spec: Specs['after'], call: string): boolean {
  const parameters = spec.parameters(call) ?? []
  return parameters.some(({ type }) => type.type === 'scSpecTypeBytesN' && type.value.n === 32)
}

function entryFindings({ after, upgradeCall }: Builds): readonly Finding[] {
  return canReplaceCode(after, upgradeCall)
    ? []
    : [
        breaking(
          'upgrade-entry-lost',
          upgradeCall,
          'the new code has no such function that takes a BytesN<32>: this upgrade is not reversible',
        ),
      ]
}

function constructorFindings({ before, after }: Builds): readonly Finding[] {
  const [was, now] = [before.parameters('__constructor'), after.parameters('__constructor')]
  if (now === null) return []
  const same =
    was?.length === now.length &&
    was.every(({ name, type }, index) => {
      const next = now[index]
      return next?.name === name && reads({ type: next.type, spec: after }, { type, spec: before })
    })
  const text = now.map(({ name, type }) => `${name}: ${typeText(type)}`).join(', ')
  return same
    ? []
    : [breaking('constructor-never-runs', '__constructor', `the new code is constructed with (${text}), and an upgrade constructs nothing`)]
}

function versionFindings({ metaBefore, metaAfter }: Builds): readonly Finding[] {
  const [was, now] = [metaBefore.version, metaAfter.version]
  if (was === null || (now !== null && isNewer(now, was))) return []
  return [breaking('version-not-increased', 'binver', `was ${was}, is ${now ?? 'not told'}`)]
}

function claimFindings({ metaBefore, metaAfter }: Builds): readonly Finding[] {
  const dropped = metaBefore.claims.filter((claim) => !metaAfter.claims.includes(claim))
  return dropped.map((claim) => breaking('claim-dropped', `sep-${claim}`, `the new code no longer claims SEP-${claim}`))
}

/** Versions by their numbers; what is before the numbers' release (1.2.0-rc.1) is older than it. */
function isNewer(version: string, than: string): boolean {
  const [[core, pre], [coreThan, preThan]] = [partsOf(version), partsOf(than)]
  const difference = comparison(core, coreThan)
  if (difference !== 0) return difference > 0
  if (pre.length === 0 || preThan.length === 0) return pre.length === 0 && preThan.length > 0
  return comparison(pre, preThan) > 0
}

function partsOf(version: string): [core: readonly string[], pre: readonly string[]] {
  const [core = '', ...pre] = version.replace(/^v/, '').split('+')[0]?.split('-') ?? []
  return [
    core.split('.'),
    pre
      .join('-')
      .split('.')
      .filter((part) => part !== ''),
  ]
}

function comparison(parts: readonly string[], others: readonly string[]): number {
  for (let index = 0; index < Math.max(parts.length, others.length); index++) {
    const [part = '', other = ''] = [parts[index], others[index]]
    const numbers = /^\d*$/.test(part) && /^\d*$/.test(other)
    const difference = numbers ? Number(part) - Number(other) : part < other ? -1 : part > other ? 1 : 0
    if (difference !== 0) return difference
  }
  return 0
}
