import { problemsOf } from '../core/problem.ts'
import { readResolvedExpression } from '../core/resolved-expression.ts'
import { type GateContext, type GateResult, type Judgement, refused } from './gate.ts'
import { kindOf, nameOf, type WrittenGate } from './gates-section.ts'

type Surroundings = Pick<GateContext, 'run' | 'world' | 'token'>

/**
 * Judges every gate and reports all of them: a red one does not hide the next. Commands run first, one after the other,
 * since gates may read what they write; the rest at the same time.
 */
export async function judgeGates(gates: readonly WrittenGate[], surroundings: Surroundings): Promise<readonly GateResult[]> {
  const indexed = gates.map((gate, index) => ({ gate, index }))
  const results = new Map<number, GateResult>()
  for (const { gate, index } of indexed.filter(({ gate: candidate }) => kindOf(candidate).runsCommands)) {
    surroundings.world.cancellation.throwIfRequested(`gate ${nameOf(gate)}`)
    results.set(index, await judgeGate(gate, { index, ...surroundings }))
  }
  const others = indexed.filter(({ index }) => !results.has(index))
  await Promise.all(others.map(async ({ gate, index }) => results.set(index, await judgeGate(gate, { index, ...surroundings }))))
  return indexed.flatMap(({ index }) => results.get(index) ?? [])
}

async function judgeGate(gate: WrittenGate, { index, ...surroundings }: Surroundings & { index: number }): Promise<GateResult> {
  const { world, run } = surroundings
  const kind = kindOf(gate)
  const path = ['gates', index, kind.key] as const
  const at = run.config.position(...path)
  const started = world.clock.elapsedMs()
  const judgement = await judged(
    async () => (await notApplicable(gate, { run, index })) ?? (await kind.judge(gate[kind.key], { ...surroundings, at, path })),
  )
  return { ...judgement, name: nameOf(gate), kind: kind.key, where: at, durationMs: Math.round(world.clock.elapsedMs() - started) }
}

/** Declared in the file with a reason; anything less is judged. */
async function notApplicable(gate: WrittenGate, { run, index }: Pick<Surroundings, 'run'> & { index: number }): Promise<Judgement | null> {
  const declared = (reason: string): Judgement => ({ verdict: 'not-applicable', expected: 'declared', observed: reason, problem: null })
  if (gate['not-applicable'] !== undefined) return declared(gate['not-applicable'])
  if (gate.when === undefined) return null
  const at = run.config.position('gates', index, 'when')
  const expression = await readResolvedExpression(gate.when, { references: run.references, at })
  const { holds } = expression.judge({ environment: run.config.environment, commit: run.release.commit, system: run.config.system })
  return holds ? null : declared(gate.because ?? `only when ${gate.when}`)
}

/** What could not be known is an error, never a pass. */
async function judged(judge: () => Promise<Judgement>): Promise<Judgement> {
  try {
    return await judge()
  } catch (thrown) {
    const problem = problemsOf(thrown)?.[0]
    if (problem === undefined) throw thrown
    return refused(problem, { expected: 'an answer', observed: problem.message, verdict: 'error' })
  }
}
