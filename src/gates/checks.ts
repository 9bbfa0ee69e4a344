import { z } from 'zod'
import { type GitHubClient, openGitHub, statusOf } from '../github/client.ts'
import { type GateKind, passed, refused } from './gate.ts'
import { checksNotGreen } from './problems.ts'

const schema = z.strictObject({
  required: z.array(z.string()).min(1).describe('Names of check runs or contexts of statuses that have to be green for the very commit.'),
  app: z.string().optional().describe('Slug of the app that must have made the checks; anybody who can write may set a status.'),
})

/** What GitHub says of one check of the commit. */
export interface CommitCheck {
  readonly name: string
  /** Slug of the app that reported it; null for a commit status. */
  readonly app: string | null
  /** `success` is the only green one; `pending` while it has no conclusion. */
  readonly state: string
  /** Check suite of a check run, null of a status. */
  readonly suite: number | null
  /** Newer is larger. */
  readonly id: number
}

/** The required checks of the exact commit are green. Pending, missing, skipped, neutral and stale ones are not. */
export const checksGate: GateKind<z.infer<typeof schema>> = {
  key: 'checks',
  description: 'Required checks and statuses are green for the exact commit.',
  schema,
  runsCommands: false,
  name: ({ required }) => `checks ${required.join(', ')}`,
  async judge(settings, { run, world, token, at }) {
    const github = await openGitHub({ token, needed: 'The gate `checks`', world })
    const { commit } = run.release
    const [checks, own] = await Promise.all([commitChecks(github, commit), ownSuite(github, world.runner.facts.runId)])
    const states = requiredStates(settings, { checks, own })
    const expected = `success of ${settings.required.join(', ')}`
    const observed = states.map(({ name, state }) => `${name}: ${state}`).join('; ')
    const red = states.filter(({ state }) => state !== 'success')
    if (red.length === 0) return passed(expected, observed)
    const found = red.map(({ name, state }) => `${name}: ${state}`).join('; ')
    return refused(checksNotGreen({ commit: commit.slice(0, 12), found, at }), { expected, observed })
  },
}

/** The state of each required check: the newest of each app counts, and one of the run that asks does not. Pure. */
export function requiredStates(
  { required, app = null }: { required: readonly string[]; app?: string | undefined | null },
  { checks, own }: { checks: readonly CommitCheck[]; own: number | null },
): { name: string; state: string }[] {
  const considered = checks.filter((check) => (app === null || check.app === app) && (own === null || check.suite !== own))
  return required.map((name) => {
    const newest = new Map<string | null, CommitCheck>()
    for (const check of considered.filter((candidate) => candidate.name === name)) {
      const known = newest.get(check.app)
      if (known === undefined || check.id > known.id) newest.set(check.app, check)
    }
    const states = [...newest.values()].map(({ state }) => state)
    return { name, state: states.find((state) => state !== 'success') ?? states[0] ?? 'missing' }
  })
}

async function commitChecks({ octokit, repository, call }: GitHubClient, commit: string): Promise<CommitCheck[]> {
  const request = { ...repository, ref: commit, per_page: 100 }
  const [runs, statuses] = await Promise.all([
    call('list the checks of the commit', 'checks: read', () =>
      octokit.paginate(octokit.rest.checks.listForRef, { ...request, filter: 'latest' }),
    ),
    call('list the statuses of the commit', 'statuses: read', () => octokit.paginate(octokit.rest.repos.listCommitStatusesForRef, request)),
  ])
  return [
    ...runs.map((check) => ({
      name: check.name,
      app: check.app?.slug ?? 'unknown',
      state: check.status === 'completed' ? (check.conclusion ?? 'pending') : 'pending',
      suite: check.check_suite?.id ?? null,
      id: check.id,
    })),
    ...statuses.map(({ context, state, id }) => ({ name: context, app: null, state, suite: null, id })),
  ]
}

/** The check suite of the run that asks: its own jobs are still running, they cannot be waited for. */
async function ownSuite({ octokit, repository, call }: GitHubClient, runId: string): Promise<number | null> {
  if (!/^\d+$/.test(runId)) return null
  try {
    const { data } = await call(
      'read this workflow run',
      'actions: read',
      () => octokit.rest.actions.getWorkflowRun({ ...repository, run_id: Number(runId) }),
      [404],
    )
    return data.check_suite_id ?? null
  } catch (thrown) {
    if (statusOf(thrown) === 404) return null
    throw thrown
  }
}
