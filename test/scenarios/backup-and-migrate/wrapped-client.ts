import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A folder for `database.client`: pg_dump and pg_restore as shell scripts around the real ones. A script finds the real
 * program in $REAL and, for a dump, the archive's folder in $archive. Asked for their version they are the real ones.
 */
export async function wrappedClient({
  bin,
  repository,
  name,
  pg_dump = become,
  pg_restore = become,
}: {
  bin: string
  repository: string
  name: string
  pg_dump?: string
  pg_restore?: string
}): Promise<string> {
  const folder = join(repository, name)
  await mkdir(folder)
  for (const [program, script] of Object.entries({ pg_dump, pg_restore })) {
    await writeFile(
      join(folder, program),
      [
        '#!/bin/bash',
        `REAL=${join(bin, program)}`,
        'for given in "$@"; do case $given in --file=*) archive=${given#--file=} ;; esac; done',
        script,
        '',
      ].join('\n'),
    )
    await chmod(join(folder, program), 0o755)
  }
  return folder
}

/** Ends a script: from here on the real program runs. */
export const become = 'exec "$REAL" "$@"'

/** Begins a script that does something else: only the question for the version is answered by the real program. */
export const answerVersion = `if [ "$1" = --version ]; then ${become}; fi`
