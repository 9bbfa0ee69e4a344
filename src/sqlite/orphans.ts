import { readdir, readFile } from 'node:fs/promises'
import type { World } from '../core/world.ts'
import type { DatabaseFile } from './database-file.ts'

/** Set for every migration command, so that one which outlived its run can be found: under the lock it can only be an orphan. */
export const migratesVariable = 'FAIRLEAD_MIGRATES_FILE'

/** Ends what a killed run left at work on the file, and waits until it is gone. Linux only: elsewhere none is seen. */
export async function endOrphans({ path }: Pick<DatabaseFile, 'path'>, { log, sleep }: Pick<World, 'log' | 'sleep'>): Promise<void> {
  const entry = `${migratesVariable}=${path}`
  for (let found = await processesWith(entry); found.length > 0; found = await processesWith(entry)) {
    log.line(`a migration of a run that was killed is still at work: processes ${found.join(', ')} are ended`)
    for (const pid of found) tryKill(pid)
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
    // Gone by itself in the meantime.
  }
}
