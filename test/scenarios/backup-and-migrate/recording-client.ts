import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface RecordingClient {
  /** For `database.client`. */
  readonly folder: string
  /** Each start of a program: its arguments, then its environment, as lines. */
  starts(): Promise<{ readonly program: string; readonly arguments: readonly string[]; readonly environment: readonly string[] }[]>
}

/**
 * pg_dump and pg_restore that write down how they were started, then become the real ones. A look at the process table
 * from outside would miss the ones that live shorter than the time between two looks.
 */
export async function recordingClient({ bin, repository }: { bin: string; repository: string }): Promise<RecordingClient> {
  const folder = join(repository, 'recording-client')
  const record = join(repository, 'recorded-starts')
  await mkdir(folder)
  await writeFile(record, '')
  for (const program of ['pg_dump', 'pg_restore']) {
    const script = [
      '#!/bin/bash',
      // One write a start: two programs at once must not mix their lines.
      `{ printf 'program %s\\n' ${program}; printf 'argument %s\\n' "$@"; printf 'argument %s\\n' $(tr '\\0\\n' '\\n ' < /proc/$PPID/cmdline); env -0 | tr '\\0\\n' '\\n ' | sed 's/^/environment /'; } > ${record}.$$`,
      `cat ${record}.$$ >> ${record}; rm ${record}.$$`,
      `exec ${join(bin, program)} "$@"`,
      '',
    ].join('\n')
    await writeFile(join(folder, program), script)
    await chmod(join(folder, program), 0o755)
  }
  return {
    folder,
    async starts() {
      const text = await readFile(record, 'utf8')
      return text
        .split(/^program /m)
        .slice(1)
        .map((start) => {
          const [program = '', ...lines] = start.split('\n')
          const startingWith = (kind: string) =>
            lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1))
          return { program, arguments: startingWith('argument'), environment: startingWith('environment') }
        })
    },
  }
}
