import { afterwards } from '../../core/afterwards.ts'
import { isProblem, Problem } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { settleUndone } from '../../database/settle-undone.ts'
import { contentDifferences } from '../backup/content.ts'
import { isSame, type Prepared } from '../backup/prepare.ts'
import { readSnapshot, type Snapshot } from '../backup/snapshot.ts'
import type { Database } from '../database.ts'
import { readSchemaVersion } from '../migration/version-table.ts'
import { failedName } from '../names.ts'
import type { Watch } from '../other-sessions.ts'
import { swapFailed } from '../problems.ts'
import { schemaDifferences } from '../schema.ts'
import { type Exchange, type Swapped, swapInStandby } from './swap.ts'
import { wayBack } from './way-back.ts'
import { rowsBetween } from './written-rows.ts'

/** What became of the database after its migration failed. `differences`: what it has otherwise than the backup. */
export type WentBack =
  | { readonly state: 'unchanged' }
  | {
      readonly state: 'swapped-back'
      readonly exchange: Exchange
      readonly lostRows: number
      readonly closedMs: number
      readonly differences: readonly string[]
    }
  | { readonly state: 'held'; readonly because: string; readonly differences: readonly string[] }

const notProved = { code: 'postgres/swap-not-proved', what: 'The standby database was swapped in; what it holds could not be looked at.' }

/** Proves the database unchanged, swaps the standby in, or leaves it open as it is for a person to decide. */
export async function goBack(
  {
    database,
    prepared,
    watch,
    release,
    versionTable,
    maxLostRows,
  }: {
    database: Database
    prepared: Prepared
    watch: Watch
    release: string
    versionTable: string | null
    maxLostRows: number
  },
  world: World,
): Promise<WentBack> {
  const { backup, standby, baseline } = prepared
  const { manifest } = backup
  // The counters are read before the others are asked for: what is written in between is counted, or its writer seen.
  const now = await liveSnapshot(database, versionTable)
  const others = prepared.watchedSince ? await watch.others() : null
  const schemaSame = manifest.structure.fingerprint === now.schema.fingerprint && manifest.version.digest === now.version.digest
  const decided = wayBack({ same: isSame(backup, now), schemaSame, others, written: rowsBetween(baseline, now.counters), maxLostRows })
  if (decided.do === 'unchanged') {
    await settleUndone(backup, world)
    return { state: 'unchanged' }
  }
  const differences = [...schemaDifferences(manifest.structure, now.schema), ...contentDifferences(manifest.content, now.content)]
  if (decided.do === 'hold') return { state: 'held', because: decided.because, differences }
  const nobodyElse = others !== null && others.length === 0
  const swapped = await swapInStandby(
    {
      database,
      standby,
      failed: failedName({ database: database.name, release }),
      release,
      limit: nobodyElse ? 0 : maxLostRows,
      baseline: nobodyElse ? now.counters : baseline,
      versionTable,
    },
    world,
  ).catch(openedAgain)
  if (swapped instanceof Problem) return { state: 'held', because: becauseOf(swapped), differences }
  if (!swapped.swapped) return { state: 'held', because: refusalText(swapped), differences }
  await afterwards(() => proveSwapped({ database, prepared, versionTable }), world, notProved)
  await settleUndone(backup, world)
  const { exchange, closedMs } = swapped
  return { state: 'swapped-back', exchange, closedMs, lostRows: nobodyElse ? 0 : (swapped.written.rows ?? 0), differences }
}

async function liveSnapshot(database: Database, versionTable: string | null): Promise<Snapshot> {
  await using live = await database.connect({ to: database.name, as: 'read' })
  return await readSnapshot(live, { versionTable })
}

async function proveSwapped({
  database,
  prepared,
  versionTable,
}: {
  database: Database
  prepared: Prepared
  versionTable: string | null
}): Promise<void> {
  await using live = await database.connect({ to: database.name, as: 'read' })
  const version = await readSchemaVersion(live, versionTable)
  if (version.digest !== prepared.backup.manifest.version.digest) throw new Error('Its version table is not that of the backup.')
}

/** A swap that could not be made leaves the database open, as it was before. */
function openedAgain(thrown: unknown): Problem {
  if (isProblem(thrown, swapFailed.definition.code)) return thrown
  throw thrown
}

function becauseOf({ message }: Problem): string {
  return message.replace(/^The/, 'the').replace(/\.$/, '')
}

function refusalText({ because, written }: Extract<Swapped, { swapped: false }>): string {
  if (because === 'standby-missing') return 'there is no standby database beside it'
  if (because === 'not-counted') return 'the rows written since the backup cannot be counted'
  return `${written.rows ?? 'an unknown number of'} rows were written by others up to the last moment`
}
