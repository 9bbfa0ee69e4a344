import { readdir, readFile } from 'node:fs/promises'
import type { World } from '../core/world.ts'

export interface ProcessEntry {
  readonly pid: number
  readonly group: number
  /** Tells two processes with one number apart: start time within this boot. */
  readonly started: string
}

/** Every process of this machine that runs; those that ended and wait for their parent (zombies) are left out. */
export async function readProcesses(world: Pick<World, 'processes'>): Promise<readonly ProcessEntry[]> {
  const boot = await bootId()
  return boot === null ? readWithPs(world) : readProc(boot)
}

/** The mark that the start script left: on Linux `BOOT-ID FIELDS-OF-STAT`, elsewhere what ps tells. */
export function startedMark(line: string): string {
  const [boot = '', ...fields] = line.trim().split(' ')
  return /^[0-9a-f-]{36}$/.test(boot) ? mark(boot, fields) : line.trim().replaceAll(/\s+/g, ' ')
}

/** Fields behind the name of proc(5) stat: state is the first, start time the twentieth. */
function mark(boot: string, fields: readonly string[]): string {
  return `${boot} ${fields[19] ?? ''}`
}

async function readProc(boot: string): Promise<ProcessEntry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid): Promise<ProcessEntry[]> => {
      // A process may end while it is looked at.
      const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      // The name may hold spaces and parentheses, so the fields begin after the last one.
      const fields = text
        .slice(text.lastIndexOf(')') + 2)
        .trim()
        .split(' ')
      if (text === '' || ['Z', 'X'].includes(fields[0] ?? '')) return []
      return [{ pid: Number(pid), group: Number(fields[2]), started: mark(boot, fields) }]
    }),
  )
  return found.flat()
}

async function readWithPs({ processes }: Pick<World, 'processes'>): Promise<ProcessEntry[]> {
  const { stdout } = await processes.run('ps', ['-A', '-o', 'pid=,pgid=,stat=,lstart='], { environment: { LC_ALL: 'C' } })
  return stdout.split('\n').flatMap((line) => {
    const [pid, group, state = '', ...started] = line.trim().split(/\s+/)
    return pid === undefined || pid === '' || state.startsWith('Z')
      ? []
      : [{ pid: Number(pid), group: Number(group), started: started.join(' ') }]
  })
}

async function bootId(): Promise<string | null> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null))?.trim() ?? null
}
