import { isProblem } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import { entryName, isEntryName, type RecordStore, type StoredEntry } from '../record/store.ts'
import { type GitHubClient, openGitHub, statusOf } from './client.ts'
import { gitHubUnreachable } from './problems.ts'

const contentsWrite = 'contents: write'

interface Head {
  readonly commit: string
  readonly tree: string
}

/**
 * Entries as files of a branch, written through the git data API without a checkout. The branch's head is the
 * compare-and-swap: an update that is not a fast-forward is refused, so of two writers one wins.
 */
export async function branchStore({
  branch,
  folder,
  token,
  world,
}: {
  branch: string
  folder: string
  token: string | null
  world: Pick<World, 'runner'>
}): Promise<RecordStore> {
  const github = await openGitHub({ token, needed: `The record on branch ${branch}`, world })
  const place = { branch, folder }
  return {
    location: `branch:${branch}`,
    async read() {
      const head = await readHead(github, branch)
      return head === null ? [] : readEntries(github, { folder, head })
    },
    async append(entry) {
      const head = await readHead(github, branch)
      const entries = head === null ? [] : await entryNames(github, { folder, head })
      if (entries.length !== entry.sequence - 1) return 'lost'
      const commit = await makeCommit(github, { ...place, head, entry })
      return moveBranch(github, { branch, from: head, to: commit })
    },
  }
}

async function readHead({ octokit, repository, call }: GitHubClient, branch: string): Promise<Head | null> {
  try {
    const ref = await call(
      'read the branch of the record',
      'contents: read',
      () => octokit.rest.git.getRef({ ...repository, ref: `heads/${branch}` }),
      [404, 409],
    )
    const commit = ref.data.object.sha
    const { data } = await call('read the record', 'contents: read', () =>
      octokit.rest.git.getCommit({ ...repository, commit_sha: commit }),
    )
    return { commit, tree: data.tree.sha }
  } catch (thrown) {
    // 404: there is no such branch. 409: the repository is empty.
    if (statusOf(thrown) === 404 || statusOf(thrown) === 409) return null
    throw thrown
  }
}

interface TreeItem {
  readonly name: string
  readonly blob: string
}

async function treeItems(
  { octokit, repository, call }: GitHubClient,
  { folder, head }: { folder: string; head: Head },
): Promise<TreeItem[]> {
  const { data } = await call('read the record', 'contents: read', () =>
    octokit.rest.git.getTree({ ...repository, tree_sha: head.tree, recursive: 'true' }),
  )
  if (data.truncated) throw gitHubUnreachable({ what: 'read the record', reason: 'its tree is too large to be listed' })
  const prefix = `${folder}/`
  return data.tree
    .filter(({ path = '', type }) => type === 'blob' && path.startsWith(prefix) && isEntryName(path.slice(prefix.length)))
    .map(({ path = '', sha = '' }) => ({ name: path.slice(prefix.length), blob: sha }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

async function entryNames(github: GitHubClient, at: { folder: string; head: Head }): Promise<string[]> {
  return (await treeItems(github, at)).map(({ name }) => name)
}

async function readEntries(github: GitHubClient, at: { folder: string; head: Head }): Promise<StoredEntry[]> {
  const { octokit, repository, call } = github
  return Promise.all(
    (await treeItems(github, at)).map(async ({ name, blob }) => {
      const { data } = await call('read an entry of the record', 'contents: read', () =>
        octokit.rest.git.getBlob({ ...repository, file_sha: blob }),
      )
      return { name, text: Buffer.from(data.content, 'base64').toString('utf8') }
    }),
  )
}

async function makeCommit(
  { octokit, repository, call }: GitHubClient,
  { folder, head, entry }: { folder: string; head: Head | null; entry: { sequence: number; text: string } },
): Promise<string> {
  const path = `${folder}/${entryName(entry.sequence)}`
  const tree = await call('write the record', contentsWrite, () =>
    octokit.rest.git.createTree({
      ...repository,
      ...(head === null ? {} : { base_tree: head.tree }),
      tree: [{ path, mode: '100644', type: 'blob', content: entry.text }],
    }),
  )
  const commit = await call('write the record', contentsWrite, () =>
    octokit.rest.git.createCommit({
      ...repository,
      message: `Record ${path}`,
      tree: tree.data.sha,
      parents: head === null ? [] : [head.commit],
    }),
  )
  return commit.data.sha
}

/** A lost answer is neither a success nor a failure: the branch itself tells which. */
async function moveBranch(
  github: GitHubClient,
  { branch, from, to }: { branch: string; from: Head | null; to: string },
): Promise<'appended' | 'lost'> {
  const { octokit, repository, call } = github
  const ref = `heads/${branch}`
  try {
    await call<unknown>(
      'write the record',
      contentsWrite,
      () =>
        from === null
          ? octokit.rest.git.createRef({ ...repository, ref: `refs/${ref}`, sha: to })
          : octokit.rest.git.updateRef({ ...repository, ref, sha: to, force: false }),
      [409, 422],
    )
    return 'appended'
  } catch (thrown) {
    if (statusOf(thrown) === 422 || statusOf(thrown) === 409) return 'lost'
    if (!isProblem(thrown, 'github/unreachable')) throw thrown
    const head = await readHead(github, branch)
    if (head?.commit === to) return 'appended'
    if (head?.commit === from?.commit) throw thrown
    return 'lost'
  }
}
