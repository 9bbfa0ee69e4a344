import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { durationText } from './duration.ts'
import { elapsed, type Journey } from './journey.ts'
import { code, heading, type Markdown, paragraph, table } from './markdown.ts'
import type { Outcome } from './outcome.ts'
import type { Json, Plan } from './plan.ts'
import { type Problem, placeText } from './problem.ts'
import { outputHoldsSecret } from './road-problems.ts'
import { stellarSeedsIn } from './stellar-seed.ts'
import { letsThrough } from './verdict.ts'
import type { World } from './world.ts'

/** Annotations the runner shows of one step. */
const mostAnnotations = 10

/** Sets the action's own outputs; one that would hold a secret is left out and turns the outcome red. */
export function tellOutputs(outcome: Outcome, { world }: Journey): Outcome {
  const held: Problem[] = []
  const outputs: Record<string, Json> = {}
  for (const [name, value] of Object.entries(outcome.outputs)) {
    const secret = secretIn(outputText(value), world)
    if (secret === null) {
      outputs[name] = value
      world.runner.setOutput(name, outputText(value))
    } else held.push(outputHoldsSecret({ output: name, secret }))
  }
  const verdict = held.length > 0 && letsThrough(outcome.verdict) ? 'error' : outcome.verdict
  return { ...outcome, outputs, verdict, problems: [...outcome.problems, ...held] }
}

export async function reportOutcome(journey: Journey, { outcome, summary }: { outcome: Outcome; summary: Markdown }): Promise<void> {
  const { world } = journey
  if (!letsThrough(outcome.verdict)) world.runner.setFailed()
  await setCommonOutputs(journey, {
    verdict: outcome.verdict,
    changed: outcome.changed,
    reasonCode: outcome.problems[0]?.code ?? '',
    outputs: outcome.outputs,
  })
  annotate(outcome.problems, world)
  world.log.line(`${journey.step}: ${outcome.verdict}, ${outcome.changed ? 'changed' : 'unchanged'}, ${durationText(elapsed(journey))}`)
  await writeSummary(journey, `${headline(journey, outcome.verdict)}${summary}${problemTable(outcome.problems, world)}${footer(journey)}`)
}

export async function reportPlan(journey: Journey, { plan, summary }: { plan: Plan; summary: Markdown }): Promise<void> {
  const { world } = journey
  for (const step of plan.steps) world.log.line(`would: ${step.id}`)
  for (const [name, value] of Object.entries(plan.predicted)) if (value !== undefined) world.runner.setOutput(name, outputText(value))
  await setCommonOutputs(journey, { verdict: 'pass', changed: false, reasonCode: '', outputs: plan.predicted as Record<string, Json> })
  await writeSummary(journey, `${headline(journey, 'plan')}${summary}${footer(journey)}`)
}

/** Tells problems that ended the run before an outcome: nothing of the target was changed by this run, or the record says what. */
export async function reportProblems(
  problems: readonly Problem[],
  { journey, port, thrown, action }: { journey: Journey | null; port: Pick<World, 'runner'>; thrown: unknown; action: string },
): Promise<void> {
  const runner = journey?.world.runner ?? port.runner
  runner.setFailed()
  runner.setOutput('verdict', 'error')
  runner.setOutput('changed', 'false')
  runner.setOutput('reason-code', problems[0]?.code ?? '')
  if (journey !== null) runner.setOutput('release-id', journey.run.release.id)
  if (problems[0]?.code === 'core/defect' && thrown instanceof Error) runner.info(redact(thrown.stack ?? '', journey))
  for (const problem of problems.slice(0, mostAnnotations)) {
    runner.annotate('error', redact(problemText(problem), journey), { title: problem.code, at: problem.at })
  }
  await runner.writeSummary(`${heading(`${action}: error`)}${problemTable(problems, journey?.world ?? null)}`)
}

async function setCommonOutputs(
  journey: Journey,
  told: { verdict: string; changed: boolean; reasonCode: string; outputs: Readonly<Record<string, Json>> },
): Promise<void> {
  const { world, run, record, planId, step } = journey
  const durationMs = elapsed(journey)
  const result = {
    schema: 1,
    action: step,
    release: run.release.id,
    environment: run.inputs.environment,
    planId,
    durationMs,
    peakMemoryMb: world.peakMemoryMb(),
    ...told,
  }
  const path = join(world.directory, '.fairlead', 'results', run.release.id, `${step.replaceAll(':', '-')}.json`)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(result, null, 2)}\n`)
  const outputs: Record<string, string> = {
    verdict: told.verdict,
    'reason-code': told.reasonCode,
    changed: String(told.changed),
    'plan-id': planId ?? '',
    result: JSON.stringify(result),
    'result-path': relative(world.directory, path),
    'record-path': record.location,
    'release-id': run.release.id,
    'duration-ms': String(durationMs),
  }
  const held = Object.entries(outputs).flatMap(([output, value]) => {
    const secret = secretIn(value, world)
    if (secret === null) world.runner.setOutput(output, value)
    return secret === null ? [] : [outputHoldsSecret({ output, secret })]
  })
  if (held.length > 0) world.runner.setFailed()
  annotate(held, world)
}

/** One annotation for each problem, the most important first, within what the runner shows. */
function annotate(problems: readonly Problem[], world: World): void {
  for (const problem of problems.slice(0, mostAnnotations)) {
    world.runner.annotate('error', world.secrets.redact(problemText(problem)), { title: problem.code, at: problem.at })
  }
}

function problemText(problem: Problem): string {
  const where = problem.at === null ? '' : `\nWhere: ${placeText(problem.at)}`
  return `${problem.message}${where}\nNow: ${problem.state}\nDo: ${problem.remedy}\nMore: ${problem.documentation}`
}

function problemTable(problems: readonly Problem[], world: Pick<World, 'secrets'> | null): Markdown {
  const rows = problems.map((problem) => [
    code(problem.code),
    problem.message,
    problem.at === null ? '' : placeText(problem.at),
    problem.state,
    problem.remedy,
  ])
  const text = table(['problem', 'what happened', 'where', 'state now', 'do this'], rows)
  return world === null ? text : world.secrets.redact(text)
}

function headline({ step, run }: Journey, verdict: string): Markdown {
  return (
    heading(`${step}: ${verdict}`) +
    paragraph(
      `${run.config.system} to ${run.inputs.environment}, release ${code(run.release.id)}, commit ${code(run.release.commit.slice(0, 12))}`,
    )
  )
}

function footer(journey: Journey): Markdown {
  const given = Object.entries(journey.sources).filter(([, source]) => source !== 'default' && source !== 'not given')
  const values = given.map(([name, source]) => `${name} (${source})`).join(', ')
  return paragraph(
    `plan-id ${code((journey.planId ?? '').slice(0, 12))}, record head ${code((journey.record.head ?? 'none').slice(0, 12))}, ${durationText(elapsed(journey))}. Given: ${values}.`,
  )
}

async function writeSummary({ run, world }: Journey, markdown: Markdown): Promise<void> {
  if (run.inputs.summary) await world.runner.writeSummary(world.secrets.redact(markdown))
}

function secretIn(text: string, world: World): string | null {
  return stellarSeedsIn(text).length > 0 ? 'a Stellar secret seed' : world.secrets.foundIn(text)
}

function redact(text: string, journey: Journey | null): string {
  return journey === null ? text : journey.world.secrets.redact(text)
}

function outputText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
