import type { Section } from '../config/section.ts'
import { historyOf } from '../record/history.ts'
import type { RecordStore } from '../record/store.ts'
import type { Action, Run } from './action.ts'
import { approvedOrFresh } from './approval.ts'
import { type InputSource, readInputs } from './inputs.ts'
import { type CommonManifest, elapsed, entryOf, type Journey } from './journey.ts'
import type { Manifest } from './manifest.ts'
import { outcome as makeOutcome, type Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'
import { type Problem, problemsOf } from './problem.ts'
import { reportOutcome, reportPlan, reportProblems, tellOutputs } from './report.ts'
import { references } from './resolve.ts'
import { defect, planHoldsSecret, problemFrom } from './road-problems.ts'
import { stellarSeedsIn } from './stellar-seed.ts'
import { letsThrough } from './verdict.ts'
import type { World } from './world.ts'

/** What the road needs besides the action: which sections fairlead.yml may have, and how a place for the record is opened. */
export interface RoadParts {
  readonly sections: () => Promise<readonly Section<unknown>[]>
  readonly openStore: (
    place: { text: string | null; run: Pick<Run<CommonManifest>, 'config' | 'inputs'> },
    world: World,
  ) => Promise<RecordStore>
  readonly world: (workingDirectory: string, timeoutMs: number) => World
}

/** An action before it is loaded: telling an input error needs the manifest alone. */
export interface ActionToRun {
  readonly manifest: Manifest
  readonly load: () => Promise<Action<Manifest, Plan>>
}

/**
 * The one road: read inputs -> load config -> open record -> plan -> compare plan-id -> (dry-run stops here) ->
 * begun -> apply, which reads back -> ended -> report. Returns whether the release may go on.
 */
export async function travel(
  { manifest, load }: ActionToRun,
  parts: RoadParts,
  port: Pick<World, 'runner' | 'environment'>,
): Promise<boolean> {
  let journey: Journey | null = null
  try {
    const { values, sources } = readInputs(manifest, {
      given: port.runner.inputs(),
      environment: port.environment,
      fromFork: port.runner.facts.fromFork,
    })
    const inputs = values as Run<CommonManifest>['inputs']
    const world = parts.world(inputs['working-directory'], inputs.timeout.ms)
    learnSecretInputs(manifest, inputs, world)
    journey = await prepare(manifest, { inputs, sources, world, parts })
    return await planAndApply(await load(), journey)
  } catch (thrown) {
    const problems = problemsOf(thrown) ?? [defect({ what: String(thrown), cause: thrown })]
    await reportProblems(problems, { journey, port, thrown, action: manifest.name })
    return false
  }
}

async function prepare(
  manifest: Manifest,
  {
    inputs,
    sources,
    world,
    parts,
  }: { inputs: Run<CommonManifest>['inputs']; sources: Record<string, InputSource>; world: World; parts: RoadParts },
): Promise<Journey> {
  const startedMs = world.clock.elapsedMs()
  // Everything below is loaded only now: an input error is told without it.
  const [sections, { loadConfig }, { configText, inlineSections }, { openRecord }, { releaseOf, releaseValues }] = await Promise.all([
    parts.sections(),
    import('../config/config.ts'),
    import('../config/files.ts'),
    import('../record/record.ts'),
    import('./release.ts'),
  ])
  const config = loadConfig({
    ...(await configText(inputs.config, { manifest, directory: world.directory, inputs })),
    environment: inputs.environment,
    inline: inlineSections(manifest, inputs),
    sections,
  })
  const record = await openRecord(await parts.openStore({ text: inputs.record, run: { config, inputs } }, world))
  const history = historyOf(record.entries)
  const release = releaseOf({ config, inputs, world })
  const values = releaseValues({ config, release, history })
  const run = {
    inputs,
    config,
    release,
    history,
    recordLocation: record.location,
    references: references({ values, environment: world.environment, secrets: world.secrets }),
    accept: nothingToAccept,
  }
  return { manifest, step: stepName(manifest, inputs), world, startedMs, sources, run, record, planId: null }
}

async function planAndApply<M extends Manifest, P extends Plan>(action: Action<M, P>, prepared: Journey): Promise<boolean> {
  const { world, run, record } = prepared
  const typedRun = run as unknown as Run<M>
  const plan = await world.log.group(`Plan of ${action.manifest.name}`, () => action.plan(typedRun, world))
  refuseSecrets(plan, world)
  const journey = { ...prepared, planId: approvedOrFresh(plan, prepared) }
  if (run.inputs['dry-run']) {
    await record.append(entryOf(journey, { kind: 'planned', plan, durationMs: elapsed(journey) }), { retry: true })
    await reportPlan(journey, { plan, summary: action.summary(plan, null) })
    return true
  }
  await world.write('record begun', () => record.append(entryOf(journey, { kind: 'begun', plan, wayBack: plan.wayBack })))
  const accept: Run['accept'] = async (facts) => {
    const accepted = () =>
      record.append(entryOf(journey, { kind: 'accepted', verdict: 'pass', facts, durationMs: elapsed(journey) }), { retry: true })
    await world.write('record accepted', accepted, { evenWhenCancelled: true })
  }
  const outcome = await applyTelling(() => action.apply(plan, { ...typedRun, accept }, world), world)
  const told = await recordEnded(tellOutputs(outcome, journey), { plan, journey })
  await reportOutcome(journey, { outcome: told, summary: action.summary(plan, told) })
  return letsThrough(told.verdict)
}

/** What was done is told all the same where the record cannot take it; that it could not is a problem of its own. */
async function recordEnded(outcome: Outcome, { plan, journey }: { plan: Plan; journey: Journey }): Promise<Outcome> {
  const { world, record } = journey
  const entry = entryOf(journey, {
    kind: 'ended',
    verdict: outcome.verdict,
    reasonCode: outcome.problems[0]?.code ?? null,
    changed: outcome.changed,
    outputs: outcome.outputs,
    facts: outcome.facts,
    wayBack: plan.wayBack,
    durationMs: elapsed(journey),
  })
  try {
    await world.write('record ended', () => record.append(entry, { retry: true }), { evenWhenCancelled: true })
    return outcome
  } catch (thrown) {
    const problems = problemsOf(thrown) ?? [problemFrom(thrown, world)]
    const verdict = letsThrough(outcome.verdict) ? 'error' : outcome.verdict
    return { ...outcome, verdict, problems: [...outcome.problems, ...problems] }
  }
}

/** A failed apply is an outcome too: it is recorded and told like any other. */
async function applyTelling(apply: () => Promise<Outcome>, world: World): Promise<Outcome> {
  try {
    return await apply()
  } catch (thrown) {
    const problems: readonly Problem[] = problemsOf(thrown) ?? [problemFrom(thrown, world)]
    // Changed or not is not known here, so the safe answer is yes.
    return makeOutcome({ verdict: 'error', changed: true, problems })
  }
}

/** From here on no log line and no output can hold one. */
function learnSecretInputs({ inputs }: Manifest, values: Readonly<Record<string, unknown>>, { secrets }: Pick<World, 'secrets'>): void {
  for (const [name, input] of Object.entries(inputs)) {
    const value = values[name]
    if (input.secret && typeof value === 'string') secrets.learn(name, value)
  }
}

/** Before `begun` there is nothing that could be accepted. */
async function nothingToAccept(): Promise<void> {
  throw new TypeError('a release is accepted while its plan is applied')
}

/** A plan is printed and recorded: it must hold no secret. */
function refuseSecrets(plan: Plan, world: World): void {
  const text = JSON.stringify(plan)
  const secret = stellarSeedsIn(text).length > 0 ? 'a Stellar secret seed' : world.secrets.foundIn(text)
  if (secret !== null) throw planHoldsSecret({ secret })
}

function stepName(manifest: Manifest, inputs: Readonly<Record<string, unknown>>): string {
  const { profile, mode } = inputs
  if (typeof profile === 'string') return `${manifest.name}:${profile}`
  return typeof mode === 'string' && mode !== manifest.inputs['mode']?.default ? `${manifest.name}:${mode}` : manifest.name
}
