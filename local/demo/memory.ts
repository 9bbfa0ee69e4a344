import { readFile } from 'node:fs/promises'

/** The most memory a process ever held, in MB; null where the machine does not tell (only Linux does). */
export async function peakMemory(pid: number): Promise<number | null> {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024)
  } catch {
    return null
  }
}
