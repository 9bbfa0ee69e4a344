import { readFile, stat } from 'node:fs/promises'

/** `process 4711 (node)` for each other process that holds a lock on the file or its log; empty where it cannot be seen. Linux only. */
export async function lockHolders(path: string): Promise<string> {
  const locks = await readFile('/proc/locks', 'utf8').catch(() => '')
  const inodes = await Promise.all([path, `${path}-shm`].map((each) => stat(each).catch(() => null)))
  const wanted = new Set(inodes.flatMap((found) => (found === null ? [] : [String(found.ino)])))
  const holders = locks.split('\n').flatMap((line) => {
    // `1: POSIX  ADVISORY  WRITE 4711 08:01:393219 1073741824 1073741825`
    const [, , , , pid, place] = line.trim().split(/\s+/)
    return pid !== undefined && wanted.has(place?.split(':')[2] ?? '') ? [Number(pid)] : []
  })
  const others = [...new Set(holders)].filter((pid) => pid > 0 && pid !== process.pid)
  const named = others.map(async (pid) => `process ${pid} (${(await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'unknown')).trim()})`)
  return (await Promise.all(named)).join(', ')
}
