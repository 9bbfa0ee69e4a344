import { durationText } from '../../core/duration.ts'
import type { World } from '../../core/world.ts'
import type { Database } from '../database.ts'
import type { MigrationTarget } from './migration-end.ts'
import { migrationAtWork } from './migration-problems.ts'

/** Sessions of another role that we may not end get this long to end by themselves. */
const patienceMs = 10_000

/**
 * Ends what a migration left at work: only when its sessions are gone is what it did a known outcome. Its tool may have
 * another role than ours, which may not end them; then they are waited for. Problem `postgres/migration-at-work`.
 */
export async function endMigrationSessions(
  database: Database,
  { names, target }: { names: readonly string[]; target: MigrationTarget },
  { clock, sleep }: Pick<World, 'clock' | 'sleep'>,
): Promise<void> {
  for (const until = clock.elapsedMs() + patienceMs; ; await sleep(20)) {
    const left = await database.maintenance.query<{ pid: number }>(endQuery, [target.name, names])
    if (left.length === 0) return
    if (clock.elapsedMs() > until)
      throw migrationAtWork({
        database: target.name,
        processes: left.map(({ pid }) => pid).join(', '),
        waited: durationText(patienceMs),
      })
  }
}

/** Sessions (a) with their role (r) and ours (we). */
export const sessionsWithRoles = `pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid JOIN pg_roles we ON we.rolname = current_user`

/** pg_terminate_backend and pg_cancel_backend raise an error where the right is missing, so it is asked for first. */
export const mayBeEnded = `((pg_has_role(a.usesysid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE')) AND (NOT r.rolsuper OR we.rolsuper))`

const endQuery = `
SELECT a.pid, CASE WHEN ${mayBeEnded} THEN pg_terminate_backend(a.pid) END AS ended
FROM ${sessionsWithRoles} WHERE a.datname = $1 AND a.application_name = ANY ($2::text[])`
