import type { Connection } from '../connection.ts'
import type { StatementObserver } from '../sql/sql-runner.ts'
import { type RelationFiles, readRelationFiles, rewrittenBetween, walBytes } from './relation-files.ts'
import { strongLocks } from './strong-locks.ts'

/** What one statement did on the copy. */
export interface StatementEffects {
  /** `migrations/004.sql:3`. */
  readonly where: string
  readonly ms: number
  /** Locks that it took besides those its transaction had; of a statement without a transaction none are left to see. */
  readonly locks: readonly string[]
  readonly rewritten: readonly string[]
  /** Of the whole server while it ran, so it wrote at most this. No PostgreSQL counts the log of a transaction that is still open. */
  readonly walBytesAtMost: number
}

interface Before {
  readonly locks: readonly string[]
  readonly files: RelationFiles
  readonly wal: number
}

/** Looks at each statement from within its own session, right before and right after, while its transaction is open. */
export function observeStatements({
  names,
}: {
  names: readonly string[]
}): StatementObserver & { seen: () => readonly StatementEffects[] } {
  const effects: StatementEffects[] = []
  let before: Before | null = null
  const look = async (session: Connection): Promise<Before> => ({
    locks: await strongLocks(session, { names }),
    files: await readRelationFiles(session),
    // Read last before the statement and first after it: what is looked up here writes nothing, what others do may.
    wal: await walBytes(session),
  })
  return {
    seen: () => effects,
    async before(session) {
      before = await look(session)
    },
    async after(session, { file, statement, durationMs }) {
      const wal = await walBytes(session)
      const after = await look(session)
      effects.push({
        where: `${file.path}:${lineOf(file.text, statement?.offset ?? 0)}`,
        ms: durationMs,
        locks: after.locks.filter((lock) => before?.locks.includes(lock) !== true).sort(),
        rewritten: before === null ? [] : rewrittenBetween(before.files, after.files),
        walBytesAtMost: before === null ? 0 : wal - before.wal,
      })
    },
  }
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
