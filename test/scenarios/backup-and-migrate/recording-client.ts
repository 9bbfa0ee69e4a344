import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { become, wrappedClient } from './wrapped-client.ts'

export interface RecordingClient {
  /** For `database.client`. */
  readonly folder: string
  /** Each start of a program: its arguments and those of the process that started it, and its environment, as lines. */
  starts(): Promise<{ readonly program: string; readonly arguments: readonly string[]; readonly environment: readonly string[] }[]>
}

/**
 * pg_dump and pg_restore that write down how they were started, then become the real ones. A look at the process table
 * from outside would miss the ones that live shorter than the time between two looks.
 */
export async function recordingClient({ bin, repository }: { bin: string; repository: string }): Promise<RecordingClient> {
  const record = join(repository, 'recorded-starts')
  await writeFile(record, '')
  const recording = [
    `{ printf 'program %s\\n' "\${0##*/}"; printf 'argument %s\\n' "$@"; printf 'argument %s\\n' $(tr '\\0\\n' '\\n ' < /proc/$PPID/cmdline)`,
    `env -0 | tr '\\0\\n' '\\n ' | sed 's/^/environment /'; } > ${record}.$$`,
    // One write a start: two programs at once must not mix their lines.
    `cat ${record}.$$ >> ${record}; rm ${record}.$$`,
    become,
  ].join('\n')
  const folder = await wrappedClient({ bin, repository, name: 'recording-client', pg_dump: recording, pg_restore: recording })
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
