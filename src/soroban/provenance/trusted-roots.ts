import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import type { Place } from '../../core/problem.ts'
import { trustedRootUnreadable } from './problems.ts'

/**
 * Roots of trust that are built in, as they were on 2026-10-23: Sigstore's public one (public repositories) and GitHub's
 * own (private repositories). Source: the TUF repositories tuf-repo-cdn.sigstore.dev and tuf-repo.github.com, as the packages
 * @sigstore/tuf 5.0.1 (npm) and sigstore-trust-root 0.15.1 (a crate) carry them, both Apache-2.0.
 */
async function builtIn(): Promise<readonly unknown[]> {
  const [sigstore, github] = await Promise.all([
    import('./trusted-roots/sigstore.json', { with: { type: 'json' } }),
    import('./trusted-roots/github.json', { with: { type: 'json' } }),
  ])
  return [sigstore.default, github.default]
}

interface RootFile {
  /** From the working directory; null: the built-in roots. */
  readonly path: string | null
  readonly directory: string
  readonly at: Place | null
}

/** The roots of trust: of the file, as JSON or a root a line, or the built-in ones. Problem `soroban/provenance-trusted-root`. */
export async function readTrustedRoots({ path, directory, at }: RootFile): Promise<readonly TrustedRoot[]> {
  if (path === null) return (await builtIn()).map((root) => TrustedRoot.fromJSON(root))
  const refuse = (reason: string) => trustedRootUnreadable({ path, reason, at })
  const text = await readFile(resolve(directory, path), 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    throw refuse(`it cannot be read (${thrown.code})`)
  })
  const roots = rootsOf(text)
  if (roots === null) throw refuse('it is not JSON')
  const read = roots.map((root) => rootOf(root))
  if (read.length === 0 || read.includes(null)) throw refuse('it names no certificate authority, or one whose certificate cannot be read')
  return read.flatMap((root) => root ?? [])
}

function rootsOf(text: string): readonly unknown[] | null {
  try {
    return [JSON.parse(text)]
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    try {
      return lines.map((line): unknown => JSON.parse(line))
    } catch {
      return null
    }
  }
}

/** Null where it names no authority, or its certificates cannot be read. */
function rootOf(given: unknown): TrustedRoot | null {
  try {
    const root = TrustedRoot.fromJSON(given)
    for (const { certChain } of [...root.certificateAuthorities, ...root.timestampAuthorities])
      for (const { rawBytes } of certChain?.certificates ?? []) new X509Certificate(rawBytes)
    return root.certificateAuthorities.length === 0 ? null : root
  } catch {
    return null
  }
}
