import type { Deployment, DeploymentStatus, Environment, WorkflowRun } from './model.ts'
import { type Answer, type Call, created, invalid, notFound, ok, page, Refusal, type Route, textField } from './route.ts'

/** Deployments, environments, and the runs of workflows. */
export const deploymentsRoutes: readonly Route[] = [
  { method: 'POST', path: 'deployments', needs: ['deployments', 'write'], answer: createDeployment },
  {
    method: 'GET',
    path: 'deployments',
    needs: ['deployments', 'read'],
    answer: (call) => {
      const { repository, query } = call
      const matching = repository.deployments
        .filter(({ environment }) => !query.has('environment') || environment === query.get('environment'))
        .filter(({ sha }) => !query.has('sha') || sha === query.get('sha'))
        .filter(({ ref }) => !query.has('ref') || ref === query.get('ref'))
        .filter(({ task }) => !query.has('task') || task === query.get('task'))
      return page(call, matching.toReversed(), (shown) => shown.map((deployment) => deploymentBody(deployment, call)))
    },
  },
  {
    method: 'GET',
    path: 'deployments/:id',
    needs: ['deployments', 'read'],
    answer: (call) => ok(deploymentBody(deploymentOf(call), call)),
  },
  { method: 'POST', path: 'deployments/:id/statuses', needs: ['deployments', 'write'], answer: createStatus },
  {
    method: 'GET',
    path: 'deployments/:id/statuses',
    needs: ['deployments', 'read'],
    answer: (call) => page(call, deploymentOf(call).statuses.toReversed(), (shown) => shown.map(statusBody)),
  },
  {
    method: 'GET',
    path: 'environments',
    needs: ['actions', 'read'],
    answer: (call) =>
      page(call, call.repository.environments, (shown) => ({
        total_count: call.repository.environments.length,
        environments: shown.map(environmentBody),
      })),
  },
  {
    method: 'GET',
    path: 'environments/:name',
    needs: ['actions', 'read'],
    answer: ({ repository, parameters }) => {
      const environment = repository.environments.find(({ name }) => name === parameters['name'])
      if (environment === undefined) throw notFound()
      return ok(environmentBody(environment))
    },
  },
  {
    method: 'GET',
    path: 'actions/runs',
    needs: ['actions', 'read'],
    answer: (call) => {
      const { repository, query } = call
      const matching = repository.workflowRuns
        .filter(({ headSha }) => !query.has('head_sha') || headSha === query.get('head_sha'))
        .filter(({ event }) => !query.has('event') || event === query.get('event'))
        .filter(({ headBranch }) => !query.has('branch') || headBranch === query.get('branch'))
        .filter(({ status, conclusion }) => !query.has('status') || status === query.get('status') || conclusion === query.get('status'))
        .filter(({ suiteId }) => !query.has('check_suite_id') || String(suiteId) === query.get('check_suite_id'))
      return page(call, matching.toReversed(), (shown) => ({
        total_count: matching.length,
        workflow_runs: shown.map((run) => runBody(run, call)),
      }))
    },
  },
  { method: 'GET', path: 'actions/runs/:id', needs: ['actions', 'read'], answer: (call) => ok(runBody(runOf(call), call)) },
  {
    method: 'GET',
    path: 'actions/runs/:id/jobs',
    needs: ['actions', 'read'],
    answer: (call) => {
      const run = runOf(call)
      const jobs = call.repository.checkRuns.filter(({ id }) => run.jobs.includes(id))
      return page(call, jobs, (shown) => ({
        total_count: jobs.length,
        jobs: shown.map(({ id, name, status, conclusion, headSha, startedAt, completedAt }) => ({
          id,
          run_id: run.id,
          run_attempt: run.attempt,
          name,
          status,
          conclusion,
          head_sha: headSha,
          started_at: startedAt,
          completed_at: completedAt,
          check_run_url: `${call.apiUrl}/repos/${call.repository.name}/check-runs/${id}`,
          steps: [],
        })),
      }))
    },
  },
]

function createDeployment(call: Call): Answer {
  const { repository, body } = call
  const ref = textField(body, 'ref')
  const sha = repository.resolve(ref)
  if (sha === null) throw invalid(`No ref found for: ${ref}`)
  const contexts = body['required_contexts']
  const latest = new Map(repository.statuses.filter((status) => status.sha === sha).map((status) => [status.context, status.state]))
  const wanted = Array.isArray(contexts) ? contexts.map(String) : [...latest.keys()]
  if (wanted.some((context) => latest.get(context) !== 'success'))
    throw new Refusal(409, `Conflict: Commit status checks failed for ${ref}.`)
  const { task, environment, description, payload } = body
  const deployment: Deployment = {
    id: repository.nextId(),
    sha,
    ref,
    task: typeof task === 'string' ? task : 'deploy',
    environment: typeof environment === 'string' ? environment : 'production',
    description: typeof description === 'string' ? description : null,
    payload: payload ?? {},
    creator: call.actor,
    createdAt: new Date().toISOString(),
    statuses: [],
  }
  repository.deployments.push(deployment)
  return created(deploymentBody(deployment, call))
}

function createStatus(call: Call): Answer {
  const { repository, body } = call
  const deployment = deploymentOf(call)
  const state = textField(body, 'state')
  if (!isDeploymentState(state))
    throw invalid('Validation Failed', [
      { resource: 'DeploymentStatus', code: 'custom', field: 'state', message: 'state is not included in the list' },
    ])
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
  const make = (of: Deployment, stateOf: DeploymentStatus['state'], description: string): DeploymentStatus => ({
    id: repository.nextId(),
    state: stateOf,
    description,
    environment: of.environment,
    environmentUrl: text('environment_url'),
    logUrl: text('log_url'),
    createdAt: new Date().toISOString(),
  })
  if (state === 'success' && body['auto_inactive'] !== false) {
    const replaced = repository.deployments.filter(
      (other) => other !== deployment && other.environment === deployment.environment && other.statuses.at(-1)?.state === 'success',
    )
    for (const other of replaced) other.statuses.push(make(other, 'inactive', ''))
  }
  const status = make(deployment, state, text('description'))
  deployment.statuses.push(status)
  return created(statusBody(status))
}

function deploymentOf({ repository, parameters }: Call): Deployment {
  const deployment = repository.deployments.find(({ id }) => String(id) === parameters['id'])
  if (deployment === undefined) throw notFound()
  return deployment
}

function runOf({ repository, parameters }: Call): WorkflowRun {
  const run = repository.workflowRuns.find(({ id }) => String(id) === parameters['id'])
  if (run === undefined) throw notFound()
  return run
}

function deploymentBody(deployment: Deployment, { repository, apiUrl }: Call) {
  const { id, sha, ref, task, environment, description, payload, creator, createdAt } = deployment
  const url = `${apiUrl}/repos/${repository.name}/deployments/${id}`
  return {
    id,
    sha,
    ref,
    task,
    environment,
    original_environment: environment,
    description,
    payload,
    creator: { login: creator },
    created_at: createdAt,
    updated_at: createdAt,
    url,
    statuses_url: `${url}/statuses`,
  }
}

function statusBody({ id, state, description, environment, environmentUrl, logUrl, createdAt }: DeploymentStatus) {
  return {
    id,
    state,
    description,
    environment,
    environment_url: environmentUrl,
    log_url: logUrl,
    created_at: createdAt,
    updated_at: createdAt,
  }
}

function environmentBody({ id, name, protectionRules }: Environment) {
  return { id, name, protection_rules: protectionRules, deployment_branch_policy: null }
}

function runBody(run: WorkflowRun, { repository, apiUrl }: Call) {
  return {
    id: run.id,
    name: run.name,
    display_title: run.name,
    path: run.path,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    head_sha: run.headSha,
    head_branch: run.headBranch,
    check_suite_id: run.suiteId,
    actor: { login: run.actor },
    triggering_actor: { login: run.actor },
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    url: `${apiUrl}/repos/${repository.name}/actions/runs/${run.id}`,
    html_url: `https://github.com/${repository.name}/actions/runs/${run.id}`,
  }
}

function isDeploymentState(text: string): text is DeploymentStatus['state'] {
  return ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'].includes(text)
}
