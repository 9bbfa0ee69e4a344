import { getOctokit } from '@actions/github'
import { expect, test } from '@jest/globals'
import { type GitHub, startGitHub } from '../../../local/github/github.ts'
import type { Permissions } from '../../../local/github/route.ts'

const repo = { owner: 'fairlead', repo: 'example' }
const commit = 'c'.repeat(40)

function clientOf(github: GitHub, permissions: Permissions) {
  return getOctokit(github.issueToken({ permissions }).value, { baseUrl: github.apiUrl }).rest
}

test('check runs come page by page, and only the newest of each name in its suite', async () => {
  await using github = await startGitHub()
  const { repository } = github
  repository.addCommit({ sha: commit, branch: 'main' })
  const suite = repository.addCheckSuite({ headSha: commit })
  repository.addCheckRun({ name: 'lint', headSha: commit, suite, conclusion: 'failure' })
  repository.addCheckRun({ name: 'lint', headSha: commit, suite, conclusion: 'success' })
  for (let index = 0; index < 120; index++) repository.addCheckRun({ name: `test ${index}`, headSha: commit, suite, conclusion: 'success' })
  repository.addCheckRun({ name: 'lint', headSha: commit, conclusion: 'skipped' })
  repository.addCheckRun({ name: 'slow', headSha: commit, suite })
  const octokit = getOctokit(github.issueToken({ permissions: { checks: 'read' } }).value, { baseUrl: github.apiUrl })

  const all = await octokit.paginate(octokit.rest.checks.listForRef, { ...repo, ref: commit, per_page: 50 })
  expect(all).toHaveLength(123)
  expect(all.filter(({ name }) => name === 'lint').map(({ conclusion }) => conclusion)).toEqual(['skipped', 'success'])
  expect(all.find(({ name }) => name === 'slow')).toMatchObject({
    status: 'in_progress',
    conclusion: null,
    head_sha: commit,
    app: { slug: 'github-actions' },
  })
  expect(github.requests).toHaveLength(3)

  const everything = await octokit.rest.checks.listForRef({ ...repo, ref: 'main', check_name: 'lint', filter: 'all' })
  expect(everything.data.total_count).toBe(3)
})

test('the combined status is pending without any, and takes the newest of each context', async () => {
  await using github = await startGitHub()
  github.repository.addCommit({ sha: commit, branch: 'main' })
  const client = clientOf(github, { statuses: 'write' })
  const combined = async () => (await client.repos.getCombinedStatusForRef({ ...repo, ref: 'main' })).data

  expect(await combined()).toMatchObject({ state: 'pending', total_count: 0 })
  await client.repos.createCommitStatus({ ...repo, sha: commit, state: 'failure', context: 'ci/one' })
  expect(await combined()).toMatchObject({ state: 'failure' })
  await client.repos.createCommitStatus({ ...repo, sha: commit, state: 'success', context: 'ci/one' })
  expect(await combined()).toMatchObject({ state: 'success', total_count: 1, sha: commit })
  github.repository.addStatus({ sha: commit, context: 'ci/two', state: 'pending' })
  expect(await combined()).toMatchObject({ state: 'pending', total_count: 2 })
})

test('a branch grows by blob, tree and commit, and an update that is not a fast forward is refused', async () => {
  await using github = await startGitHub()
  const client = clientOf(github, { contents: 'write' })
  await expect(client.git.getRef({ ...repo, ref: 'heads/records' })).rejects.toMatchObject({ status: 409 })
  github.repository.addCommit({ sha: commit, branch: 'main' })
  const append = async ({ parent, base, path }: { parent: string | null; base: string | null; path: string }) => {
    const blob = await client.git.createBlob({ ...repo, content: `content of ${path}\n` })
    const entry = { path, mode: '100644', type: 'blob', sha: blob.data.sha } as const
    const tree = await client.git.createTree({ ...repo, tree: [entry], ...(base === null ? {} : { base_tree: base }) })
    const made = await client.git.createCommit({ ...repo, message: path, tree: tree.data.sha, parents: parent === null ? [] : [parent] })
    return { sha: made.data.sha, tree: tree.data.sha, blob: blob.data.sha }
  }
  const first = await append({ parent: null, base: null, path: 'records/1.json' })
  await client.git.createRef({ ...repo, ref: 'refs/heads/records', sha: first.sha })
  await expect(client.git.createRef({ ...repo, ref: 'refs/heads/records', sha: first.sha })).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('Reference already exists'),
  })

  // Two writers start at the same head: the second must not win.
  const [one, two] = [
    await append({ parent: first.sha, base: first.tree, path: 'records/2a.json' }),
    await append({ parent: first.sha, base: first.tree, path: 'records/2b.json' }),
  ]
  await client.git.updateRef({ ...repo, ref: 'heads/records', sha: one.sha })
  await expect(client.git.updateRef({ ...repo, ref: 'heads/records', sha: two.sha })).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('Update is not a fast forward'),
  })
  expect((await client.git.getRef({ ...repo, ref: 'heads/records' })).data.object.sha).toBe(one.sha)

  const tree = await client.git.getTree({ ...repo, tree_sha: one.sha, recursive: 'true' })
  expect(tree.data.tree.map(({ path, type }) => `${type} ${path}`)).toEqual(['tree records', 'blob records/1.json', 'blob records/2a.json'])
  const file = await client.repos.getContent({ ...repo, path: 'records/1.json', ref: 'records' })
  expect(file.data).toMatchObject({
    type: 'file',
    encoding: 'base64',
    sha: first.blob,
    content: Buffer.from('content of records/1.json\n').toString('base64'),
  })
  // `printf 'content of records/1.json\n' | git hash-object --stdin`
  expect(first.blob).toBe('72ee81dc38c1c2e872a4e0bdac9b1826616f86cb')
  await expect(client.git.getRef({ ...repo, ref: 'heads/missing' })).rejects.toMatchObject({ status: 404 })
  await expect(client.git.createCommit({ ...repo, message: 'x', tree: 'f'.repeat(40), parents: [] })).rejects.toMatchObject({ status: 422 })
})

test('comparing tells whether a commit is ahead, behind or apart', async () => {
  await using github = await startGitHub()
  const [base, ahead, apart] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string]
  github.repository.addCommit({ sha: base, branch: 'main' })
  github.repository.addCommit({ sha: ahead, parents: [base] })
  github.repository.addCommit({ sha: apart, parents: [base] })
  const client = clientOf(github, { contents: 'read' })
  const compare = async (range: string) => (await client.repos.compareCommitsWithBasehead({ ...repo, basehead: range })).data

  expect(await compare(`main...${ahead}`)).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0, merge_base_commit: { sha: base } })
  expect(await compare(`${ahead}...${base}`)).toMatchObject({ status: 'behind', ahead_by: 0, behind_by: 1 })
  expect(await compare(`${ahead}...${apart}`)).toMatchObject({
    status: 'diverged',
    ahead_by: 1,
    behind_by: 1,
    merge_base_commit: { sha: base },
  })
  expect(await compare(`${base}...${base}`)).toMatchObject({ status: 'identical' })
  await expect(compare(`main...${'9'.repeat(40)}`)).rejects.toMatchObject({ status: 404 })
})

test('a deployment that succeeds makes the one before inactive', async () => {
  await using github = await startGitHub()
  github.repository.addCommit({ sha: commit, branch: 'main' })
  const client = clientOf(github, { deployments: 'write' })
  const deploy = async () => {
    const { data } = await client.repos.createDeployment({
      ...repo,
      ref: commit,
      environment: 'production',
      auto_merge: false,
      required_contexts: [],
    })
    if (!('id' in data)) throw new Error('no deployment was made')
    await client.repos.createDeploymentStatus({ ...repo, deployment_id: data.id, state: 'success', log_url: 'https://example.com/log' })
    return data.id
  }
  const [first, second] = [await deploy(), await deploy()]
  const statesOf = async (id: number) =>
    (await client.repos.listDeploymentStatuses({ ...repo, deployment_id: id })).data.map(({ state }) => state)

  expect(await statesOf(first)).toEqual(['inactive', 'success'])
  expect(await statesOf(second)).toEqual(['success'])
  expect((await client.repos.listDeployments({ ...repo, environment: 'production' })).data.map(({ id }) => id)).toEqual([second, first])
})

test('a token does what its permissions say: 401 for a wrong one, 403 with the missing permission named', async () => {
  await using github = await startGitHub()
  github.repository.addCommit({ sha: commit, branch: 'main' })
  const stranger = getOctokit('ghs_of_nobody', { baseUrl: github.apiUrl }).rest
  await expect(stranger.checks.listForRef({ ...repo, ref: 'main' })).rejects.toMatchObject({ status: 401 })

  const reader = clientOf(github, { checks: 'read', contents: 'read' })
  await expect(reader.checks.create({ ...repo, name: 'x', head_sha: commit })).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Resource not accessible by integration'),
    response: { headers: { 'x-accepted-github-permissions': 'checks=write' } },
  })
  await expect(reader.repos.getCombinedStatusForRef({ ...repo, ref: 'main' })).rejects.toMatchObject({ status: 403 })
  await expect(reader.git.createBlob({ ...repo, content: 'x' })).rejects.toMatchObject({ status: 403 })
  await expect(reader.repos.get({ owner: 'fairlead', repo: 'other' })).rejects.toMatchObject({ status: 404 })

  const token = github.issueToken({ permissions: { checks: 'read' } })
  token.revoke()
  await expect(getOctokit(token.value, { baseUrl: github.apiUrl }).rest.checks.listForRef({ ...repo, ref: 'main' })).rejects.toMatchObject({
    status: 401,
  })
})

test('faults hit the request they are meant for: a lost answer is done, a lost request is not', async () => {
  await using github = await startGitHub()
  github.repository.addCommit({ sha: commit, branch: 'main' })
  const client = clientOf(github, { statuses: 'write', contents: 'write' })
  const status = (context: string) => client.repos.createCommitStatus({ ...repo, sha: commit, state: 'success', context })

  github.fault('lose-answer', { method: 'POST', path: '/statuses/', nth: 2 })
  github.fault('lose-request', { method: 'POST', path: '/statuses/', nth: 3 })
  await status('one')
  await expect(status('two')).rejects.toThrow()
  await expect(status('three')).rejects.toThrow()
  expect(github.repository.statuses.map(({ context }) => context)).toEqual(['one', 'two'])

  github.fault('server-error', { path: '/git/ref/' })
  await expect(client.git.getRef({ ...repo, ref: 'heads/main' })).rejects.toMatchObject({ status: 500 })
  github.fault('rate-limit', { path: /heads\/main$/ })
  await expect(client.git.getRef({ ...repo, ref: 'heads/main' })).rejects.toMatchObject({
    status: 403,
    response: { headers: { 'x-ratelimit-remaining': '0' } },
  })
  github.fault('secondary-rate-limit')
  await expect(client.git.getRef({ ...repo, ref: 'heads/main' })).rejects.toMatchObject({
    status: 429,
    response: { headers: { 'retry-after': '1' } },
  })
  expect((await client.git.getRef({ ...repo, ref: 'heads/main' })).data.object.sha).toBe(commit)
  expect(github.requests.map(({ method, status: answered, fault }) => `${method} ${answered} ${fault}`)).toEqual([
    'POST 201 null',
    'POST 0 lose-answer',
    'POST 0 lose-request',
    'GET 500 server-error',
    'GET 403 rate-limit',
    'GET 429 secondary-rate-limit',
    'GET 200 null',
  ])
})
