import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { realProcesses } from '../../../src/core/process.ts'

const processes = realProcesses({ PATH: process.env['PATH'], HOME: '/', DATABASE_URL: 'postgres://canary' })

test('a child tells its exit code, its output and the last lines of both streams', async () => {
  const lines: string[] = []
  const ended = await processes.shell('echo one; echo two >&2; exit 3', { onLine: (line) => lines.push(line) })
  expect(ended).toMatchObject({ exitCode: 3, stdout: 'one' })
  expect([...ended.tail].sort()).toEqual(['one', 'two'])
  expect(lines.sort()).toEqual(['one', 'two'])
})

test('a child sees no variable of ours that it was not given', async () => {
  const ended = await processes.run('env', [], { environment: { GIVEN: 'yes' } })
  expect(ended.stdout.split('\n').map((line) => line.split('=')[0])).toEqual(expect.arrayContaining(['PATH', 'HOME', 'GIVEN']))
  expect(ended.stdout).not.toContain('canary')
})

test('input reaches it, and one that does not read it is no error', async () => {
  expect((await processes.run('cat', [], { input: 'hello\n' })).stdout).toBe('hello')
  expect((await processes.run('true', [], { input: 'x'.repeat(1_000_000) })).exitCode).toBe(0)
})

test('a shell that gets input reads no start file of the machine or of its user', async () => {
  const home = await mkdtemp(join(tmpdir(), 'fairlead-home-'))
  await writeFile(join(home, '.bashrc'), 'echo read the start file\n')
  const ended = await realProcesses({ PATH: process.env['PATH'], HOME: home }).shell('cat', { input: 'hello' })
  expect(ended).toMatchObject({ exitCode: 0, stdout: 'hello', tail: ['hello'] })
  await rm(home, { recursive: true })
})

test('a child that takes too long or is cancelled is ended', async () => {
  expect((await processes.run('sleep', ['60'], { timeoutMs: 100 })).exitCode).toBe(124)
  expect((await processes.run('sleep', ['60'], { signal: AbortSignal.timeout(100) })).exitCode).toBe(124)
})

test('a process left in the background does not hold up the one that started it', async () => {
  const ended = await processes.shell('sleep 20 & echo started')
  expect(ended).toMatchObject({ exitCode: 0, stdout: 'started' })
  expect(ended.durationMs).toBeLessThan(10_000)
})

test('a program that is not there is a problem with its name', async () => {
  await expect(processes.run('no-such-program', [])).rejects.toMatchObject({
    code: 'process/not-started',
    message: expect.stringContaining('no-such-program'),
  })
})
