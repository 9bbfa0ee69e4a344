import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { isFree } from '../../../local/services/ports.ts'

test.each(['SIGKILL', 'SIGINT'] as const)(
  'every child ends, and its temporary folder goes, when its parent is ended by %s',
  async (signal) => {
    const parent = spawn(process.execPath, [fileURLToPath(new URL('parent.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(createInterface({ input: parent.stdout }), 'line')
    const { ports, logs } = JSON.parse(line) as { ports: number[]; logs: string[] }
    expect(ports.length).toBeGreaterThanOrEqual(2)
    expect(await Promise.all(ports.map(isFree))).toEqual(ports.map(() => false))
    expect(logs.filter(existsSync)).toEqual(logs)

    parent.kill(signal)
    await once(parent, 'exit')

    while (!(await Promise.all(ports.map(isFree))).every((free) => free)) await sleep(20)
    while (logs.some((log) => existsSync(dirname(log)))) await sleep(20)
  },
)
