import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Commit, GitObjects } from './git-objects.ts'
import {
  type App,
  type Attestation,
  type CheckConclusion,
  type CheckRun,
  type CheckStatus,
  type CheckSuite,
  type CommitStatus,
  type Deployment,
  type Environment,
  githubActions,
  type PullRequest,
  type WorkflowRun,
} from './model.ts'

/** What one repository holds on the stand-in: seed it, and look into it, directly. */
export class RepositoryState {
  readonly name: string
  readonly objects = new GitObjects()
  /** `refs/heads/main` to the name of a commit. */
  readonly refs = new Map<string, string>()
  readonly checkSuites: CheckSuite[] = []
  readonly checkRuns: CheckRun[] = []
  readonly statuses: CommitStatus[] = []
  readonly workflowRuns: WorkflowRun[] = []
  readonly deployments: Deployment[] = []
  readonly environments: Environment[] = []
  readonly pullRequests: PullRequest[] = []
  readonly attestations: Attestation[] = []
  /** What `GET rules/branches/BRANCH` answers. */
  readonly rules: unknown[] = []
  defaultBranch = 'main'
  isPrivate = true
  #lastId = 1_000

  constructor(name: string) {
    this.name = name
  }

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  /** A commit that exists elsewhere; what its tree holds is not known here. */
  addCommit(given: { sha: string; parents?: readonly string[]; message?: string; branch?: string; date?: string }): Commit {
    const person = { name: 'A Committer', email: 'committer@example.com', date: given.date ?? new Date().toISOString() }
    const commit: Commit = {
      sha: given.sha,
      tree: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      parents: given.parents ?? [],
      message: given.message ?? 'A commit',
      author: person,
      committer: person,
    }
    this.objects.commits.set(commit.sha, commit)
    if (given.branch !== undefined) this.refs.set(`refs/heads/${given.branch}`, commit.sha)
    return commit
  }

  /** Takes over the commits and the branches of a repository on this machine, as if they had been pushed. */
  async addHistory(folder: string): Promise<void> {
    const git = async (...argumentsList: string[]) =>
      (await promisify(execFile)('git', argumentsList, { cwd: folder, maxBuffer: 2 ** 28 })).stdout.trim()
    const commits = await git('log', '--all', '--reverse', '--format=%H%x09%P%x09%cI%x09%s')
    for (const line of commits.split('\n').filter(Boolean)) {
      const [sha = '', parents = '', date = '', message = ''] = line.split('\t')
      this.addCommit({ sha, parents: parents.split(' ').filter(Boolean), date, message })
    }
    const branches = await git('for-each-ref', '--format=%(refname)%09%(objectname)', 'refs/heads', 'refs/tags')
    for (const line of branches.split('\n').filter(Boolean)) {
      const [ref = '', sha = ''] = line.split('\t')
      this.refs.set(ref, sha)
    }
  }

  /** A suite of checks, as each run of a workflow has one. */
  addCheckSuite(given: { headSha: string; headBranch?: string | null; app?: App }): CheckSuite {
    const now = new Date().toISOString()
    const suite: CheckSuite = {
      id: this.nextId(),
      headSha: given.headSha,
      headBranch: given.headBranch ?? this.defaultBranch,
      app: given.app ?? githubActions,
      status: 'queued',
      conclusion: null,
      createdAt: now,
      updatedAt: now,
    }
    this.checkSuites.push(suite)
    return suite
  }

  /** A check; `conclusion` null: it is still running. Without `suite` it gets one of its own. */
  addCheckRun(given: {
    name: string
    headSha: string
    conclusion?: CheckConclusion | null
    status?: CheckStatus
    suite?: CheckSuite
    app?: App
    completedAt?: string
    detailsUrl?: string
  }): CheckRun {
    const now = new Date().toISOString()
    const suite = given.suite ?? this.addCheckSuite({ headSha: given.headSha, ...(given.app === undefined ? {} : { app: given.app }) })
    const conclusion = given.conclusion ?? null
    const status = given.status ?? (conclusion === null ? 'in_progress' : 'completed')
    const run: CheckRun = {
      id: this.nextId(),
      name: given.name,
      headSha: given.headSha,
      suiteId: suite.id,
      app: suite.app,
      status,
      conclusion,
      startedAt: now,
      completedAt: status === 'completed' ? (given.completedAt ?? now) : null,
      detailsUrl: given.detailsUrl ?? null,
      externalId: '',
      output: { title: null, summary: null, text: null },
    }
    this.checkRuns.push(run)
    settleSuite(suite, this.checkRuns)
    return run
  }

  addStatus(given: { sha: string; context: string; state: CommitStatus['state']; description?: string; targetUrl?: string }): CommitStatus {
    const status: CommitStatus = {
      id: this.nextId(),
      sha: given.sha,
      context: given.context,
      state: given.state,
      description: given.description ?? null,
      targetUrl: given.targetUrl ?? null,
      createdAt: new Date().toISOString(),
    }
    this.statuses.push(status)
    return status
  }

  /** Keeps a Sigstore bundle, as actions/attest does; `digest` is the sha256 in hex of what it attests. */
  addAttestation(given: { digest: string; bundle: unknown }): void {
    this.attestations.push({ id: this.nextId(), ...given })
  }

  addEnvironment(name: string, protectionRules: readonly unknown[] = []): Environment {
    const environment = { id: this.nextId(), name, protectionRules }
    this.environments.push(environment)
    return environment
  }

  /** The commit that a branch, a tag, `heads/x` or a name of a commit means, or null. */
  resolve(ref: string): string | null {
    for (const candidate of [ref, `refs/${ref}`, `refs/heads/${ref}`, `refs/tags/${ref}`]) {
      const sha = this.refs.get(candidate)
      if (sha !== undefined) return sha
    }
    if (this.objects.commits.has(ref)) return ref
    const matches = /^[0-9a-f]{7,39}$/.test(ref) ? [...this.objects.commits.keys()].filter((sha) => sha.startsWith(ref)) : []
    return matches.length === 1 ? (matches[0] ?? null) : null
  }
}

/** A suite is completed when all its runs are, with the worst of their conclusions. */
export function settleSuite(suite: CheckSuite, all: readonly CheckRun[]): void {
  const runs = all.filter(({ suiteId }) => suiteId === suite.id)
  suite.updatedAt = new Date().toISOString()
  if (runs.some(({ status }) => status !== 'completed')) {
    suite.status = 'in_progress'
    suite.conclusion = null
    return
  }
  const worst = (['failure', 'timed_out', 'action_required', 'cancelled', 'stale'] as const).find((each) =>
    runs.some(({ conclusion }) => conclusion === each),
  )
  suite.status = 'completed'
  suite.conclusion = worst ?? (runs.every(({ conclusion }) => conclusion === 'skipped') ? 'skipped' : 'success')
}
