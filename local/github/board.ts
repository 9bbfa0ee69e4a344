import type { CheckConclusion, WorkflowRun } from './model.ts'
import { type RepositoryState, settleSuite } from './state.ts'

export interface ShownRun {
  readonly end: (conclusion: CheckConclusion) => void
}

export interface ShownJob {
  readonly checkRunId: number
  readonly end: (conclusion: CheckConclusion) => void
}

/** What GitHub itself shows of a run, written by the local runner. */
export interface RunBoard {
  startRun(given: {
    id: number
    attempt: number
    name: string
    path: string
    event: string
    commit: string
    ref: string
    actor: string
  }): ShownRun
  startJob(given: { runId: number; name: string }): ShownJob
  startDeployment(given: { runId: number; environment: string; commit: string; ref: string }): ShownRun
}

export function runBoard(repository: RepositoryState): RunBoard {
  return {
    startRun: (given) => {
      if (!repository.objects.commits.has(given.commit)) repository.addCommit({ sha: given.commit })
      const headBranch = given.ref.startsWith('refs/heads/') ? given.ref.slice('refs/heads/'.length) : null
      // A later attempt of a run stays in its suite, so that its checks replace those of the attempt before.
      const before = repository.workflowRuns.findIndex(({ id }) => id === given.id)
      const earlier = before < 0 ? null : (repository.workflowRuns.splice(before, 1)[0] ?? null)
      const now = new Date().toISOString()
      const { id, attempt, name, path, event, actor } = given
      const shown: WorkflowRun = {
        ...{ id, attempt, name, path, event, actor, headBranch },
        number: earlier?.number ?? repository.workflowRuns.length + 1,
        headSha: given.commit,
        suiteId: earlier?.suiteId ?? repository.addCheckSuite({ headSha: given.commit, headBranch }).id,
        createdAt: earlier?.createdAt ?? now,
        updatedAt: now,
        jobs: [],
        status: 'in_progress',
        conclusion: null,
      }
      repository.workflowRuns.push(shown)
      return { end: (conclusion) => Object.assign(shown, { status: 'completed', conclusion, updatedAt: new Date().toISOString() }) }
    },
    startJob: ({ runId, name }) => {
      const run = repository.workflowRuns.find(({ id }) => id === runId)
      const suite = repository.checkSuites.find(({ id }) => id === run?.suiteId)
      if (run === undefined || suite === undefined) throw new Error(`no run ${runId} is shown`)
      const check = repository.addCheckRun({ name, headSha: run.headSha, suite, status: 'in_progress' })
      check.detailsUrl = `https://github.com/${repository.name}/actions/runs/${runId}/job/${check.id}`
      run.jobs.push(check.id)
      const end = (conclusion: CheckConclusion) => {
        Object.assign(check, { status: 'completed', conclusion, completedAt: new Date().toISOString() })
        settleSuite(suite, repository.checkRuns)
      }
      return { checkRunId: check.id, end }
    },
    startDeployment: ({ environment, commit, ref }) => {
      const status = (state: 'in_progress' | 'success' | 'failure') => ({
        id: repository.nextId(),
        state,
        description: '',
        environment,
        environmentUrl: '',
        logUrl: '',
        createdAt: new Date().toISOString(),
      })
      const deployment = {
        id: repository.nextId(),
        sha: commit,
        ref: ref.replace(/^refs\/heads\//, ''),
        task: 'deploy',
        environment,
        description: null,
        payload: {},
        creator: 'github-actions[bot]',
        createdAt: new Date().toISOString(),
        statuses: [status('in_progress')],
      }
      repository.deployments.push(deployment)
      return { end: (conclusion) => void deployment.statuses.push(status(conclusion === 'success' ? 'success' : 'failure')) }
    },
  }
}
