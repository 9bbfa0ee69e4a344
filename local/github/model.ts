export type CheckStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending'
export type CheckConclusion = 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | 'stale'

export interface App {
  readonly id: number
  readonly slug: string
  readonly name: string
}

export interface CheckSuite {
  readonly id: number
  readonly headSha: string
  readonly headBranch: string | null
  readonly app: App
  status: CheckStatus
  conclusion: CheckConclusion | null
  readonly createdAt: string
  updatedAt: string
}

export interface CheckRun {
  readonly id: number
  readonly name: string
  readonly headSha: string
  readonly suiteId: number
  readonly app: App
  status: CheckStatus
  conclusion: CheckConclusion | null
  startedAt: string
  completedAt: string | null
  detailsUrl: string | null
  externalId: string
  output: { title: string | null; summary: string | null; text: string | null }
}

export interface CommitStatus {
  readonly id: number
  readonly sha: string
  readonly context: string
  readonly state: 'error' | 'failure' | 'pending' | 'success'
  readonly description: string | null
  readonly targetUrl: string | null
  readonly createdAt: string
}

export interface WorkflowRun {
  readonly id: number
  readonly attempt: number
  readonly number: number
  readonly name: string
  readonly path: string
  readonly event: string
  readonly headSha: string
  readonly headBranch: string | null
  readonly suiteId: number
  readonly actor: string
  status: CheckStatus
  conclusion: CheckConclusion | null
  readonly createdAt: string
  updatedAt: string
  /** The check runs of its jobs. */
  readonly jobs: number[]
}

export interface Attestation {
  readonly id: number
  /** sha256 in hex of what is attested. */
  readonly digest: string
  /** A Sigstore bundle, as JSON. */
  readonly bundle: unknown
}

export interface Deployment {
  readonly id: number
  readonly sha: string
  readonly ref: string
  readonly task: string
  readonly environment: string
  readonly description: string | null
  readonly payload: unknown
  readonly creator: string
  readonly createdAt: string
  readonly statuses: DeploymentStatus[]
}

export interface DeploymentStatus {
  readonly id: number
  readonly state: 'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success'
  readonly description: string
  readonly environment: string
  readonly environmentUrl: string
  readonly logUrl: string
  readonly createdAt: string
}

export interface Environment {
  readonly id: number
  readonly name: string
  readonly protectionRules: readonly unknown[]
}

export interface PullRequest {
  readonly number: number
  readonly title: string
  readonly headSha: string
  readonly state: 'open' | 'closed'
  readonly mergeCommitSha: string | null
  readonly reviews: readonly {
    readonly user: string
    readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED'
    readonly commitId: string
  }[]
}

export const githubActions: App = { id: 15368, slug: 'github-actions', name: 'GitHub Actions' }
