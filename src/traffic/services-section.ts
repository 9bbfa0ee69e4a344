import { z } from 'zod'
import { positiveDurationSchema } from '../config/duration-schema.ts'
import { defineSection } from '../config/section.ts'

const port = z.union([z.int().min(1).max(65_535), z.string()])
/** A command line is seen by every user of the machine, so no variable goes into it: `environment` and `$NAME` do that. */
const command = z.string().refine((text) => !text.includes('${env.'), {
  message: 'Expected a command without ${env...}: put the variable under "environment" and write $NAME here',
})

const service = z
  .strictObject({
    ports: z.strictObject({ blue: port, green: port }).describe('Where each color listens; commands get it as PORT.'),
    host: z.string().default('127.0.0.1').describe('Where the ports are.'),
    public: z.string().describe('The address users have, through the balancer.'),
    identity: z.string().startsWith('/').describe('Path that answers JSON with `commit`, and `color` where the service knows it.'),
    supervise: z.literal('local').optional().describe('Run `start` as a child process that outlives the step (rehearsals, single hosts).'),
    start: command.describe(
      'Starts one color. Gets COLOR (and RELEASE_COLOR, since npm overwrites COLOR), PORT, RELEASE_DIR, RELEASE_ID, RELEASE_COMMIT; safe to repeat.',
    ),
    stop: command.optional().describe('Stops one color, safe to repeat. Not with `supervise: local`.'),
    environment: z.record(z.string(), z.string()).default({}).describe('What the commands get besides.'),
    'ready-within': positiveDurationSchema.default('60s').describe('How long the start may take until the identity is answered.'),
    'stop-within': positiveDurationSchema.default('10s').describe('How long a stop may take before it is forced (`supervise: local`).'),
  })
  .refine((value) => value.supervise !== undefined || value.stop !== undefined, {
    message: 'Expected `stop`, or `supervise: local`',
    path: ['start'],
  })

export type ServiceSection = z.infer<typeof service>

export const servicesSection = defineSection({
  name: 'services',
  description: 'The services of the system: one set runs as blue, one as green.',
  sketch: `services:
  backend:
    ports: { blue: 3001, green: 3101 }
    public: https://api.example.org
    identity: /version
    start: ssh app@host release start backend
    stop: ssh app@host release stop backend`,
  schema: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'Expected lower-case letters, digits and hyphens'), service),
  provides: (services) => Object.keys(services).flatMap((name) => serviceReferenceNames(name)),
})

function serviceReferenceNames(name: string): string[] {
  return ['idle', 'active', 'blue', 'green', 'public'].map((place) => `services.${name}.${place}`)
}
