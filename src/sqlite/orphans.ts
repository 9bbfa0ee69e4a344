import { readdir, readFile } from 'node:fs/promises'
import type { World } from '../core/world.ts'
import type { DatabaseFile } from './database-file.ts'
import { orphanAlive } from './problems.ts'

/** Set for every migration command, so that what outlived it can be found: under the lock it can only be an orphan. */
export const migratesVariable = 'FAIRLEAD_MIGRATES_FILE'

/** SIGKILL takes effect at once, except for a process that waits in the kernel. */
const patienceMs = 10_000

/**
 * Ends what a killed run or an ended command left at work on the file, and waits until it is gone. Linux only: elsewhere
 * none is seen. Problem `sqlite/orphan-alive`.
 */
export async function endOrphans(
  { name, path }: Pick<DatabaseFile, 'name' | 'path'>,
  { log, sleep, clock, cancellation }: Pick<World, 'log' | 'sleep' | 'clock' | 'cancellation'>,
): Promise<void> {
  const entry = `${migratesVariable}=${path}`
  const until = clock.elapsedMs() + patienceMs
  let isTold = false
  for (let found = await processesWith(entry); found.length > 0; found = await processesWith(entry)) {
    const processes = found.join(', ')
    if (!isTold) log.line(`a migration that outlived its command is still at work: processes ${processes} are ended`)
    isTold = true
    for (const pid of found) tryKill(pid)
    cancellation.throwIfRequested('waiting for the end of a migration')
    if (clock.elapsedMs() >= until) throw orphanAlive({ file: name, processes })
    await sleep(20)
  }
}

async function processesWith(entry: string): Promise<number[]> {
  const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const found = names.map(async (name) => {
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')
    return environment.split('\0').includes(entry) ? [Number(name)] : []
  })
  return (await Promise.all(found)).flat().filter((pid) => pid !== process.pid)
}

/** SIGKILL: whatever it has open is rolled back by SQLite's journal. */
function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone by itself in the meantime, or of another user: then it is still there when it is looked for again.
  }
}
