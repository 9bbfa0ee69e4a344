import { z } from 'zod'
import type { Config } from '../config/config.ts'
import { positiveDurationSchema } from '../config/duration-schema.ts'
import type { Path } from '../config/source.ts'
import type { Run } from '../core/action.ts'
import { parseDuration } from '../core/duration.ts'
import type { Place } from '../core/problem.ts'
import type { References } from '../core/resolve.ts'
import type { World } from '../core/world.ts'
import type { Observation } from './result.ts'
import type { Scenario } from './scenario-schema.ts'

/** What a probe may use while it looks. */
export interface ProbeContext {
  readonly world: World
  readonly run: Pick<Run, 'config' | 'references' | 'release'>
  /** References with the values of this profile: services, active release. */
  readonly references: References
  /** For people, in problems. */
  readonly probe: string
  /** Where a part of the probe's own map stands in fairlead.yml. */
  at(...path: Path): Place | null
  /** The text with its references replaced, problems at its place. */
  text(value: string, ...path: Path): string
  readonly scenarios: Readonly<Record<string, Scenario>>
  /** Stands in everything a scenario makes: ${run.marker}. */
  readonly marker: string
}

/** One look, ended by the signal. */
export type Attempt = (signal: AbortSignal) => Promise<Observation>

/** How long and how often a probe is repeated. */
export interface Patience {
  readonly times: number
  /** Total deadline of all attempts; null: nothing is retried. */
  readonly withinMs: number | null
  readonly timeoutMs: number
}

/** A CEL expression of a probe, and where it stands. */
export interface Condition {
  readonly text: string
  readonly at: Place | null
}

/** What tells the expressions of a probe before it is run. */
export interface Reading extends Pick<ProbeContext, 'at' | 'scenarios'> {
  readonly config: Pick<Config, 'position'>
}

/** Keys beside the kind's own key. */
const commonKeys = {
  name: z.string().optional().describe('What people call it.'),
  'not-applicable': z.string().min(10, 'Expected a reason of at least 10 characters').optional().describe('Why it is not run here.'),
  when: z.string().optional().describe('CEL; where it is false the probe is not applicable.'),
  because: z.string().optional().describe('Why it does not apply where `when` is false.'),
}

export type CommonKeys = { readonly [Key in keyof typeof commonKeys]?: string | undefined }

/** A probe as it stands in fairlead.yml: one kind key and the common keys. */
export type DeclaredProbe = CommonKeys & { readonly [kind: string]: unknown }

export interface ProbeKind {
  readonly name: string
  readonly schema: z.ZodType<DeclaredProbe>
  /** A short name for one that was not named: `http /health`. */
  title(probe: DeclaredProbe): string
  /** Every CEL expression that it will judge; problems of what it names are thrown. */
  conditions(probe: DeclaredProbe, reading: Reading): readonly Condition[]
  /** Whether its name alone asks for an identity probe before it: it judges a service of a release. */
  readonly judgesService: boolean
  patience(probe: DeclaredProbe): Patience
  /** Resolves and reads everything once; problems thrown here are not retried. */
  prepare(probe: DeclaredProbe, context: ProbeContext): Promise<Attempt>
}

interface Definition<Declared> {
  readonly name: string
  readonly schema: z.ZodType<Declared>
  readonly judgesService?: boolean
  readonly title: (declared: Declared) => string
  readonly conditions?: (declared: Declared, reading: Reading) => readonly Condition[]
  /** Of kinds that retry. The others take their time: they look once. */
  readonly patience?: (declared: Declared) => DeclaredPatience
  readonly prepare: (declared: Declared, context: ProbeContext) => Promise<Attempt>
}

export function defineProbe<Declared>(definition: Definition<Declared>): ProbeKind {
  const { name, schema, title, conditions = () => [], patience } = definition
  const own = (probe: DeclaredProbe) => probe[name] as Declared
  return {
    name,
    schema: z.strictObject({ [name]: schema, ...commonKeys }).refine(({ when, because }) => when === undefined || because !== undefined, {
      message: '`when` needs `because`: the reason that is told where it does not apply',
      path: ['when'],
    }) as unknown as z.ZodType<DeclaredProbe>,
    judgesService: definition.judgesService ?? false,
    title: (probe) => probe.name ?? `${name} ${title(own(probe)).replaceAll(/\$\{(?:env\.)?([^{}]*)\}/g, '$1')}`,
    conditions: (probe, reading) => conditions(own(probe), reading),
    patience: (probe) => (patience === undefined ? once : readPatience(patience(own(probe)))),
    prepare: (probe, context) => definition.prepare(own(probe), context),
  }
}

/** A kind that looks once decides itself how long it takes. */
const once: Patience = { times: 1, withinMs: null, timeoutMs: 15 * 60_000 }

export const timeoutKey = { timeout: positiveDurationSchema.optional().describe('Of one attempt. Default 5s.') }

/** Keys of kinds that are repeated until they hold. */
export const patienceKeys = {
  ...timeoutKey,
  within: positiveDurationSchema
    .optional()
    .describe('Total deadline: failed attempts are repeated, with back-off, until then. Without it nothing is retried.'),
  times: z.int().min(1).max(100).optional().describe('Consecutive successes that are needed. Default 1.'),
}

interface DeclaredPatience {
  readonly timeout?: string | undefined
  readonly within?: string | undefined
  readonly times?: number | undefined
}

function readPatience({ timeout = '5s', within, times = 1 }: DeclaredPatience): Patience {
  return { times, withinMs: within === undefined ? null : parseDuration(within).ms, timeoutMs: parseDuration(timeout).ms }
}
