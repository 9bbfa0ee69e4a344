import { code, heading, type Markdown, paragraph, table } from '../../core/markdown.ts'
import type { Outcome } from '../../core/outcome.ts'
import { contractsOf, type DeploymentPlan, type DeploymentStep, stepsApart } from '../../soroban/plan/deployment-plan.ts'
import { lumens } from '../../soroban/plan/forecast.ts'
import { provenanceSummary } from './provenance-summary.ts'

/** Contracts with what happens to them; then the transactions, planned or done. */
export function deploymentSummary(plan: DeploymentPlan, outcome: Outcome | null): Markdown {
  const { network, deployer } = plan.binding
  const where = paragraph(`Network ${code(String(network))}, deployer ${code(String(deployer))}.`)
  return (
    where +
    (outcome === null || !isVerification(plan) ? contracts(plan) : verified(outcome)) +
    provenanceSummary(outcome?.facts['provenance'] ?? plan.notes['provenance']) +
    upgrades(plan) +
    (outcome === null ? plannedSteps(plan) : isVerification(plan) ? '' : transactions(outcome))
  )
}

/** A verification has no way back, since it changes nothing. */
function isVerification({ wayBack, steps }: DeploymentPlan): boolean {
  return steps.length === 0 && Object.keys(wayBack.contracts).length === 0
}

interface ShownContract {
  readonly id: string
  readonly wasmHash: string | null
  readonly liveUntil: { readonly instance: number; readonly code: number }
}

function verified({ facts }: Outcome): Markdown {
  const found = (facts['contracts'] ?? {}) as unknown as Readonly<Record<string, ShownContract>>
  const rows = Object.entries(found).map(([name, { id, wasmHash, liveUntil }]) => {
    return [name, code(id), short(wasmHash), String(liveUntil.instance), String(liveUntil.code)]
  })
  return table(['contract', 'id', 'code', 'instance lives until ledger', 'code until ledger'], rows)
}

function contracts(plan: DeploymentPlan): Markdown {
  const wasmHashes = plan.predicted['wasm-hashes'] as Readonly<Record<string, string>>
  const rows = Object.entries(plan.wayBack.contracts).map(([name, { id, wasmHash, isNew }]) => {
    const wanted = wasmHashes[name] ?? ''
    return [name, code(id), isNew ? 'new' : short(wasmHash), short(wanted), stepsOf(name, plan)]
  })
  return table(['contract', 'id', 'before this release', 'code', 'steps'], rows)
}

/** What the upgrades change for those who use the contracts, and which of them have no way back. */
function upgrades({ notes }: DeploymentPlan): Markdown {
  const irreversible = (notes['not reversible'] ?? []) as readonly string[]
  const rows = Object.entries(notes).flatMap(([note, findings]) =>
    note.startsWith('upgrade of ') ? (findings as readonly string[]).map((finding) => [note.replace('upgrade of ', ''), finding]) : [],
  )
  const warning =
    irreversible.length === 0 ? '' : paragraph(`**Not reversible**: the new code of ${irreversible.join(', ')} cannot be upgraded again.`)
  const migrated = named(
    notes['migrated, not reversible'],
    (names) => `**Not reversible**: ${names} is migrated; going back to its former code does not bring back what it stored.`,
  )
  const later = named(
    notes['tried before it is sent'],
    (names) => `The new code of ${names} is tried on what is stored right before its upgrade is sent.`,
  )
  const never = named(
    notes['not tried with its new code'],
    (names) =>
      `The new code of ${names} was not tried on what is stored: the batch deployer is not on the chain. \`upgrade.probes\` brings it there.`,
  )
  return warning + migrated + later + never + (rows.length === 0 ? '' : heading('Upgrades', 4) + table(['contract', 'changes'], rows))
}

function named(names: unknown, text: (names: string) => string): Markdown {
  return Array.isArray(names) && names.length > 0 ? paragraph(text(names.join(', '))) : ''
}

function stepsOf(name: string, { steps }: DeploymentPlan): string {
  const mine = stepsApart(steps)
    .filter((step) => concerns(step, name))
    .map((step) => step.do)
  return mine.length === 0 ? 'none' : mine.join(', ')
}

function concerns(step: DeploymentStep, name: string): boolean {
  return step.do === 'extend' ? step.entries.some(({ contract }) => contract === name) : contractsOf(step).includes(name)
}

function plannedSteps({ steps, notes }: DeploymentPlan): Markdown {
  if (notes['mode'] === 'verify') return paragraph('Compares chain, env files and record with fairlead.yml, and changes nothing.')
  if (steps.length === 0) return paragraph('Everything is as wanted: nothing is to be done.')
  const rows = steps.flatMap((step) => [
    [step.id, detail(step)],
    ...partsOf(step).map((part) => [`in ${step.id}: ${part.id}`, detail(part)]),
  ])
  return heading('Steps', 4) + table(['step', 'what'], rows) + needs(notes) + signing(notes)
}

function partsOf(step: DeploymentStep): readonly DeploymentStep[] {
  return step.do === 'batch' ? step.steps : []
}

function needs(notes: DeploymentPlan['notes']): Markdown {
  const items = Object.entries(notes['fee itemised (stroops)'] as Readonly<Record<string, string>>)
  const itemised = items.map(([item, stroops]) => `${item} ${lumens(BigInt(stroops))}`).join(', ')
  return paragraph(
    `Needs at least ${String(notes['ledgers at least'])} ledgers, and about ${String(notes['fee about (XLM)'])} XLM (${itemised}).`,
  )
}

function signing(notes: DeploymentPlan['notes']): Markdown {
  const rounds = notes['rounds of signatures']
  return rounds === undefined ? '' : paragraph(`Signatures from elsewhere are collected in ${String(rounds)} rounds.`)
}

function detail(step: DeploymentStep): string {
  switch (step.do) {
    case 'upload':
      return `${step.bytes} bytes, ${code(step.wasm)}`
    case 'create':
      return step.arguments.map(({ name, type, value }) => `${name}: ${type} = ${JSON.stringify(value)}`).join(', ')
    case 'batch':
      return `${step.steps.length} steps in one transaction of about ${step.transactionBytes} bytes: all of them, or none`
    case 'migrate':
    case 'init':
      return `${step.call}(${step.arguments.map(({ name, value }) => `${name} = ${JSON.stringify(value)}`).join(', ')})`
    case 'upgrade':
      return `${short(step.from)} to ${short(step.to)} by ${step.call}`
    case 'extend':
      return `${step.entries.length} entries by ${step.ledgers} ledgers`
    case 'keep':
      return `${short(step.wasm)} stays alive as the way back`
    case 'open-channels':
      return `${step.accounts.length} accounts, 1 XLM each`
    case 'merge-channels':
      return `${step.accounts.length} accounts, back into the deployer`
    case 'restore':
      return 'archived entries come back'
    case 'render':
    case 'store':
      return Object.keys(step.variables).join(', ')
  }
}

interface ShownTransaction {
  readonly step: string
  readonly hash: string | null
  readonly ledger: number | null
  readonly 'fee-charged': string | null
}

function transactions({ facts }: Outcome): Markdown {
  const sent = facts['transactions'] as unknown as readonly ShownTransaction[] | undefined
  if (sent === undefined) return ''
  if (sent.length === 0) return paragraph('No transaction was sent.')
  const rows = sent.map(({ step, hash, ledger, 'fee-charged': fee }) => [
    step,
    hash === null ? 'found done' : code(hash),
    String(ledger ?? ''),
    fee === null ? '' : lumens(BigInt(fee)),
  ])
  return heading('Transactions', 4) + table(['step', 'transaction', 'ledger', 'XLM'], rows)
}

function short(hash: string | null): string {
  return hash === null ? 'none' : code(hash.slice(0, 12))
}
