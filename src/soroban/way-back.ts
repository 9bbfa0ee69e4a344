import type { History } from '../record/history.ts'
import type { ContractName } from './contract-id.ts'
import type { ContractBefore, DeploymentWayBack } from './plan/deployment-plan.ts'

/**
 * What each contract was before a release first touched it: the oldest entry of the release that names it. A run
 * after a crash finds contracts upgraded already, so its own reading is not the way back.
 */
export function contractsBefore(history: Pick<History, 'ofRelease'>, release: string): Readonly<Record<ContractName, ContractBefore>> {
  const begun = history.ofRelease(release).filter(({ kind, action }) => kind === 'begun' && action === 'deploy-soroban-contracts')
  const newestFirst = begun.toReversed().map(({ wayBack }) => (wayBack as Partial<DeploymentWayBack>).contracts ?? {})
  return Object.assign({}, ...newestFirst)
}
