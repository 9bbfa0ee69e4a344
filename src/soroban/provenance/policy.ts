import type { Path } from '../../config/source.ts'
import type { JsonObject } from '../../core/plan.ts'
import type { Place } from '../../core/problem.ts'
import type { Network } from '../network/network.ts'
import { passphrases } from '../network/network-section.ts'
import { mainnetUnattested } from './problems.ts'
import type { ProvenanceSection } from './section.ts'

/** The build that is trusted: which workflow, at which ref, of which source. */
export interface TrustedBuild {
  /** OWNER/REPOSITORY/.github/workflows/NAME.yml. */
  readonly workflow: string
  /** Pattern of the workflow's ref. */
  readonly ref: string
  /** What is built: a repository, and a pattern of its ref. */
  readonly source: { readonly repository: string; readonly ref: string }
  readonly issuer: string
}

/** Whether code needs an attestation, and of which build. */
export type ProvenancePolicy =
  | { readonly kind: 'waived'; readonly because: string }
  /** Mainnet, and fairlead.yml does not say who builds. */
  | { readonly kind: 'undeclared' }
  | {
      readonly kind: 'attested'
      readonly build: TrustedBuild
      readonly required: boolean
      /** Folder of bundles, and file of trusted roots, from the working directory. */
      readonly bundles: string | null
      readonly trustedRoot: string | null
      readonly position: (...path: Path) => Place | null
    }

interface Around {
  readonly network: Pick<Network, 'passphrase'> | null
  readonly position: (...path: Path) => Place | null
}

/** Null: nothing is asked for. Mainnet is known by its passphrase, whatever name it has in fairlead.yml. */
export function provenancePolicyOf(given: ProvenanceSection | undefined, { network, position }: Around): ProvenancePolicy | null {
  const isMainnet = network?.passphrase === passphrases.mainnet
  if (given === undefined) return isMainnet ? { kind: 'undeclared' } : null
  if ('waived' in given) return { kind: 'waived', because: given.waived }
  const at = (...path: Path) => position('contracts', 'provenance', ...path)
  const { workflow, ref, source, issuer, bundles, required = isMainnet, 'trusted-root': trustedRoot } = given
  if (isMainnet && !required) throw mainnetUnattested({ at: at('required') })
  const own = { repository: workflow.split('/').slice(0, 2).join('/'), ref }
  return {
    kind: 'attested',
    build: { workflow, ref, source: source ?? own, issuer },
    required,
    bundles: bundles ?? null,
    trustedRoot: trustedRoot ?? null,
    position: at,
  }
}

/** The part of a policy that an approved plan is bound to: who is trusted, not where their bundles lie. */
export function boundPolicy(policy: ProvenancePolicy): JsonObject {
  switch (policy.kind) {
    case 'attested':
      return { build: { ...policy.build }, required: policy.required }
    case 'waived':
      return { waived: policy.because }
    case 'undeclared':
      return { undeclared: true }
  }
}
