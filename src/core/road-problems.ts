import { defineProblem, type Problem, problemsOf } from './problem.ts'
import type { World } from './world.ts'

export const outputHoldsSecret = defineProblem({
  code: 'core/output-holds-secret',
  example: { output: 'backup-path', secret: 'env.DATABASE_URL' },
  what: ({ output, secret }) => `The output "${output}" would hold the secret ${secret}; the runner would drop it in silence.`,
  state: 'The work is done and recorded; this output was not set.',
  remedy: 'Do not store public values (a host, a database name, an address) as secrets; use a configuration variable.',
})

export const planHoldsSecret = defineProblem({
  code: 'plan/holds-secret',
  example: { secret: 'env.STELLAR_SECRET_KEY' },
  what: ({ secret }) => `The plan would hold the secret ${secret}.`,
  state: 'Nothing was changed, recorded or printed.',
  remedy: 'Give an address (G...) or a name where the value of a secret stands in fairlead.yml.',
})

export const timedOut = defineProblem({
  code: 'core/timed-out',
  example: { timeout: '30.0 min' },
  what: ({ timeout }) => `The action did not end within ${timeout}.`,
  state: 'Every write that had begun was brought to a known outcome; no new one was started.',
  remedy: 'Run it again to go on where it stopped, or give a longer "timeout".',
})

export const defect = defineProblem({
  code: 'core/defect',
  example: { what: 'TypeError: x is not a function' },
  what: ({ what }) => `Fairlead itself failed: ${what}.`,
  state: 'Unknown to the program: the record tells what was begun. Running again reads the targets first and goes on from there.',
  remedy: 'Run again; if it repeats, report it with this log.',
})

/** The first problem of what was thrown; a `defect` where it is none, with its stack in the log. */
export function problemFrom(thrown: unknown, { secrets, log }: Pick<World, 'secrets' | 'log'>): Problem {
  const [problem] = problemsOf(thrown) ?? []
  if (problem !== undefined) return problem
  if (thrown instanceof Error) log.line(thrown.stack ?? thrown.message)
  return defect({ what: secrets.redact(String(thrown)), cause: thrown })
}

/** Why something failed, in the words of all its problems or of whoever refused. */
export function reasonText(thrown: unknown, { secrets }: Pick<World, 'secrets'>): string {
  const problems = problemsOf(thrown)
  if (problems !== null) return problems.map(({ message }) => message).join(' ')
  return secrets.redact(thrown instanceof Error ? thrown.message : String(thrown))
}
