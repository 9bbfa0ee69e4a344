import type { Problem } from '../../core/problem.ts'
import { placeIn } from '../../database/sql-place.ts'
import type { Entry } from '../../record/entry.ts'
import { contractTooEarly } from '../migration/migration-problems.ts'
import type { PolicyFile } from './policy-judge.ts'

/** One half of a change that takes two releases: first what is new is added, later what is old is taken away. */
export interface Phase {
  readonly phase: 'expand' | 'contract'
  /** What both halves are called. */
  readonly name: string
}

/** `-- fairlead: expand seats` and `-- fairlead: contract seats` in the files. */
export function phasesOf(
  files: readonly Pick<PolicyFile, 'path' | 'text'>[],
): (Phase & { readonly path: string; readonly text: string; readonly offset: number })[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/^[ \t]*--[ \t]*fairlead:[ \t]*(expand|contract)[ \t]+(\S+)[ \t]*\r?$/gm)].map((match) => ({
      phase: match[1] === 'expand' ? ('expand' as const) : ('contract' as const),
      name: match[2] ?? '',
      path,
      text,
      offset: match.index,
    })),
  )
}

/** A contract phase takes away what the release before may still use, unless its expand phase was in an accepted release. */
export function contractProblems(
  files: readonly Pick<PolicyFile, 'path' | 'text'>[],
  { entries, release }: { entries: readonly Entry[]; release: string },
): Problem[] {
  const accepted = new Set(entries.flatMap((entry) => (entry.kind === 'accepted' && entry.release !== release ? [entry.release] : [])))
  const released = entries
    .filter((entry) => entry.kind === 'ended' && entry.verdict === 'pass' && accepted.has(entry.release))
    .flatMap(({ facts }) => recordedPhases(facts['phases']))
  const isReleased = (name: string) => released.some((one) => one.phase === 'expand' && one.name === name)
  return phasesOf(files).flatMap(({ phase, name, path, text, offset }) =>
    phase === 'expand' || isReleased(name) ? [] : [contractTooEarly({ name, at: placeIn(path, text, offset) })],
  )
}

function recordedPhases(value: unknown): { phase: unknown; name: unknown }[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : []
}
