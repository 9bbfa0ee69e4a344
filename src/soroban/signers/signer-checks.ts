import type { Problem } from '../../core/problem.ts'
import type { ChainFacts } from '../network/facts.ts'
import type { DeploymentStep } from '../plan/deployment-plan.ts'
import { type AccountSigners, neededWeight, pickSigners } from './account-signers.ts'
import type { Deployer } from './deployer.ts'
import { feePayerMissing, keyNotSigner, weightTooLow } from './problems.ts'
import type { Level } from './signatory.ts'

/** What is against signing these steps with these signers: keys that the account does not know, too little weight, nobody who pays. */
export function signerProblems(
  steps: readonly DeploymentStep[],
  deployer: Deployer,
  { account: own, accounts }: Pick<ChainFacts, 'account' | 'accounts'>,
): readonly Problem[] {
  // An account that is not there is told where its balance is looked at.
  if (own === null || steps.length === 0) return []
  const { address: account, signers, elsewhere, feePayer } = deployer
  const found = own.signers
  const { weights } = found
  const missingOf = (addresses: readonly string[], needed: number) =>
    pickSigners(
      addresses.map((address) => ({ address })),
      { weights, needed },
    ).missing
  const here = signers.map(({ address }) => address)
  const all = [...here, ...elsewhere]
  const strangers = all.filter((address) => !weights.has(address))
  const short = (['low', 'medium'] as const)
    .filter((level) => level === 'low' || steps.some((step) => stepLevels[step.do] === level))
    .map((level) => ({ level, needed: neededWeight(found, level), missing: missingOf(all, neededWeight(found, level)) }))
    .filter(({ missing }) => missing > 0)
    .at(-1)
  const low = neededWeight(found, 'low')
  const missingFee = missingOf(here, low)
  return [
    ...(strangers.length > 0 ? [keyNotSigner({ account, keys: strangers.join(', ') })] : []),
    ...payerProblems(feePayer, accounts),
    ...(short === undefined ? [] : [weightTooLow({ account, ...short })]),
    ...(short === undefined && feePayer === null && missingFee > 0 ? [feePayerMissing({ account, needed: low, missing: missingFee })] : []),
  ]
}

/** The account that pays signs for itself alone. */
function payerProblems(feePayer: Deployer['feePayer'], accounts: ChainFacts['accounts']): readonly Problem[] {
  const found = feePayer === null ? undefined : accounts.get(feePayer.address)?.signers
  if (feePayer === null || found === undefined) return []
  const { missing } = pickSigners([feePayer], { weights: found.weights, needed: neededWeight(found, 'low') })
  return missing === 0 ? [] : [keyNotSigner({ account: feePayer.address, keys: feePayer.address })]
}

/** Whether the signers on this machine are enough for a step. */
export function isSignedHere(step: DeploymentStep, { signers }: Pick<Deployer, 'signers'>, found: AccountSigners): boolean {
  const needed = Math.max(neededWeight(found, 'low'), neededWeight(found, stepLevels[step.do]))
  return pickSigners(signers, { weights: found.weights, needed }).missing === 0
}

/**
 * What each kind of step asks of the deployer's account, known before it is prepared: extensions and restorations ask
 * for little, and channels that leave sign for themselves. `levelOf` tells it of the operations.
 */
export const stepLevels: Readonly<Record<DeploymentStep['do'], Level>> = {
  'open-channels': 'medium',
  upload: 'medium',
  create: 'medium',
  init: 'medium',
  upgrade: 'medium',
  migrate: 'medium',
  batch: 'medium',
  restore: 'low',
  keep: 'low',
  extend: 'low',
  'merge-channels': 'low',
  render: 'low',
  store: 'low',
}
