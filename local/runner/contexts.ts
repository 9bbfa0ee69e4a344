import { join } from 'node:path'
import type { Source } from './library.ts'
import type { Run } from './run.ts'

/** The folders of one job. */
export interface JobFolders {
  readonly workspace: string
  readonly temporary: string
  readonly tools: string
}

export function foldersOf(run: Run, job: string): JobFolders {
  const root = join(run.folder, job.replaceAll('/', '.'))
  return { workspace: join(root, 'workspace'), temporary: join(root, 'temporary'), tools: join(root, 'tools') }
}

/** The `github` context of a job. Ids that nothing here knows are fixed. */
export function githubContext(options: { run: Run; job: string; folders: JobFolders; token: string; workflow: Source & { path: string } }) {
  const { run, job, folders, token } = options
  const [owner = '', name = ''] = run.source.repository.split('/')
  const isTag = run.ref.startsWith('refs/tags/')
  return {
    actor: run.actor,
    actor_id: '1',
    api_url: run.apiUrl,
    base_ref: branchOf(run, 'base'),
    event: run.event.payload,
    event_name: run.event.name,
    event_path: join(folders.temporary, '_github_workflow', 'event.json'),
    graphql_url: `${run.apiUrl}/graphql`,
    head_ref: branchOf(run, 'head'),
    job,
    ref: run.ref,
    ref_name: run.ref.replace(/^refs\/(heads|tags)\//, ''),
    ref_protected: 'false',
    ref_type: isTag ? 'tag' : 'branch',
    repository: run.source.repository,
    repository_id: '1',
    repository_owner: owner,
    repository_owner_id: '1',
    repositoryUrl: `git://github.com/${owner}/${name}.git`,
    retention_days: '90',
    run_attempt: String(run.attempt),
    run_id: String(run.id),
    run_number: String(run.number),
    server_url: run.serverUrl,
    sha: run.commit,
    token,
    triggering_actor: run.actor,
    workflow: run.workflowName,
    workflow_ref: `${run.source.repository}/${run.workflowPath}@${run.ref}`,
    workflow_sha: run.commit,
    workspace: folders.workspace,
  }
}

/** Of the pull request that started the run; empty for other events. */
function branchOf({ event }: Run, side: 'base' | 'head'): string {
  const pull = event.payload['pull_request'] as Record<string, { ref?: string }> | undefined
  return pull?.[side]?.ref ?? ''
}

export type GitHubContext = ReturnType<typeof githubContext>

/** The `job` context: `workflow_*` tell a called job where its own file comes from. */
export function jobContext({ run, workflow, checkRunId }: { run: Run; workflow: Source & { path: string }; checkRunId: number | null }) {
  return {
    check_run_id: checkRunId,
    workflow_file_path: workflow.path,
    workflow_ref: `${workflow.repository}/${workflow.path}@${workflow.repository === run.source.repository ? run.ref : workflow.ref}`,
    workflow_repository: workflow.repository,
    workflow_sha: workflow.repository === run.source.repository ? run.commit : workflow.ref,
  }
}

export function runnerContext(folders: JobFolders) {
  return {
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    environment: 'self-hosted',
    name: 'fairlead-local-runner',
    os: process.platform === 'darwin' ? 'macOS' : 'Linux',
    temp: folders.temporary,
    tool_cache: folders.tools,
  }
}

/** The variables that GitHub gives every program of a step. */
export function githubVariables({ github, folders }: { github: GitHubContext; folders: JobFolders }): Record<string, string> {
  const { token: _token, event: _event, repositoryUrl: _url, ...plain } = github
  const runner = runnerContext(folders)
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    ...Object.fromEntries(Object.entries(plain).map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value])),
    RUNNER_ARCH: runner.arch,
    RUNNER_ENVIRONMENT: runner.environment,
    RUNNER_NAME: runner.name,
    RUNNER_OS: runner.os,
    RUNNER_TEMP: runner.temp,
    RUNNER_TOOL_CACHE: runner.tool_cache,
    RUNNER_WORKSPACE: join(folders.workspace, '..'),
  }
}
