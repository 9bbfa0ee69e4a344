import { spawn } from 'node:child_process'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../core/world.ts'
import type { Color } from './color.ts'
import { type ProcessEntry, readProcesses, startedMark } from './process-table.ts'
import type { StartedRelease } from './services.ts'

/** A child process of ours that outlives the step, found again by what it wrote about itself. */
export interface Supervised {
  readonly pid: number
  readonly release: StartedRelease
  /** Processes of its group that run now; empty when it ended. */
  readonly members: readonly ProcessEntry[]
}

interface Place {
  /** Folder of the colors' state, next to the release folders. */
  readonly folder: string
  readonly service: string
  readonly color: Color
}

/**
 * The script tells its own number and start time before it becomes the command, so there is never a child that
 * nobody knows of, whenever the step is killed. $$ stays the same over exec, and is the number of the group.
 */
const startScript = `
if { IFS= read -r boot </proc/sys/kernel/random/boot_id && IFS= read -r stat </proc/$$/stat; } 2>/dev/null
then started="$boot \${stat##*) }"
else started=$(LC_ALL=C ps -o lstart= -p $$)
fi
printf '%s\\n%s\\n%s\\n' "$$" "$started" "$2" >"$1.new" && mv "$1.new" "$1" || exit 1
exec bash -euo pipefail -c "$3"`

/** Starts a command in a process group of its own, with only this environment, its output in a log file. */
export async function startSupervised(
  place: Place,
  { command, release, environment }: { command: string; release: StartedRelease; environment: Readonly<Record<string, string>> },
): Promise<void> {
  await mkdir(join(place.folder, place.color), { recursive: true, mode: 0o700 })
  const log = await open(logFile(place), 'a', 0o600)
  try {
    const facts = JSON.stringify({ id: release.id, commit: release.commit, directory: release.directory })
    const child = spawn('bash', ['-c', startScript, 'start', pidFile(place), facts, command], {
      cwd: release.directory,
      env: { ...environment },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    child.unref()
  } finally {
    await log.close()
  }
}

/** What was started here last, and whether it still runs; null when nothing was. A process with a recycled number is not it. */
export async function findSupervised(place: Place, world: Pick<World, 'processes'>): Promise<Supervised | null> {
  const text = await readFile(pidFile(place), 'utf8').catch(() => '')
  const [pidText = '', started = '', facts = ''] = text.split('\n')
  const release = parseFacts(facts)
  const pid = Number(pidText)
  if (release === null || !Number.isSafeInteger(pid) || pid <= 1) return null
  const members = await membersOf(await readProcesses(world), { pid, started: startedMark(started), release, color: place.color })
  return { pid, release, members }
}

/**
 * The group is ours when its leader is. Where the leader ended before its children, they are ours when they have the
 * environment we gave (proc(5) environ; other systems do not tell, so there they are left alone).
 */
async function membersOf(
  processes: readonly ProcessEntry[],
  ours: { pid: number; started: string; release: StartedRelease; color: Color },
): Promise<ProcessEntry[]> {
  const members = processes.filter(({ group }) => group === ours.pid)
  const leader = processes.find(({ pid }) => pid === ours.pid)
  if (leader !== undefined) return leader.started === ours.started ? members : []
  const environments = await Promise.all(members.map(({ pid }) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')))
  const given = [`RELEASE_ID=${ours.release.id}`, `RELEASE_COLOR=${ours.color}`]
  return members.filter((_, index) => given.every((variable) => environments[index]?.split('\0').includes(variable)))
}

/** Ends the whole group: SIGTERM, and SIGKILL for what is left after the grace. Returns whether anything had to be ended. */
export async function stopSupervised(
  place: Place,
  { graceMs, world }: { graceMs: number; world: Pick<World, 'processes' | 'sleep' | 'clock'> },
): Promise<boolean> {
  const found = await findSupervised(place, world)
  if (found === null || found.members.length === 0) {
    await rm(pidFile(place), { force: true })
    return false
  }
  // No process gets the number of a group that still has members.
  const left = async () => (await readProcesses(world)).filter(({ group }) => group === found.pid)
  signalGroup(found.pid, 'SIGTERM')
  const until = world.clock.elapsedMs() + graceMs
  while ((await left()).length > 0 && world.clock.elapsedMs() < until) await world.sleep(40)
  if ((await left()).length > 0) signalGroup(found.pid, 'SIGKILL')
  while ((await left()).length > 0) await world.sleep(40)
  await rm(pidFile(place), { force: true })
  return true
}

/** The last lines of its log. */
export async function lastWords(place: Place, lines = 15): Promise<string> {
  const text = await readFile(logFile(place), 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-lines).join('\n')
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function pidFile({ folder, color, service }: Place): string {
  return join(folder, color, `${service}.process`)
}

function logFile({ folder, color, service }: Place): string {
  return join(folder, color, `${service}.log`)
}

function parseFacts(text: string): StartedRelease | null {
  try {
    const { id, commit, directory } = JSON.parse(text) as Partial<StartedRelease>
    return id !== undefined && commit !== undefined && directory !== undefined ? { id, commit, directory } : null
  } catch {
    return null
  }
}
