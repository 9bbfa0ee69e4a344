import { z } from 'zod'
import { defineSection } from '../config/section.ts'

const topUp = z.strictObject({
  url: z.string().describe('Asked through the public route, so that the balancer counts it.'),
  rate: z.number().positive().max(200).describe('Own requests a second, while the samples fall short.'),
})

export const soakSection = defineSection({
  name: 'soak',
  description: 'How long, and by what, the new color is watched after the switch.',
  sketch: 'soak:\n  for: 5m\n  errors: "< 1 %"\n  top-up: { url: "https://api.example.org/health", rate: 5 }',
  schema: z.strictObject({
    for: z.string().describe('The shortest watch that can accept a release.'),
    'at-most': z
      .string()
      .optional()
      .describe('Where samples are missing, the watch goes on for so long; then it is inconclusive. 3 times `for` without it.'),
    errors: z
      .string()
      .default('< 1 %')
      .describe('Share of failed requests of the new color, of each service, by the counters of the balancer.'),
    services: z.array(z.string()).min(1).optional().describe('The services that are judged; all without it.'),
    'top-up': z
      .union([topUp, z.array(topUp)])
      .optional()
      .describe('Own requests where users send too few.'),
  }),
})

export type SoakSection = z.infer<typeof soakSection.schema>
