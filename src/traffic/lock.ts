import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../core/world.ts'
import { trafficLocked } from './problems.ts'
import { readProcesses } from './process-table.ts'

interface Holder {
  readonly pid: number
  readonly started: string
  readonly release: string
}

/**
 * One run at a time moves the colors of this machine. The holder is a process, known by number and start time, so a
 * run that was killed holds nothing; problem `traffic/locked` names a living one.
 */
export async function trafficLock(
  { folder, release }: { folder: string; release: string },
  world: Pick<World, 'processes'>,
): Promise<AsyncDisposable> {
  const file = join(folder, 'lock')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const me = (await readProcesses(world)).find(({ pid }) => pid === process.pid)
  const text = JSON.stringify({ pid: process.pid, started: me?.started ?? '', release } satisfies Holder)
  for (;;) {
    if (await created(file, text)) return { [Symbol.asyncDispose]: () => rm(file, { force: true }) }
    const found = await readFile(file, 'utf8').catch(() => null)
    if (found === null) continue
    const holder = parseHolder(found)
    if (holder !== null && (await isRunning(holder, world))) {
      throw trafficLocked({ holder: `${holder.release} (process ${holder.pid})`, file })
    }
    await removeStale(file, found)
  }
}

async function created(file: string, text: string): Promise<boolean> {
  // Linked in whole: nobody ever reads a lock that does not yet name its holder.
  const draft = `${file}.${process.pid}`
  const handle = await open(draft, 'w', 0o600)
  await handle.writeFile(text)
  await handle.close()
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Moves the lock of a dead holder away; when another run took it over in between, it is put back. */
async function removeStale(file: string, expected: string): Promise<void> {
  const aside = `${file}.stale.${process.pid}`
  try {
    await rename(file, aside)
  } catch {
    return
  }
  if ((await readFile(aside, 'utf8')) !== expected) await link(aside, file).catch(() => {})
  await rm(aside, { force: true })
}

async function isRunning({ pid, started }: Holder, world: Pick<World, 'processes'>): Promise<boolean> {
  return (await readProcesses(world)).some((entry) => entry.pid === pid && entry.started === started)
}

function parseHolder(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder
  } catch {
    return null
  }
}
