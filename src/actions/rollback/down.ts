import { parseDuration } from '../../core/duration.ts'
import { problemsOf } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { storeOfPath } from '../../postgres/backup/store.ts'
import { codeOf, messageOf } from '../../postgres/connection.ts'
import { openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { migrationLock } from '../../postgres/lock.ts'
import { readSchemaVersion } from '../../postgres/migration/version-table.ts'
import { readSchema } from '../../postgres/schema.ts'
import { runDownMigration } from '../../postgres/way-back/down-migration.ts'
import type { DownWayBack } from './down-facts.ts'
import type { RollbackRun } from './plan.ts'
import { downFailed, downLedElsewhere, downNotProved } from './problems.ts'
import { settleWhereReached } from './settle.ts'

/** In one transaction, which is committed only when schema and version table are those of before. */
export async function runDown(down: DownWayBack | null, { run, world }: { run: RollbackRun; world: World }): Promise<void> {
  const section = run.config.require(databaseSection).migrate
  if (down?.state === 'done') return
  if (down === null || down.migration === null || !('sql' in section)) throw downNotProved({})
  await using database = await openDatabase(run, world)
  await using _ = await migrationLock(database, world)
  await using session = await database.connect({ to: database.name, as: 'migrate' })
  await runDownMigration(
    session,
    {
      down: down.migration,
      table: section['version-table'],
      lockTimeoutMs: parseDuration(section['lock-timeout']).ms,
      patienceMs: parseDuration(section['lock-patience']).ms,
      async verify(inside) {
        const [schema, version] = [await readSchema(inside), await readSchemaVersion(inside, section['version-table'])]
        if (schema.fingerprint !== down.before.schema || version.digest !== down.before.version) throw downLedElsewhere({})
      },
    },
    world,
  ).catch((thrown: unknown) => {
    throw problemsOf(thrown) === null && codeOf(thrown) !== null ? downFailed({ reason: messageOf(thrown), cause: thrown }) : thrown
  })
  await settleWhereReached({ backup: down.backup, as: 'undone', store: () => storeOfPath(down.backup, run, world) }, world)
  world.log.line(`${down.migration.files.map(({ path }) => path).join(', ')}: the schema is as before, and the rows are there`)
}
