import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type ActionRun, type runAction, startAction } from '../../support/run-action.ts'

type Given = Parameters<typeof runAction>[1]

/** An action that holds its breath right after its first write of this name, until it is let go on. */
export async function pausedAfter(write: string, action: string, given: Given): Promise<{ resume(): Promise<ActionRun> }> {
  const { run } = await startedTo('SIGSTOP', { write, action, given })
  while (!(await isStopped(run.pid))) await wait(10)
  return {
    resume() {
      run.kill('SIGCONT')
      return run.ended
    },
  }
}

/** An action that is killed right after its first write of this name. */
export async function killedAfter(write: string, action: string, given: Given): Promise<void> {
  const { run, file } = await startedTo('SIGKILL', { write, action, given })
  await run.ended
  if (!(await readFile(file, 'utf8')).includes(write)) throw new Error(`${action} never wrote ${write}`)
}

async function startedTo(signal: 'SIGSTOP' | 'SIGKILL', { write, action, given }: { write: string; action: string; given: Given }) {
  const file = join(await mkdtemp(join(tmpdir(), 'fairlead-writes-')), 'writes')
  await writeFile(file, '')
  const run = await startAction(action, {
    ...given,
    env: { ...given.env, WATCH_WRITES_FILE: file, WATCH_WRITES_KILL: `after ${write} ${signal}` },
    nodeOptions: ['--import', join(import.meta.dirname, '../../faults/watch-writes.mjs')],
  })
  return { run, file }
}

async function isStopped(pid: number): Promise<boolean> {
  return /^\d+ \(.*\) T/.test(await readFile(`/proc/${pid}/stat`, 'utf8'))
}
