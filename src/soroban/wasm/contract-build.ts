import type { Problem } from '../../core/problem.ts'
import type { ContractName } from '../contract-id.ts'
import type { Chain } from '../network/chain.ts'
import { knownNameOf } from '../network/network.ts'
import type { NetworkSettings } from '../network/network-settings.ts'
import { type DeploymentStep, stepsApart } from '../plan/deployment-plan.ts'
import { preReleaseEnvironment, protocolTooNew, releaseCandidateSdk, wasmFeatureRefused, wasmTooLarge } from './build-problems.ts'
import type { ContractFile } from './contract-file.ts'
import { refusedFeatures } from './wasm-features.ts'

/** What is wrong with a build whatever the network says: told together with all else that is wrong in fairlead.yml. */
export function buildProblems(
  { bytes, meta, path, at }: ContractFile,
  { contract, network }: { contract: ContractName; network: string | null },
): readonly Problem[] {
  const { sdkVersion } = meta
  return [
    ...refusedFeatures(bytes).map((feature) => wasmFeatureRefused({ contract, path, feature, at })),
    ...(network === 'mainnet' && sdkVersion !== null && /-(rc|alpha|beta|dev)/.test(sdkVersion)
      ? [releaseCandidateSdk({ contract, path, sdkVersion, at })]
      : []),
  ]
}

/** Files that are to be uploaded and that this network would refuse. */
export function networkProblems(
  contracts: readonly { readonly name: ContractName; readonly file: ContractFile }[],
  steps: readonly DeploymentStep[],
  { found, chain }: { found: Pick<NetworkSettings, 'maxContractSize'>; chain: Pick<Chain, 'protocol' | 'network'> },
): readonly Problem[] {
  const uploaded = stepsApart(steps).flatMap((step) => (step.do === 'upload' ? [step.wasm] : []))
  const limits = { largest: found.maxContractSize, protocol: chain.protocol, network: knownNameOf(chain.network) }
  return contracts.filter(({ file }) => uploaded.includes(file.hash)).flatMap((contract) => refusals(contract, limits))
}

interface Limits {
  readonly largest: number
  readonly protocol: number
  readonly network: string
}

function refusals(
  { name: contract, file: { bytes, meta, path, at } }: { readonly name: ContractName; readonly file: ContractFile },
  { largest, protocol, network }: Limits,
): readonly Problem[] {
  const about = { contract, path, at }
  const built = meta.environment ?? { protocol: 0, preRelease: 0 }
  return [
    ...(bytes.length > largest ? [wasmTooLarge({ ...about, bytes: bytes.length, largest })] : []),
    ...(built.protocol > protocol ? [protocolTooNew({ ...about, built: built.protocol, served: protocol, network })] : []),
    // A protocol that a network has passed was final then; only a network that runs a pre-release itself takes one.
    ...(built.preRelease !== 0 && built.protocol <= protocol && (built.protocol < protocol || isPublic(network))
      ? [preReleaseEnvironment({ ...about, built: built.protocol, preRelease: built.preRelease, network })]
      : []),
  ]
}

function isPublic(network: string): boolean {
  return network === 'mainnet' || network === 'testnet'
}
