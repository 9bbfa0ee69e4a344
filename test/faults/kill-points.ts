import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ActionRun, runAction } from '../support/run-action.ts'

/** A fresh world in which one action has all its work to do. */
export interface KillScenario extends AsyncDisposable {
  readonly action: string
  readonly repository: string
  readonly inputs: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  /** Looks at the targets and throws where they are not as a run that was never disturbed would leave them. */
  converged(): Promise<void>
}

export interface KillPoint {
  /** Counts the announcements of writes: each write is announced before it starts and after it has its answer. */
  readonly number: number
  readonly name: string
  readonly when: 'before' | 'after'
}

/** Lets the action run undisturbed once and lists every place where it can be killed: before and after each external write. */
export async function killPointsOf(scenario: KillScenario): Promise<{ points: KillPoint[]; run: ActionRun }> {
  const { run, writes } = await watched(scenario, null)
  return { run, points: writes.map((write, index) => ({ number: index + 1, ...write })) }
}

/** The points of a fresh scenario, which has to converge when it is not disturbed. */
export async function pointsOf(make: () => Promise<KillScenario>): Promise<KillPoint[]> {
  await using scenario = await make()
  const { points } = await killPointsOf(scenario)
  await scenario.converged()
  return points
}

/**
 * Kills the action at one point, runs it again as another attempt, and lets the scenario judge the targets.
 * Returns both runs, so that a test can say more about them.
 */
export async function killAndRunAgain(
  scenario: KillScenario,
  { point, signal, between }: { point: KillPoint; signal: 'SIGKILL' | 'SIGINT'; between?: () => Promise<void> | undefined },
): Promise<{ killed: ActionRun; again: ActionRun }> {
  const { run: killed } = await watched(scenario, `${point.number} ${signal}`)
  await between?.()
  const again = await runAction(scenario.action, { ...scenario, facts: { GITHUB_RUN_ATTEMPT: '2' } })
  await scenario.converged()
  return { killed, again }
}

async function watched(scenario: KillScenario, kill: string | null): Promise<{ run: ActionRun; writes: Omit<KillPoint, 'number'>[] }> {
  const file = join(await mkdtemp(join(tmpdir(), 'fairlead-writes-')), 'writes')
  await writeFile(file, '')
  const run = await runAction(scenario.action, {
    ...scenario,
    env: { ...scenario.env, WATCH_WRITES_FILE: file, ...(kill === null ? {} : { WATCH_WRITES_KILL: kill }) },
    nodeOptions: ['--import', join(import.meta.dirname, 'watch-writes.mjs')],
  })
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '')
  return { run, writes: lines.map((line) => JSON.parse(line) as Omit<KillPoint, 'number'>) }
}
