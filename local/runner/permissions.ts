import { entries, type Token, text } from './tokens.ts'

export type Access = 'none' | 'read' | 'write'
/** Scope, as `contents`, to what the token of a job may do. A scope that is not named is `none`. */
export type Permissions = Readonly<Record<string, Access>>

/** What a token may do where no `permissions` are written: GitHub's default for new repositories. */
export const defaultPermissions: Permissions = { contents: 'read', packages: 'read', metadata: 'read' }

/** What `permissions:` grants; null where it is not written. */
export function readPermissions(token: Token | null): Permissions | null {
  if (token === null) return null
  const all = text(token)
  if (all === 'read-all') return everything('read')
  if (all === 'write-all') return everything('write')
  return { metadata: 'read', ...Object.fromEntries(entries(token).map(({ name, value }) => [name, accessOf(text(value))])) }
}

/** The first scope that asks for more than is allowed, or null. */
export function exceeding(wanted: Permissions, allowed: Permissions): string | null {
  return Object.keys(wanted).find((scope) => rank[wanted[scope] ?? 'none'] > rank[allowed[scope] ?? 'none']) ?? null
}

function everything(access: Access): Permissions {
  return { ...Object.fromEntries(scopes.map((scope) => [scope, access])), metadata: 'read' }
}

function accessOf(value: string | null): Access {
  return value === 'write' || value === 'read' ? value : 'none'
}

const rank: Readonly<Record<Access, number>> = { none: 0, read: 1, write: 2 }
const scopes = [
  'actions',
  'artifact-metadata',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'security-events',
  'statuses',
]
