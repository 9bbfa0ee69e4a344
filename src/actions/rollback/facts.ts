import type { World } from '../../core/world.ts'
import type { ContractId, ContractName } from '../../soroban/contract-id.ts'
import { readExecutables, readMissingCode } from '../../soroban/contract-reading.ts'
import { contractsSection } from '../../soroban/contracts-section.ts'
import { openChain } from '../../soroban/network/chain.ts'
import { networkOf } from '../../soroban/network/network.ts'
import type { WasmHash } from '../../soroban/wasm/contract-file.ts'
import { contractsBefore } from '../../soroban/way-back.ts'
import { balancerSection } from '../../traffic/balancer-section.ts'
import { type Color, otherColor } from '../../traffic/color.ts'
import { findSupervised } from '../../traffic/supervise.ts'
import { type Colors, colorOf, hasSomeOf, isAnyUp, isOf, isOfAnother, nobodyAnswers, type ReleaseName, readColors } from './colors.ts'
import { noDatabase } from './database-decision.ts'
import { type DatabaseRun, type DatabaseWayBack, readDatabase } from './database-facts.ts'
import { type DownWayBack, readDown } from './down-facts.ts'
import { schemaClass } from './schema-class.ts'
import type { Situation } from './situation.ts'
import type { UndoneRelease } from './undone-release.ts'

type Reading = DatabaseRun

/** A contract that runs other code than before the release. */
export interface UpgradedContract {
  readonly name: ContractName
  readonly id: ContractId
  readonly wasmHash: WasmHash
}

/** All that was read: what the decision looks at, and what carrying it out needs. */
export interface RollbackFacts {
  readonly situation: Situation
  readonly colors: Colors | null
  /** Contracts to point back, in the order they were named. */
  readonly upgraded: readonly UpgradedContract[]
  readonly database: DatabaseWayBack | null
  readonly down: DownWayBack | null
}

export async function readRollbackFacts(undone: UndoneRelease, run: Reading, world: World): Promise<RollbackFacts> {
  const schema = schemaClass(undone.entries)
  const needsDatabase = schema === 'unproved' || run.inputs.mode === 'database'
  const [traffic, contracts, database, down] = await Promise.all([
    readTraffic(undone, run, world),
    readContracts(undone, run, world),
    needsDatabase ? readDatabase(undone, run, world) : { wayBack: null, situation: noDatabase },
    needsDatabase && run.inputs.mode !== 'database' ? readDown(undone, run, world) : null,
  ])
  return {
    situation: {
      accepted: undone.entries.some(({ kind }) => kind === 'accepted'),
      ...traffic.situation,
      schema: database.wayBack?.state === 'swapped' || down?.state === 'done' ? 'unchanged' : schema,
      down: down === null || down.state === 'done' ? 'none' : down.state,
      ...database.situation,
      ...contracts.situation,
    },
    colors: traffic.colors,
    upgraded: contracts.upgraded,
    database: database.wayBack,
    down,
  }
}

async function readTraffic(
  undone: UndoneRelease,
  run: Reading,
  world: World,
): Promise<{ colors: Colors | null; situation: Pick<Situation, 'traffic' | 'old' | 'newRuns'> }> {
  if (run.config.section(balancerSection) === null)
    return { colors: null, situation: { traffic: 'untold', old: undone.before === null ? 'none' : 'down', newRuns: false } }
  const colors = await readColors(run, world)
  const newColor = colorOf(undone, { colors, entries: undone.entries })
  const { color } = colors.active
  const oldColor = newColor === null ? color : otherColor(newColor)
  const isNewActive = hasSomeOf(colors.identities[color], undone) || (nobodyAnswers(colors.identities[color]) && newColor === color)
  const works = undone.before !== null && isOf(colors.identities[oldColor], undone.before)
  return {
    colors,
    situation: {
      traffic: isNewActive ? 'new' : undone.before === null ? 'nobody' : 'old',
      old: undone.before === null ? 'none' : works ? 'works' : 'down',
      newRuns: newColor !== null && (await runs(undone, { colors, color: newColor, world })),
    },
  }
}

/** Whether anything of a release runs on its color, and not of another one that took the color over. */
async function runs(release: ReleaseName, { colors, color, world }: { colors: Colors; color: Color; world: World }): Promise<boolean> {
  for (const { name: service } of colors.services) {
    const found = await findSupervised({ folder: colors.folder, service, color }, world)
    if (found !== null && found.members.length > 0) return found.release.id === release.id
  }
  return (await isAnyUp(colors, color, world)) && !isOfAnother(colors.identities[color], release)
}

async function readContracts(
  undone: UndoneRelease,
  run: Reading,
  world: World,
): Promise<{ upgraded: readonly UpgradedContract[]; situation: Pick<Situation, 'upgraded' | 'stuck' | 'created'> }> {
  const before = contractsBefore(run.history, undone.id)
  const names = Object.keys(before)
  if (names.length === 0 || run.config.section(contractsSection) === null)
    return { upgraded: [], situation: { upgraded: [], stuck: [], created: [] } }
  const chain = await openChain(networkOf(run), world)
  const running = await readExecutables(
    chain,
    names.flatMap((name) => before[name]?.id ?? []),
  )
  const touched = names.flatMap((name) => {
    const was = before[name]
    const runs = was === undefined ? null : (running.get(was.id) ?? null)
    return was === undefined || runs === null ? [] : [{ name, was, runs }]
  })
  const moved = touched.flatMap(({ name, was, runs }) =>
    was.wasmHash !== null && runs !== was.wasmHash ? [{ name, id: was.id, wasmHash: was.wasmHash }] : [],
  )
  const missing = await readMissingCode(
    chain,
    moved.map(({ wasmHash }) => wasmHash),
  )
  const cannotReturn = ({ name, wasmHash }: UpgradedContract) => missing.has(wasmHash) || before[name]?.isMigrated === true
  const upgraded = moved.filter((contract) => !cannotReturn(contract))
  return {
    upgraded,
    situation: {
      upgraded: upgraded.map(({ name }) => name),
      stuck: moved.filter(cannotReturn).map(({ name }) => name),
      created: touched.filter(({ was }) => was.isNew).map(({ name }) => name),
    },
  }
}
