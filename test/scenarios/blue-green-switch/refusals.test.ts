import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { findHAProxy } from '../../../local/services/haproxy.ts'
import { commitOf, makeSystem, secret } from './system.ts'

const haproxyIsHere = (await findHAProxy()) !== null
const withHAProxy = haproxyIsHere ? test : test.skip

test('an idle color that does not start changes nothing for users; its last words are told without its secret', async () => {
  await using system = await makeSystem()
  await system.switch(1)
  const run = await system.switch(2, { behavior: { exit: 3 } })
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ verdict: 'error', 'reason-code': 'traffic/start-failed' })
  expect(run.errors[0]?.message).toContain('backend on blue did not start: it ended')
  expect(run.errors[0]?.message).toContain('cannot start, and the key is [services.backend.environment.API_KEY]')
  expect(run.everythingItWrote).not.toContain(secret)
  expect(await system.balancer.color()).toBe('green')
  expect(await system.identity('green')).toBe(commitOf(1))
})

test.each([
  ['answers as another release', { commit: '9'.repeat(40) }, 'traffic/wrong-release'],
  ['is not healthy', { sick: true }, 'probes/wrong-status'],
] as const)('an idle color that %s gets no traffic', async (_, behavior, code) => {
  await using system = await makeSystem()
  await system.switch(1)
  const run = await system.switch(2, { behavior })
  expect(run.exitCode).toBe(1)
  expect(run.outputs['reason-code']).toContain(code)
  expect(await system.balancer.color()).toBe('green')
  // A corrected release goes through: what was left on the idle color is replaced.
  const next = await system.switch(3)
  expect(next.outputs).toMatchObject({ verdict: 'pass', 'active-color': 'blue' })
  expect(await system.identity('blue')).toBe(commitOf(3))
})

test('a port that something else listens on is left alone', async () => {
  await using system = await makeSystem()
  const other = createServer((_, response) => response.end('somebody else'))
  await new Promise<void>((resolve) => other.listen(system.ports['backend']?.green, '127.0.0.1', resolve))
  try {
    const run = await system.switch(1)
    expect(run.exitCode).toBe(1)
    expect(run.outputs['reason-code']).toBe('traffic/port-taken')
    expect(run.errors[0]?.message).toContain(`127.0.0.1:${system.ports['backend']?.green}`)
    expect(other.listening).toBe(true)
    expect(await system.balancer.color()).toBe('blue')
  } finally {
    other.close()
  }
})

test('a balancer that does not answer is told before anything is begun', async () => {
  await using system = await makeSystem()
  await system.balancer.kill()
  const run = await system.switch(1)
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ verdict: 'error', 'reason-code': 'traffic/balancer-unreachable', changed: 'false' })
  expect(run.errors[0]?.message).toContain('ECONNREFUSED')
  expect(await system.entries()).toEqual([])
})

withHAProxy('HAProxy that is down, or says an unknown color, is told before anything is begun', async () => {
  await using system = await makeSystem({ balancer: 'haproxy' })
  await system.balancer.force('purple')
  const unknown = await system.switch(1)
  expect(unknown.outputs['reason-code']).toBe('traffic/color-unknown')
  expect(unknown.errors[0]?.message).toContain('"traqora" is "purple"')
  await system.balancer.kill()
  expect((await system.switch(1)).outputs['reason-code']).toBe('traffic/balancer-unreachable')
  expect(await system.entries()).toEqual([])
})

test('what fairlead.yml says wrongly about traffic is told with its place, before anything is begun', async () => {
  await using system = await makeSystem()
  const good = await readFile(join(system.repository, 'fairlead.yml'), 'utf8')
  const line = (text: string, part: string) => text.split('\n').findIndex((found) => found.includes(part)) + 1
  const cases = [
    { from: '    start: node service.mjs', to: '    start: echo ${env.API_KEY}', code: 'config/invalid', part: 'start:' },
    { from: '    supervise: local', to: '    superwise: local', code: 'config/unknown-key', part: 'superwise' },
    { from: '  errors: "< 5 %"', to: '  errors: "< 5 %"\n  services: [backnd]', code: 'traffic/soak-invalid', part: 'soak:' },
    { from: '  errors: "< 5 %"', to: '  errors: "< 0.05"', code: 'traffic/soak-invalid', part: 'soak:' },
    { from: '  for: 600 ms', to: '  for: "600"', code: 'core/not-a-duration', part: 'soak:' },
    { from: 'drain: 5s', to: 'drain: 30 seconds', code: 'config/invalid', part: 'drain' },
    { from: '  for: 600 ms', to: '  for: 30m', code: 'traffic/soak-invalid', part: 'soak:' },
  ]
  for (const { from, to, code, part } of cases) {
    const text = good.replace(from, to)
    await system.write('fairlead.yml', text)
    const run = await system.switch(1)
    expect({ to, code: run.outputs['reason-code'], exitCode: run.exitCode }).toEqual({ to, code, exitCode: 1 })
    expect({ to, file: run.errors[0]?.file }).toEqual({ to, file: 'fairlead.yml' })
    const expected = line(text, part)
    expect(Math.abs((run.errors[0]?.line ?? 0) - expected)).toBeLessThanOrEqual(1)
  }
  expect(await system.entries()).toEqual([])
})

test('of two runs at once exactly one switches, and the other says who was faster', async () => {
  await using system = await makeSystem({ soak: { for: '3s' } })
  const options = await system.given(1)
  const started = await system.startSwitch(1)
  const { runAction } = await import('../../support/run-action.ts')
  const other = await runAction('blue-green-switch', {
    ...options,
    facts: { ...options.facts, GITHUB_RUN_ID: '2', GITHUB_SHA: commitOf(2) },
  })
  const first = await started.ended
  const won = [first, other].filter(({ outputs }) => outputs['verdict'] === 'pass')
  const lost = [first, other].filter(({ exitCode }) => exitCode !== 0)
  expect(won).toHaveLength(1)
  expect(lost).toHaveLength(1)
  expect(['traffic/locked', 'record/lost-race', 'traffic/moved']).toContain(lost[0]?.outputs['reason-code'])
  expect(await system.balancer.color()).toBe('green')
  expect(await system.identity('green')).toBe(commitOf(won[0] === first ? 1 : 2))
})
