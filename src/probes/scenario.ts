import { z } from 'zod'
import { parseDuration } from '../core/duration.ts'
import { type Problem, problemsOf } from '../core/problem.ts'
import { readResolvedExpression } from '../core/resolved-expression.ts'
import { didYouMean } from '../core/suggestion.ts'
import { addressText, answerValues, judgeOf, pathText, requestOf } from './http-request.ts'
import { type Condition, defineProbe, type ProbeContext, type Reading } from './kind.ts'
import { captureFailed, leftBehind, scenarioUnknown } from './problems.ts'
import { type Answer, isAnswer, type NoAnswer, sendRequest } from './request.ts'
import { type Observation, passed } from './result.ts'
import { capturesOf, type HttpStep, type Scenario, type ScenarioStep, type SignStep } from './scenario-schema.ts'
import { throwAwayWallet, type Wallet } from './wallet.ts'

/** Steps in order that share what they captured, and clean up after themselves. */
export const scenario = defineProbe({
  name: 'scenario',
  schema: z.union([
    z.string(),
    z.strictObject({
      steps: z.string().describe('A name under health.scenarios.'),
      url: z.string().optional().describe('Becomes ${scenario.url}.'),
    }),
  ]),
  judgesService: true,
  title: (declared) => nameOf(declared),
  conditions: (declared, reading) =>
    stepsOf(declared, reading).flatMap((step, index) => stepConditions(step, { name: nameOf(declared), index, reading })),
  async prepare(declared, context) {
    const name = nameOf(declared)
    const steps = stepsOf(declared, context)
    const { world, marker } = context
    const wallet = usesWallet(steps) ? await throwAwayWallet(world) : null
    const values = new Map([['run.marker', marker]])
    if (wallet !== null) values.set('wallet.address', wallet.address)
    if (typeof declared !== 'string' && declared.url !== undefined) values.set('scenario.url', context.text(declared.url, 'url'))
    const withValues = { ...context, references: context.references.with(values) }
    return async () => walk({ name, steps, marker, wallet, context: withValues })
  },
})

type DeclaredScenario = string | { readonly steps: string }

/** Problem `probes/unknown-scenario`. */
function stepsOf(declared: DeclaredScenario, { scenarios, at }: Pick<ProbeContext, 'scenarios' | 'at'>): Scenario {
  const name = nameOf(declared)
  const steps = scenarios[name]
  if (steps === undefined) throw scenarioUnknown({ scenario: name, hint: didYouMean(name, Object.keys(scenarios)), at: at() })
  return steps
}

function stepConditions(step: ScenarioStep, { name, index, reading }: { name: string; index: number; reading: Reading }): Condition[] {
  if ('sign' in step) return []
  const condition = (text: string, ...path: string[]) => ({
    text,
    at: reading.config.position('health', 'scenarios', name, index, 'http', ...path),
  })
  return [
    ...(step.http.expect === undefined ? [] : [condition(step.http.expect, 'expect')]),
    ...Object.entries(step.http.capture ?? {}).map(([captured, text]) => condition(text, 'capture', captured)),
  ]
}

interface Walk {
  readonly name: string
  readonly steps: Scenario
  readonly marker: string
  readonly wallet: Wallet | null
  readonly context: ProbeContext
}

/** How far a step came. `refused`: answered with 4xx, so nothing came to be. */
type StepState = 'not run' | 'sent' | 'refused' | 'captured'

async function walk({ name, steps, marker, wallet, context }: Walk): Promise<Observation> {
  const captured = new Map<string, unknown>()
  const states: StepState[] = steps.map(() => 'not run')
  const problems: Problem[] = []
  const { cancellation } = context.world
  for (const [index, step] of steps.entries()) {
    const always = step.always === true
    if (!always && (problems.length > 0 || cancellation.requested())) continue
    const missing = always ? neverCaptured(step, { steps, captured }) : []
    if (missing.length > 0) {
      // What it would remove came to be, or may have: a person has to look.
      const unsettled = missing.every((maker) => states[maker] === 'sent')
      if (unsettled)
        problems.push(
          leftBehind({
            probe: context.probe,
            marker,
            step: stepText(step),
            reason: 'the answer of the step that made the record was lost',
          }),
        )
      continue
    }
    try {
      await take(step, { index, name, wallet, captured, context, tell: (state) => (states[index] = state) })
    } catch (thrown) {
      const found = problemsOf(thrown)
      if (found === null) throw thrown
      if (cancellation.requested() && !always) continue
      problems.push(
        ...(always
          ? found.map((problem) =>
              leftBehind({ probe: context.probe, marker, step: stepText(step), reason: problem.message, at: problem.at }),
            )
          : found),
      )
    }
  }
  // A cancelled run ends without results: what it left behind is told here, or nowhere.
  if (cancellation.requested()) for (const { message } of problems) context.world.log.line(message)
  if (problems.length === 0) cancellation.throwIfRequested(`the rest of the scenario ${name}`)
  const expected = `${steps.length} steps`
  if (problems.length === 0) return passed(expected, `${steps.length} steps done, marker ${marker}`)
  const verdict = problems.some(
    ({ code }) => code === 'core/expression-unknown' || code === 'probes/capture-failed' || code.startsWith('config/'),
  )
    ? 'error'
    : 'fail'
  return { verdict, expected, observed: problems[0]?.message ?? '', problems, latency: null }
}

interface Taken {
  readonly index: number
  readonly name: string
  readonly wallet: Wallet | null
  readonly captured: Map<string, unknown>
  readonly context: ProbeContext
  readonly tell: (state: StepState) => void
}

/** Takes one step; a problem that ends the scenario is thrown. */
async function take(step: ScenarioStep, taken: Taken): Promise<void> {
  const own = { ...taken.context, ...stepContext(step, taken) }
  if ('sign' in step) return sign(step, { ...taken, context: own })
  await exchange(step, { ...taken, context: own })
  taken.tell('captured')
}

function stepContext(
  step: ScenarioStep,
  { index, name, captured, context }: Taken,
): Pick<ProbeContext, 'probe' | 'at' | 'references' | 'text'> {
  const kind = 'sign' in step ? 'sign' : 'http'
  const references = context.references.with(new Map([...captured].map(([key, value]) => [`captured.${key}`, asText(value)])))
  const at: ProbeContext['at'] = (...path) => context.run.config.position('health', 'scenarios', name, index, kind, ...path)
  return {
    probe: `${context.probe}, step ${index + 1} (${stepText(step)})`,
    at,
    references,
    text: (value, ...path) => references.resolve(value, { at: at(...path) }),
  }
}

function sign(step: SignStep, { wallet, captured, context }: Taken): void {
  const signature = wallet?.sign(context.text(step.sign.text, 'text')) ?? Buffer.alloc(0)
  captured.set(step.sign.as ?? 'signature', Buffer.from(signature).toString(step.sign.encoding ?? 'base64'))
}

async function exchange(step: HttpStep, taken: Taken): Promise<void> {
  const { index, name, captured, context, tell } = taken
  const { fetch, clock, cancellation, write } = context.world
  const request = requestOf(step.http, context, captured)
  const judge = await judgeOf(step.http, context)
  const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(request.method)
  const deadline = () => AbortSignal.timeout(parseDuration(step.http.timeout ?? '10s').ms)
  // A write is not torn by a cancel: its answer tells what came to be, and the clean-up needs it.
  const signal = () => (isRead && step.always !== true ? AbortSignal.any([deadline(), cancellation.signal]) : deadline())
  const send = () => sendRequest(request, { fetch, clock, signal: signal() })
  const sendWrite = () => {
    tell('sent')
    return send()
  }
  const answer = isRead
    ? await send()
    : await write(`scenario ${name} step ${index + 1}`, sendWrite, { evenWhenCancelled: step.always === true })
  if (isAnswer(answer) && answer.status >= 400 && answer.status < 500) tell('refused')
  const observation = judge(answer, request.url)
  await capture(step, { answer, captured, context, passed: observation.verdict === 'pass' })
  const [problem] = observation.problems
  if (problem !== undefined) throw problem
}

/** Captures what the answer holds even when it is not the wanted one: the clean-up may need it. */
async function capture(
  step: HttpStep,
  {
    answer,
    captured,
    context,
    passed: mustHave,
  }: { answer: Answer | NoAnswer; captured: Map<string, unknown>; context: ProbeContext; passed: boolean },
): Promise<void> {
  if (!isAnswer(answer)) return
  for (const [name, text] of Object.entries(step.http.capture ?? {})) {
    const at = context.at('capture', name)
    try {
      const value = (await readResolvedExpression(text, { references: context.references, at })).value(answerValues(answer))
      if (value === null || value === undefined || value === '')
        throw captureFailed({ probe: context.probe, capture: name, reason: 'it is empty', at })
      captured.set(name, typeof value === 'bigint' ? Number(value) : value)
    } catch (thrown) {
      if (!mustHave) continue
      const [problem] = problemsOf(thrown) ?? []
      if (problem?.code !== 'core/expression-unknown') throw thrown
      throw captureFailed({ probe: context.probe, capture: name, reason: problem.message, at })
    }
  }
}

/** Indexes of the steps that should have captured what this one needs and did not. */
function neverCaptured(step: ScenarioStep, { steps, captured }: { steps: Scenario; captured: ReadonlyMap<string, unknown> }): number[] {
  const needed = [...JSON.stringify(step).matchAll(/\$\{\s*captured\.(\w+)\s*\}/g)].map((match) => match[1] ?? '')
  const missing = needed.filter((name) => !captured.has(name))
  return missing.map((name) => steps.findIndex((maker) => capturesOf(maker).includes(name)))
}

function usesWallet(steps: Scenario): boolean {
  return steps.some((step) => 'sign' in step) || /\$\{\s*wallet\./.test(JSON.stringify(steps))
}

function nameOf(declared: DeclaredScenario): string {
  return typeof declared === 'string' ? declared : declared.steps
}

function stepText(step: ScenarioStep): string {
  if (step.name !== undefined) return step.name
  return 'sign' in step ? 'sign' : `${step.http.method ?? 'GET'} ${addressText(pathText(step.http.url))}`
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
