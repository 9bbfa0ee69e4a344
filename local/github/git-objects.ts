import { createHash } from 'node:crypto'

export interface TreeEntry {
  readonly mode: string
  readonly type: 'blob' | 'tree' | 'commit'
  readonly sha: string
}

export interface Person {
  readonly name: string
  readonly email: string
  readonly date: string
}

export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: Person
  readonly committer: Person
}

/** Blobs, trees and commits under the names that git itself gives them. */
export class GitObjects {
  readonly blobs = new Map<string, Buffer>()
  readonly trees = new Map<string, ReadonlyMap<string, TreeEntry>>()
  readonly commits = new Map<string, Commit>()

  addBlob(content: Buffer): string {
    const sha = objectName('blob', content)
    this.blobs.set(sha, content)
    return sha
  }

  addTree(entries: ReadonlyMap<string, TreeEntry>): string {
    const sorted = [...entries].sort(([one, a], [other, b]) => (sortKey(one, a) < sortKey(other, b) ? -1 : 1))
    const parts = sorted.flatMap(([name, { mode, sha }]) => [Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(sha, 'hex')])
    const sha = objectName('tree', Buffer.concat(parts))
    this.trees.set(sha, new Map(sorted))
    return sha
  }

  addCommit(commit: Omit<Commit, 'sha'>): Commit {
    const lines = [
      `tree ${commit.tree}`,
      ...commit.parents.map((parent) => `parent ${parent}`),
      `author ${signature(commit.author)}`,
      `committer ${signature(commit.committer)}`,
      '',
      commit.message,
    ]
    const named = { ...commit, sha: objectName('commit', Buffer.from(lines.join('\n'))) }
    this.commits.set(named.sha, named)
    return named
  }

  /** A tree changed at some paths, `a/b.json` to its entry or null to remove it. Gives the name of the new tree. */
  changeTree(base: string | null, changes: ReadonlyMap<string, TreeEntry | null>): string {
    const entries = new Map(base === null ? [] : this.trees.get(base))
    const below = new Map<string, Map<string, TreeEntry | null>>()
    for (const [path, entry] of changes) {
      const slash = path.indexOf('/')
      if (slash < 0) {
        if (entry === null) entries.delete(path)
        else entries.set(path, entry)
        continue
      }
      const folder = path.slice(0, slash)
      below.set(folder, (below.get(folder) ?? new Map()).set(path.slice(slash + 1), entry))
    }
    for (const [folder, inside] of below) {
      const known = entries.get(folder)
      const sha = this.changeTree(known?.type === 'tree' ? known.sha : null, inside)
      if (this.trees.get(sha)?.size === 0) entries.delete(folder)
      else entries.set(folder, { mode: '040000', type: 'tree', sha })
    }
    return this.addTree(entries)
  }

  /** Every path below a tree, folders before what is in them. */
  walk(tree: string, prefix = ''): { path: string; entry: TreeEntry }[] {
    return [...(this.trees.get(tree) ?? [])].flatMap(([name, entry]) => {
      const path = `${prefix}${name}`
      return entry.type === 'tree' ? [{ path, entry }, ...this.walk(entry.sha, `${path}/`)] : [{ path, entry }]
    })
  }

  /** The commit itself and all before it. */
  ancestors(sha: string): Set<string> {
    const found = new Set<string>()
    const open = [sha]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue
      found.add(next)
      open.push(...(this.commits.get(next)?.parents ?? []))
    }
    return found
  }
}

function objectName(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex')
}

/** git sorts a folder as if its name ended in a slash. */
function sortKey(name: string, { type }: TreeEntry): string {
  return type === 'tree' ? `${name}/` : name
}

function signature({ name, email, date }: Person): string {
  return `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`
}
