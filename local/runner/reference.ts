/** What a `uses:` names. */
export type Reference =
  /** `./path`: a path in the workspace (steps), or in the repository of the file (called workflows). */
  | { readonly kind: 'workspace'; readonly path: string }
  /** `$/path`: a path in the repository of the file it stands in, at the running commit (GitHub changelog, 2026-07-30). */
  | { readonly kind: 'self'; readonly path: string }
  | { readonly kind: 'remote'; readonly repository: string; readonly path: string; readonly ref: string }
  | { readonly kind: 'unknown' }

export function parseReference(text: string): Reference {
  if (text.startsWith('./') || text === '.') return { kind: 'workspace', path: trimmed(text.slice(1)) }
  if (text.startsWith('$/')) return text.includes('@') ? { kind: 'unknown' } : { kind: 'self', path: trimmed(text.slice(1)) }
  const match = /^([^/@:\s]+\/[^/@:\s]+)((?:\/[^@\s]+)?)@([^@\s]+)$/.exec(text)
  if (match === null) return { kind: 'unknown' }
  const [, repository = '', path = '', ref = ''] = match
  return { kind: 'remote', repository, path: trimmed(path), ref }
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, '')
}
