import type { CommitStatus, PullRequest } from './model.ts'
import { type Call, commitOf, created, invalid, notFound, ok, page, type Route, textField } from './route.ts'

export const commitsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '',
    needs: ['metadata', 'read'],
    answer: ({ repository }) => {
      const [owner = '', name = ''] = repository.name.split('/')
      return ok({
        id: 1,
        name,
        full_name: repository.name,
        owner: { login: owner },
        private: repository.isPrivate,
        visibility: repository.isPrivate ? 'private' : 'public',
        default_branch: repository.defaultBranch,
      })
    },
  },
  {
    method: 'GET',
    path: 'branches/*branch',
    needs: ['contents', 'read'],
    answer: (call) => {
      const branch = call.parameters['branch'] ?? ''
      const sha = call.repository.refs.get(`refs/heads/${branch}`)
      if (sha === undefined) throw notFound()
      return ok({ name: branch, commit: commitBody(sha, call), protected: false })
    },
  },
  {
    method: 'GET',
    path: 'commits',
    needs: ['contents', 'read'],
    answer: (call) => {
      const head = commitOf(call, call.query.get('sha') ?? call.repository.defaultBranch)
      const all = [...call.repository.objects.ancestors(head)]
      return page(call, all, (shown) => shown.map((sha) => commitBody(sha, call)))
    },
  },
  {
    method: 'GET',
    path: 'commits/*ref/status',
    needs: ['statuses', 'read'],
    answer: (call) => {
      const sha = commitOf(call, call.parameters['ref'] ?? '')
      const statuses = latestByContext(call.repository.statuses.filter((status) => status.sha === sha))
      return page(call, statuses, (shown) => ({
        state: combinedState(statuses),
        sha,
        total_count: statuses.length,
        statuses: shown.map(statusBody),
      }))
    },
  },
  {
    method: 'GET',
    path: 'commits/*ref/statuses',
    needs: ['statuses', 'read'],
    answer: (call) => {
      const sha = commitOf(call, call.parameters['ref'] ?? '')
      return page(call, call.repository.statuses.filter((status) => status.sha === sha).toReversed(), (shown) => shown.map(statusBody))
    },
  },
  {
    method: 'POST',
    path: 'statuses/:sha',
    needs: ['statuses', 'write'],
    answer: (call) => {
      const sha = commitOf(call, call.parameters['sha'] ?? '')
      const state = textField(call.body, 'state')
      if (!isState(state))
        throw invalid('Validation Failed', [
          { resource: 'Status', code: 'custom', field: 'state', message: 'state is not included in the list' },
        ])
      const { context, description, target_url: targetUrl } = call.body
      return created(
        statusBody(
          call.repository.addStatus({
            sha,
            state,
            context: typeof context === 'string' ? context : 'default',
            ...(typeof description === 'string' ? { description } : {}),
            ...(typeof targetUrl === 'string' ? { targetUrl } : {}),
          }),
        ),
      )
    },
  },
  {
    method: 'GET',
    path: 'commits/*ref/pulls',
    needs: ['pull-requests', 'read'],
    answer: (call) => {
      const sha = commitOf(call, call.parameters['ref'] ?? '')
      const pulls = call.repository.pullRequests.filter((pull) => pull.headSha === sha || pull.mergeCommitSha === sha)
      return page(call, pulls, (shown) => shown.map(pullBody))
    },
  },
  {
    method: 'GET',
    path: 'pulls/:number/reviews',
    needs: ['pull-requests', 'read'],
    answer: (call) => {
      const pull = call.repository.pullRequests.find(({ number }) => String(number) === call.parameters['number'])
      if (pull === undefined) throw notFound()
      return page(call, pull.reviews, (shown) =>
        shown.map(({ user, state, commitId }, id) => ({ id, user: { login: user }, state, commit_id: commitId })),
      )
    },
  },
  {
    method: 'GET',
    path: 'rules/branches/*branch',
    needs: ['metadata', 'read'],
    answer: (call) => page(call, call.repository.rules, (shown) => shown),
  },
  { method: 'GET', path: 'compare/*range', needs: ['contents', 'read'], answer: compare },
  {
    method: 'GET',
    path: 'commits/*ref',
    needs: ['contents', 'read'],
    answer: (call) => ok(commitBody(commitOf(call, call.parameters['ref'] ?? ''), call)),
  },
]

function compare(call: Call) {
  const { objects } = call.repository
  const [base = '', head = ''] = (call.parameters['range'] ?? '').split('...')
  const [from, to] = [call.repository.resolve(base), call.repository.resolve(head)]
  if (from === null || to === null) throw notFound()
  const [behind, ahead] = [objects.ancestors(from), objects.ancestors(to)]
  const common = [...ahead].filter((sha) => behind.has(sha))
  if (common.length === 0) throw notFound()
  const added = [...ahead].filter((sha) => !behind.has(sha)).toReversed()
  const missing = [...behind].filter((sha) => !ahead.has(sha))
  return page(call, added, (shown) => ({
    status: from === to ? 'identical' : missing.length === 0 ? 'ahead' : added.length === 0 ? 'behind' : 'diverged',
    ahead_by: added.length,
    behind_by: missing.length,
    total_commits: added.length,
    base_commit: commitBody(from, call),
    merge_base_commit: commitBody(mergeBase(common, call), call),
    commits: shown.map((sha) => commitBody(sha, call)),
    files: [],
  }))
}

/** The common commit that no other common commit comes after. */
function mergeBase(common: readonly string[], { repository }: Call): string {
  const isBefore = (sha: string) => common.some((other) => other !== sha && repository.objects.ancestors(other).has(sha))
  return common.find((sha) => !isBefore(sha)) ?? ''
}

function commitBody(sha: string, { repository, apiUrl }: Call) {
  const commit = repository.objects.commits.get(sha)
  if (commit === undefined) throw notFound()
  return {
    sha,
    node_id: `C_${sha}`,
    url: `${apiUrl}/repos/${repository.name}/commits/${sha}`,
    html_url: `https://github.com/${repository.name}/commit/${sha}`,
    commit: { message: commit.message, author: commit.author, committer: commit.committer, tree: { sha: commit.tree } },
    author: null,
    committer: null,
    parents: commit.parents.map((parent) => ({ sha: parent })),
  }
}

function latestByContext(statuses: readonly CommitStatus[]): CommitStatus[] {
  return [...new Map(statuses.map((status) => [status.context, status])).values()]
}

/** `pending` also where there is no status at all, as GitHub answers. */
function combinedState(statuses: readonly CommitStatus[]): 'failure' | 'pending' | 'success' {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure'
  return statuses.length === 0 || statuses.some(({ state }) => state === 'pending') ? 'pending' : 'success'
}

function statusBody(status: CommitStatus) {
  return {
    id: status.id,
    context: status.context,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: { login: 'github-actions[bot]' },
  }
}

function pullBody({ number, title, headSha, state, mergeCommitSha }: PullRequest) {
  return {
    number,
    title,
    state,
    head: { sha: headSha },
    merge_commit_sha: mergeCommitSha,
    merged_at: mergeCommitSha === null ? null : new Date(0).toISOString(),
  }
}

function isState(text: string): text is CommitStatus['state'] {
  return ['error', 'failure', 'pending', 'success'].includes(text)
}
