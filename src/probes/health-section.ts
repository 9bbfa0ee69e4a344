import { z } from 'zod'
import { defineSection } from '../config/section.ts'
import type { DeclaredProbe } from './kind.ts'
import { probeKinds } from './kinds.ts'
import { capturesOf, scenarioSchema } from './scenario-schema.ts'

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'Expected lower-case letters, digits and hyphens')
const schemas = probeKinds.map(({ schema }) => schema) as [z.ZodType<DeclaredProbe>, ...z.ZodType<DeclaredProbe>[]]

export const healthSection = defineSection({
  name: 'health',
  description: 'What proves that the system lives: profiles of probes, and scenarios that walk through it.',
  sketch: `health:
  profiles:
    idle:
      - identity: { url: "\${services.backend.idle}/version" }
      - postgres: { url: "\${env.DATABASE_URL}" }`,
  schema: z.strictObject({
    profiles: z.record(name, z.array(z.union(schemas))).describe('Name to probes: active, idle and public are those of a release.'),
    scenarios: z.record(name, scenarioSchema).default({}),
  }),
  provides: ({ scenarios }) => [
    'active.commit',
    'active.release',
    'run.marker',
    'wallet.address',
    'scenario.url',
    ...Object.values(scenarios).flatMap((steps) => steps.flatMap(capturesOf).map((captured) => `captured.${captured}`)),
  ],
})

export type HealthSection = z.infer<typeof healthSection.schema>
