import { type App, type CheckConclusion, type CheckRun, type CheckStatus, type CheckSuite, githubActions } from './model.ts'
import { type Call, commitOf, created, invalid, notFound, ok, page, type Route, textField } from './route.ts'
import { settleSuite } from './state.ts'

export const checksRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'commits/*ref/check-runs',
    needs: ['checks', 'read'],
    answer: (call) => {
      const { repository, query } = call
      const sha = commitOf(call, call.parameters['ref'] ?? '')
      const matching = repository.checkRuns
        .filter(({ headSha }) => headSha === sha)
        .filter(({ name }) => !query.has('check_name') || name === query.get('check_name'))
        .filter(({ status }) => !query.has('status') || status === query.get('status'))
        .filter(({ app }) => !query.has('app_id') || String(app.id) === query.get('app_id'))
      const shown = query.get('filter') === 'all' ? matching : latest(matching)
      return page(call, shown.toReversed(), (runs) => ({
        total_count: shown.length,
        check_runs: runs.map((run) => checkRunBody(run, call)),
      }))
    },
  },
  {
    method: 'GET',
    path: 'commits/*ref/check-suites',
    needs: ['checks', 'read'],
    answer: (call) => {
      const sha = commitOf(call, call.parameters['ref'] ?? '')
      const suites = call.repository.checkSuites.filter(({ headSha }) => headSha === sha)
      return page(call, suites, (shown) => ({ total_count: suites.length, check_suites: shown.map((suite) => suiteBody(suite, call)) }))
    },
  },
  {
    method: 'GET',
    path: 'check-suites/:id/check-runs',
    needs: ['checks', 'read'],
    answer: (call) => {
      const runs = latest(call.repository.checkRuns.filter(({ suiteId }) => String(suiteId) === call.parameters['id']))
      return page(call, runs, (shown) => ({ total_count: runs.length, check_runs: shown.map((run) => checkRunBody(run, call)) }))
    },
  },
  { method: 'GET', path: 'check-runs/:id', needs: ['checks', 'read'], answer: (call) => ok(checkRunBody(checkRunOf(call), call)) },
  {
    method: 'POST',
    path: 'check-runs',
    needs: ['checks', 'write'],
    answer: (call) => {
      const { repository, body } = call
      const headSha = textField(body, 'head_sha')
      const name = textField(body, 'name')
      if (!repository.objects.commits.has(headSha)) throw invalid(`No commit found for SHA: ${headSha}`)
      const suite = repository.checkSuites.find((known) => known.headSha === headSha && known.app.id === githubActions.id)
      const run = repository.addCheckRun({ name, headSha, status: 'queued', ...(suite === undefined ? {} : { suite }) })
      change(run, call)
      return created(checkRunBody(run, call))
    },
  },
  {
    method: 'PATCH',
    path: 'check-runs/:id',
    needs: ['checks', 'write'],
    answer: (call) => {
      const run = checkRunOf(call)
      change(run, call)
      return ok(checkRunBody(run, call))
    },
  },
]

/** The newest of each name in its suite: a rerun replaces its check, another workflow's check of the same name does not. */
function latest(runs: readonly CheckRun[]): CheckRun[] {
  return [...new Map(runs.map((run) => [`${run.suiteId} ${run.name}`, run])).values()]
}

function checkRunOf({ repository, parameters }: Call): CheckRun {
  const run = repository.checkRuns.find(({ id }) => String(id) === parameters['id'])
  if (run === undefined) throw notFound()
  return run
}

function change(run: CheckRun, { repository, body }: Call): void {
  if (typeof body['conclusion'] === 'string') {
    run.conclusion = body['conclusion'] as CheckConclusion
    run.status = 'completed'
    run.completedAt = typeof body['completed_at'] === 'string' ? body['completed_at'] : new Date().toISOString()
  } else if (typeof body['status'] === 'string') {
    if (body['status'] === 'completed') throw invalid('Invalid request.\n\nMissing required key: conclusion')
    run.status = body['status'] as CheckStatus
  }
  if (typeof body['details_url'] === 'string') run.detailsUrl = body['details_url']
  if (typeof body['external_id'] === 'string') run.externalId = body['external_id']
  if (typeof body['output'] === 'object' && body['output'] !== null) run.output = { ...run.output, ...body['output'] }
  const suite = repository.checkSuites.find(({ id }) => id === run.suiteId)
  if (suite !== undefined) settleSuite(suite, repository.checkRuns)
}

function checkRunBody(run: CheckRun, { repository, apiUrl }: Call) {
  return {
    id: run.id,
    node_id: `CR_${run.id}`,
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url: `${apiUrl}/repos/${repository.name}/check-runs/${run.id}`,
    html_url: run.detailsUrl ?? `https://github.com/${repository.name}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `https://github.com/${repository.name}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: { ...run.output, annotations_count: 0, annotations_url: `${apiUrl}/repos/${repository.name}/check-runs/${run.id}/annotations` },
    check_suite: { id: run.suiteId },
    app: appBody(run.app),
    pull_requests: [],
  }
}

function suiteBody(suite: CheckSuite, { repository, apiUrl }: Call) {
  return {
    id: suite.id,
    node_id: `CS_${suite.id}`,
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suite.status,
    conclusion: suite.conclusion,
    url: `${apiUrl}/repos/${repository.name}/check-suites/${suite.id}`,
    app: appBody(suite.app),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    latest_check_runs_count: repository.checkRuns.filter(({ suiteId }) => suiteId === suite.id).length,
    pull_requests: [],
  }
}

function appBody({ id, slug, name }: App) {
  return { id, slug, name, owner: { login: 'github' } }
}
