import { z } from 'zod'
import { defineSection } from '../config/section.ts'
import type { GateKind } from './gate.ts'
import { gateKinds } from './kinds.ts'

const common = {
  name: z.string().optional().describe('How the gate is called in the summary and in the output `gates`.'),
  when: z.string().optional().describe('CEL over `environment`, `commit` and `system`: the gate counts only where it holds.'),
  because: z.string().optional().describe('Why the gate does not count where `when` does not hold.'),
  'not-applicable': z.string().min(10).optional().describe('Reason why this gate is not judged at all.'),
}

const [first, second, ...others] = gateKinds.map((kind) => z.strictObject({ [kind.key]: kind.schema, ...common }))
if (first === undefined || second === undefined) throw new TypeError('there are no gate kinds')

/** A gate as written: its kind's key, and what every gate may have. */
export type WrittenGate = Readonly<Record<string, unknown>> & {
  readonly name?: string
  readonly when?: string
  readonly because?: string
  readonly 'not-applicable'?: string
}

export const gatesSection = defineSection<readonly WrittenGate[]>({
  name: 'gates',
  description: 'Conditions that have to hold before anything is changed. An environment can only add to them.',
  sketch: `gates:
  - checks: { required: [lint, test] }
  - command: npm run typecheck
  - coverage: { report: coverage/lcov.info, lines: ">= 80 %", paths: { "src/bookings/**": ">= 95 %" } }
  - env: { file: .env.example, require: { JWT_SECRET: { length: ">= 32" } } }
  - secret-scan: { paths: [.] }`,
  schema: z.array(z.union([first, second, ...others])) as unknown as z.ZodType<readonly WrittenGate[]>,
  appended: true,
})

/** The kind a gate is of; the schema made sure that there is exactly one. */
export function kindOf(gate: WrittenGate): GateKind<unknown> {
  const kind = gateKinds.find(({ key }) => key in gate)
  if (kind === undefined) throw new TypeError('a gate without kind passed the schema')
  return kind
}

export function nameOf(gate: WrittenGate): string {
  const kind = kindOf(gate)
  return gate.name ?? kind.name(gate[kind.key])
}
