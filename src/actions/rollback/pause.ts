import { type Outcome, outcome } from '../../core/outcome.ts'
import type { World } from '../../core/world.ts'
import { openControl, type PauseTarget, pauseContracts } from '../../soroban/contract-control.ts'
import { contractsSection } from '../../soroban/contracts-section.ts'
import { lastDeployed } from '../../soroban/drift.ts'
import { planOf, type RollbackPlan, type RollbackRun } from './plan.ts'
import { nothingToPause } from './problems.ts'

/** Which contracts of the newest deployment have a pause function in fairlead.yml. Needs the record and the key, no wasm files. */
export function planPause(run: RollbackRun): RollbackPlan {
  const { able, without } = targetsOf(run)
  if (able.length === 0) throw nothingToPause({ location: run.recordLocation, at: run.config.position('contracts', 'deploy') })
  const names = able.map(({ name }) => name).join(', ')
  const because = `mode: pause undoes nothing, it stops the business of ${names}`
  const loses = without.length === 0 ? [] : [`no pause function is named for ${without.join(', ')}: they go on`]
  const plan = planOf({ decision: 'none', steps: ['pause'], loses, because }, { undone: null, rowsAtRisk: null, mode: 'pause' })
  return { ...plan, binding: { contracts: able.map(({ name, id }) => ({ name, id })) } }
}

/** Pauses them one after the other; one that is paused already is left alone. */
export async function pause(plan: RollbackPlan, run: RollbackRun, world: World): Promise<Outcome> {
  for (const left of plan.notes.loses) world.log.line(left)
  const { able } = targetsOf(run)
  const { settled } = await pauseContracts(await openControl(run, world), able)
  for (const { name, hash } of settled) world.log.line(`${name}: ${hash}`)
  return outcome({
    verdict: 'pass',
    changed: settled.length > 0,
    outputs: { decision: 'none', 'restored-release': '', 'data-loss': 0, 'kept-database': '', steps: plan.steps.map(({ id }) => id) },
    facts: {
      because: plan.notes.because,
      paused: able.map(({ name }) => name),
      transactions: settled.map(({ name, hash, ledger }) => ({ step: name, hash, ledger })),
    },
  })
}

function targetsOf({ history, config }: RollbackRun): { able: readonly PauseTarget[]; without: readonly string[] } {
  const { deploy } = config.require(contractsSection)
  const targets = Object.entries(lastDeployed(history)?.ids ?? {}).map(([name, id]) => ({ name, id }))
  const isAble = ({ name }: PauseTarget) => deploy[name]?.pause !== undefined
  return { able: targets.filter(isAble), without: targets.filter((target) => !isAble(target)).map(({ name }) => name) }
}
