import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startLoad } from '../../../local/load/client.ts'
import type { Frontend } from '../../../local/services/frontend.ts'
import { findHAProxy, type HAProxyServer, startHAProxy } from '../../../local/services/haproxy.ts'
import { startBackends } from './backends.ts'

const installed = (await findHAProxy()) !== null
const here = installed ? test : test.skip
const hint = installed ? '' : ' (SKIPPED: haproxy is not installed; apt-get install haproxy)'

async function haproxyFor(frontends: readonly Frontend[]): Promise<HAProxyServer> {
  const haproxy = await startHAProxy({ frontends, key: 'traqora', color: 'blue' })
  if (haproxy === null) throw new Error('haproxy vanished')
  return haproxy
}

here(`one map entry switches every frontend under load, and no request is lost${hint}`, async () => {
  await using backend = await startBackends('backend')
  await using client = await startBackends('client')
  await using haproxy = await haproxyFor([backend.frontend, client.frontend])
  const targets = [`${haproxy.url['backend']}/`, { url: `${haproxy.url['client']}/`, method: 'POST', body: '{}' }]
  await using load = await startLoad({ targets, ratePerSecond: 200 })

  for (const color of ['green', 'blue', 'green']) {
    const before = load.series.length
    await load.until(() => load.series.length > before)
    expect((await haproxy.command(`set map ${haproxy.map} traqora ${color}`)).trim()).toBe('')
  }
  const before = load.series.length
  await load.until(() => load.series.length > before)
  const report = await load.stop()

  expect(report.failures).toEqual([])
  expect(report.requests).toBeGreaterThanOrEqual(700)
  expect(report.identities).toEqual({ blue: backend.seen.blue + client.seen.blue, green: backend.seen.green + client.seen.green })
  expect(Math.min(backend.seen.blue, backend.seen.green, client.seen.blue, client.seen.green)).toBeGreaterThan(50)
  expect(await statistic(haproxy, { proxy: 'backend-green', column: 'stot' })).toBe(backend.seen.green)
  await untilStatistic(haproxy, { proxy: 'backend-green', column: 'scur', is: 0 })
})

here(`an unknown color or a missing entry is a 503, never blue${hint}`, async () => {
  await using backends = await startBackends()
  await using haproxy = await haproxyFor([backends.frontend])
  const status = async () => (await fetch(`${haproxy.url['backend']}/`)).status

  expect(await status()).toBe(200)
  await haproxy.command(`set map ${haproxy.map} traqora purple`)
  expect(await status()).toBe(503)
  await haproxy.command(`del map ${haproxy.map} traqora`)
  expect(await status()).toBe(503)
  expect(backends.seen).toEqual({ blue: 1, green: 0 })
})

here(`a dead color is counted as 5xx in show stat${hint}`, async () => {
  await using backends = await startBackends()
  await using haproxy = await haproxyFor([backends.frontend])
  await backends[Symbol.asyncDispose]()

  expect((await fetch(`${haproxy.url['backend']}/`)).status).toBe(503)
  await untilStatistic(haproxy, { proxy: 'backend-blue', column: 'hrsp_5xx', is: 1 })
})

here(`after a crash it serves the color of its map file${hint}`, async () => {
  await using backends = await startBackends()
  await using haproxy = await haproxyFor([backends.frontend])
  await writeFile(haproxy.map, 'traqora green\n')

  await haproxy.kill()
  await haproxy.start()

  expect(await (await fetch(`${haproxy.url['backend']}/`)).text()).toMatch(/^green/)
})

/** HAProxy counts a request a moment after its answer has left. */
async function untilStatistic(haproxy: HAProxyServer, { proxy, column, is }: { proxy: string; column: string; is: number }): Promise<void> {
  while ((await statistic(haproxy, { proxy, column })) !== is) await sleep(10)
}

async function statistic(haproxy: HAProxyServer, { proxy, column }: { proxy: string; column: string }): Promise<number> {
  const [head = '', ...lines] = (await haproxy.command('show stat')).trim().split('\n')
  const row = lines.map((line) => line.split(',')).find(([name, server]) => name === proxy && server === 'BACKEND')
  return Number(row?.[head.replace('# ', '').split(',').indexOf(column)])
}
