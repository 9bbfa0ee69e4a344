import type { TreeEntry } from './git-objects.ts'
import { type Answer, type Call, created, invalid, notFound, ok, page, type Route, textField } from './route.ts'

/** The git data API, and the contents of files. */
export const gitRoutes: readonly Route[] = [
  { method: 'GET', path: 'git/ref/*ref', needs: ['contents', 'read'], answer: (call) => ok(refBody(existing(call), call)) },
  {
    method: 'GET',
    path: 'git/matching-refs/*ref',
    needs: ['contents', 'read'],
    answer: (call) => {
      const refs = [...call.repository.refs.keys()].filter((ref) => ref.startsWith(`refs/${call.parameters['ref']}`))
      return page(call, refs, (shown) => shown.map((ref) => refBody(ref, call)))
    },
  },
  {
    method: 'POST',
    path: 'git/refs',
    needs: ['contents', 'write'],
    answer: (call) => {
      const ref = textField(call.body, 'ref')
      const sha = knownCommit(call)
      if (!ref.startsWith('refs/') || ref.split('/').length < 3)
        throw invalid('Reference name must start with "refs/" and have at least two slashes')
      if (call.repository.refs.has(ref)) throw invalid('Reference already exists')
      call.repository.refs.set(ref, sha)
      return created(refBody(ref, call))
    },
  },
  {
    method: 'PATCH',
    path: 'git/refs/*ref',
    needs: ['contents', 'write'],
    answer: (call) => {
      const { repository } = call
      const ref = `refs/${call.parameters['ref']}`
      const current = repository.refs.get(ref)
      if (current === undefined) throw invalid('Reference does not exist')
      const sha = knownCommit(call)
      if (call.body['force'] !== true && !repository.objects.ancestors(sha).has(current)) throw invalid('Update is not a fast forward')
      repository.refs.set(ref, sha)
      return ok(refBody(ref, call))
    },
  },
  {
    method: 'DELETE',
    path: 'git/refs/*ref',
    needs: ['contents', 'write'],
    answer: ({ repository, parameters }) => {
      if (!repository.refs.delete(`refs/${parameters['ref']}`)) throw invalid('Reference does not exist')
      return { status: 204, body: null }
    },
  },
  {
    method: 'POST',
    path: 'git/blobs',
    needs: ['contents', 'write'],
    answer: (call) => {
      const { content, encoding } = call.body
      if (typeof content !== 'string') throw invalid('Validation Failed', [{ code: 'missing_field', field: 'content' }])
      const sha = call.repository.objects.addBlob(Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'))
      return created({ sha, url: urlOf(call, `git/blobs/${sha}`) })
    },
  },
  {
    method: 'GET',
    path: 'git/blobs/:sha',
    needs: ['contents', 'read'],
    answer: (call) => {
      const sha = call.parameters['sha'] ?? ''
      const content = call.repository.objects.blobs.get(sha)
      if (content === undefined) throw notFound()
      return ok({
        sha,
        size: content.length,
        encoding: 'base64',
        content: content.toString('base64'),
        url: urlOf(call, `git/blobs/${sha}`),
      })
    },
  },
  { method: 'POST', path: 'git/trees', needs: ['contents', 'write'], answer: createTree },
  {
    method: 'GET',
    path: 'git/trees/*sha',
    needs: ['contents', 'read'],
    answer: (call) => {
      const sha = treeOf(call, call.parameters['sha'] ?? '')
      return ok(treeBody(sha, { call, isRecursive: call.query.has('recursive') }))
    },
  },
  { method: 'POST', path: 'git/commits', needs: ['contents', 'write'], answer: createCommit },
  {
    method: 'GET',
    path: 'git/commits/:sha',
    needs: ['contents', 'read'],
    answer: (call) => {
      const commit = call.repository.objects.commits.get(call.parameters['sha'] ?? '')
      if (commit === undefined) throw notFound()
      return ok(commitBody(commit.sha, call))
    },
  },
  { method: 'GET', path: 'contents/*path', needs: ['contents', 'read'], answer: contents },
]

function createTree(call: Call): Answer {
  const { objects } = call.repository
  const { tree, base_tree: base } = call.body
  if (!Array.isArray(tree)) throw invalid('Invalid tree info')
  if (typeof base === 'string' && !objects.trees.has(base) && !objects.commits.has(base)) throw invalid('base_tree is not a valid tree')
  const start = typeof base === 'string' ? (objects.commits.get(base)?.tree ?? base) : null
  const changes = new Map<string, TreeEntry | null>()
  for (const item of tree as Record<string, unknown>[]) {
    const path = textField(item, 'path')
    if (item['sha'] === null) changes.set(path, null)
    else changes.set(path, treeEntry(item, call))
  }
  const sha = objects.changeTree(start, changes)
  return created(treeBody(sha, { call, isRecursive: false }))
}

function treeEntry(item: Readonly<Record<string, unknown>>, { repository }: Call): TreeEntry {
  const { objects } = repository
  const mode = typeof item['mode'] === 'string' ? item['mode'] : '100644'
  if (typeof item['content'] === 'string') return { mode, type: 'blob', sha: objects.addBlob(Buffer.from(item['content'])) }
  const sha = textField(item, 'sha')
  if (!objects.blobs.has(sha) && !objects.trees.has(sha)) throw invalid(`tree.sha ${sha} is not a valid object`)
  return { mode, type: objects.trees.has(sha) ? 'tree' : 'blob', sha }
}

function createCommit(call: Call): Answer {
  const { objects } = call.repository
  const { body } = call
  const tree = textField(body, 'tree')
  if (!objects.trees.has(tree)) throw invalid('Tree SHA does not exist')
  const parents = Array.isArray(body['parents']) ? body['parents'].map(String) : []
  if (parents.some((parent) => !objects.commits.has(parent))) throw invalid('Parent SHA does not exist or is not a commit object')
  const bot = {
    name: 'github-actions[bot]',
    email: '41898282+github-actions[bot]@users.noreply.github.com',
    date: new Date().toISOString(),
  }
  const author = { ...bot, ...(typeof body['author'] === 'object' ? body['author'] : {}) }
  const committer = { ...author, ...(typeof body['committer'] === 'object' ? body['committer'] : {}) }
  const commit = objects.addCommit({ tree, parents, message: textField(body, 'message'), author, committer })
  return created(commitBody(commit.sha, call))
}

function contents(call: Call): Answer {
  const { objects } = call.repository
  const commit = call.repository.resolve(call.query.get('ref') ?? call.repository.defaultBranch)
  if (commit === null) throw notFound()
  const path = (call.parameters['path'] ?? '').replace(/\/$/, '')
  const all = objects.walk(objects.commits.get(commit)?.tree ?? '')
  const found = all.find((item) => item.path === path)?.entry
  if (path === '' || found?.type === 'tree') {
    const inside = all.filter(
      (item) => item.path.startsWith(path === '' ? '' : `${path}/`) && !item.path.slice(path === '' ? 0 : path.length + 1).includes('/'),
    )
    return ok(inside.map(({ path: name, entry }) => fileBody(name, entry, call)))
  }
  if (found === undefined) throw notFound()
  const content = objects.blobs.get(found.sha) ?? Buffer.alloc(0)
  if (String(call.headers['accept']).includes('raw')) return { status: 200, body: content }
  const isSmall = content.length <= largestInline
  return ok({ ...fileBody(path, found, call), encoding: isSmall ? 'base64' : 'none', content: isSmall ? content.toString('base64') : '' })
}

/** From 1 MB on `content` is empty and the blob has to be asked for (GitHub's documentation of repository contents). */
const largestInline = 1024 * 1024

function fileBody(path: string, { type, sha }: TreeEntry, call: Call) {
  const size = call.repository.objects.blobs.get(sha)?.length ?? 0
  return { type: type === 'tree' ? 'dir' : 'file', name: path.split('/').at(-1), path, sha, size, url: urlOf(call, `contents/${path}`) }
}

function existing({ repository, parameters }: Call): string {
  const ref = `refs/${parameters['ref']}`
  if (!repository.refs.has(ref)) throw notFound()
  return ref
}

function knownCommit(call: Call): string {
  const sha = textField(call.body, 'sha')
  if (!call.repository.objects.commits.has(sha)) throw invalid('Object does not exist')
  return sha
}

function treeOf({ repository }: Call, name: string): string {
  const { objects } = repository
  if (objects.trees.has(name)) return name
  const commit = repository.resolve(name)
  const tree = commit === null ? undefined : objects.commits.get(commit)?.tree
  if (tree === undefined || !objects.trees.has(tree)) throw notFound()
  return tree
}

function treeBody(sha: string, { call, isRecursive }: { call: Call; isRecursive: boolean }) {
  const { objects } = call.repository
  const all = objects.walk(sha).filter(({ path }) => isRecursive || !path.includes('/'))
  return {
    sha,
    url: urlOf(call, `git/trees/${sha}`),
    truncated: false,
    tree: all.map(({ path, entry }) => ({
      path,
      ...entry,
      url: urlOf(call, `git/${entry.type}s/${entry.sha}`),
      ...(entry.type === 'blob' ? { size: objects.blobs.get(entry.sha)?.length ?? 0 } : {}),
    })),
  }
}

function commitBody(sha: string, call: Call) {
  const commit = call.repository.objects.commits.get(sha)
  if (commit === undefined) throw notFound()
  const { tree, parents, ...rest } = commit
  return {
    ...rest,
    node_id: `C_${sha}`,
    url: urlOf(call, `git/commits/${sha}`),
    tree: { sha: tree, url: urlOf(call, `git/trees/${tree}`) },
    parents: parents.map((parent) => ({ sha: parent, url: urlOf(call, `git/commits/${parent}`) })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null },
  }
}

function refBody(ref: string, call: Call) {
  const sha = call.repository.refs.get(ref) ?? ''
  return {
    ref,
    node_id: `REF_${ref}`,
    url: urlOf(call, `git/${ref}`),
    object: { sha, type: 'commit', url: urlOf(call, `git/commits/${sha}`) },
  }
}

function urlOf({ apiUrl, repository }: Call, path: string): string {
  return `${apiUrl}/repos/${repository.name}/${path}`
}
