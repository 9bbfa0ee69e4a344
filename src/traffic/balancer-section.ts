import { z } from 'zod'
import { durationSchema } from '../config/duration-schema.ts'
import { defineSection } from '../config/section.ts'

const key = z.string().min(1).describe('The one entry that routes the whole set of services.')
const common = {
  drain: durationSchema
    .default('30s')
    .describe('How long requests that run on the old color are waited for, once the release is accepted.'),
}

const haproxy = z.strictObject({
  haproxy: z
    .strictObject({
      socket: z.string().describe('Unix socket of the runtime API, level admin.'),
      map: z.string().describe('The map file, which is also its name in the runtime API.'),
      key,
    })
    .describe(
      'HAProxy 2.4 or later: one map entry is written through the runtime socket, without a reload. Backends are called SERVICE-COLOR.',
    ),
  ...common,
})

const embedded = z.strictObject({
  embedded: z
    .strictObject({ admin: z.string().describe('Address of its admin API, on loopback.'), key })
    .describe('The balancer that comes with Fairlead, for rehearsals.'),
  ...common,
})

export const balancerSection = defineSection({
  name: 'balancer',
  description: 'What routes users to one of the two colors.',
  sketch: 'balancer:\n  haproxy: { socket: /run/haproxy/admin.sock, map: /etc/haproxy/color.map, key: traqora }',
  schema: z.union([haproxy, embedded]),
})

export type BalancerSection = z.infer<typeof balancerSection.schema>
