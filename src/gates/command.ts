import { z } from 'zod'
import { positiveDurationSchema } from '../config/duration-schema.ts'
import { durationText, parseDuration } from '../core/duration.ts'
import { type GateKind, passed, refused } from './gate.ts'
import { commandFailed } from './problems.ts'

/** Lines of a failed command that are told. */
const tailLength = 15

const schema = z.union([
  z.string().min(1),
  z.strictObject({
    run: z.string().min(1).describe('A command line for bash.'),
    directory: z.string().optional().describe('Where it runs, from the working directory.'),
    timeout: positiveDurationSchema.default('15m').describe('How long it may take.'),
    environment: z.record(z.string(), z.string()).default({}).describe('Variables it gets besides PATH and HOME.'),
  }),
])

/** A command that has to end with exit code 0. It gets no variable of the job that was not given to it by name. */
export const commandGate: GateKind<z.infer<typeof schema>> = {
  key: 'command',
  description: 'A command that ends with exit code 0.',
  schema,
  runsCommands: true,
  name: (settings) => (typeof settings === 'string' ? settings : settings.run),
  async judge(settings, { run, world, at }) {
    const { run: command, directory = '.', timeout = '15m', environment = {} } = typeof settings === 'string' ? { run: settings } : settings
    const finished = await world.processes.shell(command, {
      directory: `${world.directory}/${directory}`,
      timeoutMs: parseDuration(timeout).ms,
      environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, run.references.guarded(value, { at })])),
      signal: world.cancellation.signal,
    })
    const expected = 'exit code 0'
    const observed = `exit code ${finished.exitCode} after ${durationText(finished.durationMs)}`
    if (finished.exitCode === 0) return passed(expected, observed)
    const tail = world.secrets.redact(
      finished.tail
        .filter((line) => line !== '')
        .slice(-tailLength)
        .join('\n'),
    )
    return refused(commandFailed({ command, exitCode: finished.exitCode, tail, at }), { expected, observed })
  },
}
