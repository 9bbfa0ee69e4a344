import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Action } from '../../core/action.ts'
import { outcome } from '../../core/outcome.ts'
import { canonicalJson, type JsonObject } from '../../core/plan.ts'
import { verdictOf } from '../../core/verdict.ts'
import type { World } from '../../core/world.ts'
import type { GateResult } from '../../gates/gate.ts'
import { gatesSection, kindOf, nameOf } from '../../gates/gates-section.ts'
import { judgeGates } from '../../gates/judge-gates.ts'
import { gatesEmpty } from '../../gates/problems.ts'
import { verdictStatement } from '../../gates/statement.ts'
import { manifest } from './manifest.ts'
import type { GatesPlan } from './plan.ts'
import { gatesSummary } from './summary.ts'

export const verifyGates: Action<typeof manifest, GatesPlan> = {
  manifest,
  async plan({ config, release }) {
    const gates = config.require(gatesSection)
    if (gates.length === 0) throw gatesEmpty({ environment: config.environment, at: config.position('gates') })
    return {
      steps: gates.map((gate, index) => ({
        id: `${index + 1} ${nameOf(gate)}`,
        kind: kindOf(gate).key,
        settingsSha256: createHash('sha256').update(canonicalJson(gate)).digest('hex'),
      })),
      binding: { commit: release.commit, environment: config.environment },
      fence: {},
      done: [],
      wayBack: {},
      predicted: {},
      notes: {},
    }
  },
  async apply(_, run, world) {
    const gates = run.config.require(gatesSection)
    const results = await judgeGates(gates, { run, world, token: run.inputs['github-token'] })
    for (const { name, verdict, observed } of results) world.log.line(`${verdict.padEnd(14)} ${name}: ${observed}`)
    const { facts } = world.runner
    const statement = verdictStatement({
      commit: run.release.commit,
      tree: await treeOf(run.release.commit, world),
      environment: run.config.environment,
      repository: facts.repository,
      runId: facts.runId,
      gates,
      results,
      now: world.clock.now(),
    })
    const path = await writeStatement(statement, { release: run.release.id, world })
    return outcome({
      verdict: verdictOf(results.map(({ verdict }) => verdict)),
      changed: false,
      problems: results.flatMap(({ problem }) => problem ?? []),
      outputs: { gates: Object.fromEntries(results.map(({ name, verdict }) => [name, verdict])), 'verdict-path': path },
      facts: { statement, results: results.map(toldResult) },
    })
  },
  summary: (plan, found) =>
    gatesSummary(plan, found === null ? null : ((found.facts['results'] ?? []) as unknown as readonly GateResult[])),
}

/** A result without its problem's class: plain data for the record and the summary. */
function toldResult({ problem, where, ...result }: GateResult): JsonObject {
  return { ...result, where: where === null ? null : { ...where }, problem: problem === null ? null : problem.code }
}

async function treeOf(commit: string, { processes, directory }: World): Promise<string | null> {
  const found = await processes.run('git', ['rev-parse', `${commit}^{tree}`], { directory })
  return found.exitCode === 0 ? found.stdout.trim() : null
}

async function writeStatement(statement: JsonObject, { release, world }: { release: string; world: World }): Promise<string> {
  const path = join(world.directory, '.fairlead', 'verdicts', `${release}.json`)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(statement, null, 2)}\n`)
  return relative(world.directory, path)
}
