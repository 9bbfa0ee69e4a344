import { createHash } from 'node:crypto'
import type { ReferenceValues } from '../config/references.ts'
import type { Path } from '../config/source.ts'
import type { Run } from '../core/action.ts'
import { readExpression } from '../core/expression.ts'
import { canonicalJson } from '../core/plan.ts'
import { collected, type Place, type Problem, problemsOf, throwProblems } from '../core/problem.ts'
import { readResolvedExpression } from '../core/resolved-expression.ts'
import { didYouMean } from '../core/suggestion.ts'
import type { World } from '../core/world.ts'
import { type HealthSection, healthSection } from './health-section.ts'
import type { DeclaredProbe, ProbeContext, ProbeKind } from './kind.ts'
import { kindOf } from './kinds.ts'
import { lookUntilSteady } from './patience.ts'
import { identityMissing, notRun, profileEmpty, profileUnknown } from './problems.ts'
import type { Observation, ProbeResult } from './result.ts'

type ProfileRun = Pick<Run, 'config' | 'references' | 'release'>

interface Profile {
  readonly profile: string
  readonly run: ProfileRun
  readonly world: World
  /** More references: `services.backend.idle`, `active.commit`. */
  readonly values: ReferenceValues
  /** Marks what scenarios make. The health check records it before it begins; without it one is made up. */
  readonly marker?: string
}

/** Runs the probes of a profile in order, identity first. Problem `core/cancelled` when the run is cancelled. */
export async function runProfile({ profile, run, world, values, marker = madeUp(run, world) }: Profile): Promise<readonly ProbeResult[]> {
  const probes = probesOf(profile, run)
  const references = run.references.with(values)
  const results: ProbeResult[] = []
  let wrongRelease: string | null = null
  for (const listed of probes) {
    world.cancellation.throwIfRequested(listed.title)
    const context = contextOf(listed, { run, world, references, section: run.config.require(healthSection), marker })
    const result: ProbeResult =
      wrongRelease === null || listed.kind.name === 'identity' ? await judge(listed, { profile, context }) : notJudged(listed, wrongRelease)
    world.log.line(`${result.verdict.padEnd(14)} ${result.name}: ${result.reason ?? result.observed}`)
    if (listed.kind.name === 'identity' && !letsGoOn(result)) wrongRelease ??= result.name
    results.push(result)
  }
  return results
}

/** What a plan tells of a profile; resolves no value. Problems of the profile and its expressions are thrown together. */
export async function profileSteps({
  profile,
  run,
}: Pick<Profile, 'profile' | 'run'>): Promise<readonly { id: string; kind: string; digest: string }[]> {
  const probes = probesOf(profile, run)
  const problems: Problem[] = []
  const { scenarios } = run.config.require(healthSection)
  for (const { probe, kind, position } of probes) {
    const reading = { at: (...path: Path) => position(kind.name, ...path), scenarios, config: run.config }
    const when = probe.when === undefined ? [] : [{ text: probe.when, at: position('when') }]
    const conditions = (await collected(() => kind.conditions(probe, reading), problems)) ?? []
    for (const { text, at } of [...when, ...conditions]) await collected(() => readExpression(text, at), problems)
  }
  throwProblems(problems)
  return probes.map(({ probe, kind, title, index }) => ({
    id: `${profile} ${index + 1} ${title}`,
    kind: kind.name,
    digest: createHash('sha256')
      .update(canonicalJson({ probe, scenarios: kind.name === 'scenario' ? scenarios : {} }))
      .digest('hex')
      .slice(0, 16),
  }))
}

interface Listed {
  readonly probe: DeclaredProbe
  readonly kind: ProbeKind
  readonly title: string
  /** Place in the profile, from 0. */
  readonly index: number
  position(...path: Path): Place | null
}

/** The probes of a profile, identity first; problems `probes/unknown-profile`, `probes/empty-profile`, `probes/no-identity`. */
function probesOf(profile: string, { config }: Pick<Run, 'config'>): readonly Listed[] {
  const { profiles } = config.require(healthSection)
  const declared = profiles[profile]
  if (declared === undefined)
    throw profileUnknown({ profile, hint: didYouMean(profile, Object.keys(profiles)), at: config.position('health', 'profiles') })
  const at = config.position('health', 'profiles', profile)
  if (declared.length === 0) throw profileEmpty({ profile, at })
  const listed = declared.map((probe, index): Listed => {
    const kind = kindOf(probe)
    return {
      probe,
      kind,
      title: kind.title(probe),
      index,
      position: (...path) => config.position('health', 'profiles', profile, index, ...path),
    }
  })
  const isIdentity = ({ kind }: Listed) => kind.name === 'identity'
  if (listed.some(({ kind }) => kind.judgesService) && !listed.some(isIdentity)) throw identityMissing({ profile, at })
  return [...listed.filter(isIdentity), ...listed.filter((probe) => !isIdentity(probe))]
}

function contextOf(
  { kind, title, position }: Listed,
  {
    run,
    world,
    references,
    section,
    marker,
  }: { run: ProfileRun; world: World; references: ProfileRun['references']; section: HealthSection; marker: string },
): ProbeContext {
  const at = (...path: Path) => position(kind.name, ...path)
  return {
    world,
    // Kinds that read other sections (network) see the values of this profile too.
    run: { ...run, references },
    references,
    probe: title,
    at,
    text: (value, ...path) => references.resolve(value, { at: at(...path) }),
    scenarios: section.scenarios,
    marker,
  }
}

function madeUp({ release }: ProfileRun, { randomBytes }: World): string {
  return `fairlead-${release.id}-${Buffer.from(randomBytes(4)).toString('hex')}`
}

async function judge(listed: Listed, { profile, context }: { profile: string; context: ProbeContext }): Promise<ProbeResult> {
  const { probe, kind } = listed
  const { world } = context
  const started = world.clock.elapsedMs()
  const found = (fields: Partial<ProbeResult> & Pick<ProbeResult, 'verdict'>) =>
    resultOf(listed, { durationMs: Math.round(world.clock.elapsedMs() - started), ...fields })
  try {
    const reason = await reasonNotToRun(listed, { profile, context })
    if (reason !== null) return found({ verdict: 'not-applicable', reason, attempts: 0 })
    const { observation, attempts } = await lookUntilSteady(telling(await kind.prepare(probe, context)), kind.patience(probe), world)
    return found({ ...observation, attempts })
  } catch (thrown) {
    const problems = problemsOf(thrown)
    if (problems === null || problems[0]?.code === 'core/cancelled') throw thrown
    return found({ verdict: 'error', observed: problems[0]?.message ?? '', problems })
  }
}

/** A problem thrown inside a look is what that look saw: the next one may see better. */
function telling(attempt: (signal: AbortSignal) => Promise<Observation>): (signal: AbortSignal) => Promise<Observation> {
  return async (signal) => {
    try {
      return await attempt(signal)
    } catch (thrown) {
      const problems = problemsOf(thrown)
      if (problems === null || problems[0]?.code === 'core/cancelled') throw thrown
      return { verdict: 'error', expected: '', observed: problems[0]?.message ?? '', problems, latency: null }
    }
  }
}

async function reasonNotToRun(
  { probe, position }: Listed,
  { profile, context }: { profile: string; context: ProbeContext },
): Promise<string | null> {
  const declared = probe['not-applicable']
  if (declared !== undefined) return declared
  if (probe.when === undefined) return null
  const { config, release } = context.run
  // A workflow gives an unset secret as '': it is not set.
  const env = Object.fromEntries(Object.entries(context.world.environment).filter(([, value]) => value !== undefined && value !== ''))
  const values = {
    env,
    profile,
    environment: config.environment,
    system: config.system,
    release: { id: release.id, commit: release.commit },
  }
  const { references } = context
  const { holds } = (await readResolvedExpression(probe.when, { references, at: position('when') })).judge(values)
  return holds ? null : (probe.because ?? probe.when)
}

function notJudged(listed: Listed, identity: string): ProbeResult {
  const problem = notRun({ probe: listed.title, identity, at: listed.position() })
  return resultOf(listed, { verdict: 'inconclusive', observed: 'not run', attempts: 0, problems: [problem] })
}

function resultOf(
  { title, kind, position }: Listed,
  {
    verdict,
    expected = '',
    observed = '',
    attempts = 1,
    durationMs = 0,
    latency = null,
    problems = [],
    reason = null,
  }: Partial<ProbeResult> & Pick<ProbeResult, 'verdict'>,
): ProbeResult {
  return {
    name: title,
    kind: kind.name,
    verdict,
    expected,
    observed,
    where: position(kind.name),
    attempts,
    durationMs,
    latency,
    problems,
    reason,
  }
}

function letsGoOn({ verdict }: ProbeResult): boolean {
  return verdict === 'pass' || verdict === 'not-applicable'
}
