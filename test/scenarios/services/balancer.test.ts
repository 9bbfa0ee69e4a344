import { rm, writeFile } from 'node:fs/promises'
import { request as send } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startLoad } from '../../../local/load/client.ts'
import { startBalancer } from '../../../local/services/balancer.ts'
import { serviceFolder } from '../../../local/services/child.ts'
import { startBackends } from './backends.ts'

test('a switch and a way back under 200 requests a second lose none of 2,000', async () => {
  await using backends = await startBackends()
  await using balancer = await startBalancer({ frontends: [backends.frontend], key: 'traqora', color: 'blue' })
  const url = `${balancer.url['backend']}/bookings`
  await using load = await startLoad({ targets: [url, { url, method: 'POST', body: '{"flight":1}' }], ratePerSecond: 200 })

  await load.until(({ identities }) => (identities['blue'] ?? 0) >= 600)
  expect(await balancer.compareAndSet((await balancer.color()).version, 'green')).toBe(true)
  await load.until(({ identities }) => (identities['green'] ?? 0) >= 700)
  expect(await balancer.compareAndSet((await balancer.color()).version, 'blue')).toBe(true)
  await load.until(({ requests }) => requests >= 2000)
  const report = await load.stop()

  expect(report.failures).toEqual([])
  expect(report.requests).toBeGreaterThanOrEqual(2000)
  const { blue, green } = (await balancer.statistics()).frontends['backend'] ?? {}
  expect(blue).toEqual({ requests: report.identities['blue'], failed: 0, aborted: 0, inFlight: 0 })
  expect(green).toEqual({ requests: report.identities['green'], failed: 0, aborted: 0, inFlight: 0 })
  expect(backends.seen).toEqual({ blue: blue?.requests, green: green?.requests })
  expect(Number(blue?.requests) + Number(green?.requests)).toBe(report.requests)
})

test('of many writers that saw the same version one wins, every time', async () => {
  await using backends = await startBackends()
  await using balancer = await startBalancer({ frontends: [backends.frontend], key: 'traqora', color: 'blue' })

  for (let round = 0; round < 25; round += 1) {
    const { version } = await balancer.color()
    const writers = ['green', 'blue', 'green', 'blue'] as const
    const won = await Promise.all(writers.map((color) => balancer.compareAndSet(version, color)))
    expect(won.filter((one) => one)).toHaveLength(1)
    expect(await balancer.color()).toEqual({ key: 'traqora', color: writers[won.indexOf(true)], version: version + 1 })
  }
})

test('the color is written only with the current entity tag', async () => {
  await using backends = await startBackends()
  await using balancer = await startBalancer({ frontends: [backends.frontend], key: 'traqora', color: 'blue' })
  const put = async (body: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${balancer.adminUrl}/color`, { method: 'PUT', body, headers })
    return { status: answer.status, etag: answer.headers.get('etag'), body: await answer.json() }
  }
  const { version } = await balancer.color()
  const etag = (await fetch(`${balancer.adminUrl}/color`)).headers.get('etag') ?? ''
  const green = '{"color":"green"}'

  expect(etag).toBe(`"${version}"`)
  expect(await put(green)).toMatchObject({ status: 428 })
  expect(await put(green, { 'if-match': '*' })).toMatchObject({ status: 428 })
  expect(await put(green, { 'if-match': `"${version - 1}"` })).toMatchObject({ status: 412, etag, body: { color: 'blue', version } })
  expect(await put('{"color":"purple"}', { 'if-match': etag })).toMatchObject({ status: 400 })
  expect(await put('{"color":', { 'if-match': etag })).toMatchObject({ status: 400 })
  expect(await put('{"color":"green","key":"other"}', { 'if-match': etag })).toMatchObject({ status: 400 })
  expect(await balancer.color()).toEqual({ key: 'traqora', color: 'blue', version })
  expect(await put(green, { 'if-match': etag })).toEqual({
    status: 200,
    etag: `"${version + 1}"`,
    body: { key: 'traqora', color: 'green', version: version + 1 },
  })
})

test('a restart keeps the color and the version, even after kill -9', async () => {
  await using backends = await startBackends()
  await using folder = await serviceFolder('kept', null, null)
  const stateFile = join(folder.path, 'color.json')
  await using balancer = await startBalancer({ frontends: [backends.frontend], key: 'traqora', color: 'blue', stateFile })
  await balancer.compareAndSet((await balancer.color()).version, 'green')
  const before = await balancer.color()

  await balancer.kill()
  await balancer.start()

  expect(await balancer.color()).toEqual(before)
  expect(await (await fetch(`${balancer.url['backend']}/`)).text()).toMatch(/^green/)
  expect(await balancer.compareAndSet(before.version, 'blue')).toBe(true)
})

test('a state file that cannot be understood stops the start: a color is never guessed', async () => {
  await using backends = await startBackends()
  await using folder = await serviceFolder('broken', null, null)
  const stateFile = join(folder.path, 'color.json')
  await writeFile(stateFile, '{"key":"traqora","color":"purple","version":3}')

  await expect(startBalancer({ frontends: [backends.frontend], key: 'traqora', color: 'blue', stateFile })).rejects.toMatchObject({
    code: 'services/start-failed',
    message: expect.stringContaining('holds no color of traqora'),
  })
})

test('a color that cannot be kept is a 500 and not switched, and users are served on', async () => {
  await using backends = await startBackends()
  await using folder = await serviceFolder('gone', null, null)
  const stateFile = join(folder.path, 'color.json')
  await using balancer = await startBalancer({ frontends: [backends.frontend], key: 'traqora', color: 'blue', stateFile })
  const { version } = await balancer.color()
  await rm(folder.path, { recursive: true })

  const headers = { 'if-match': `"${version}"` }
  expect((await fetch(`${balancer.adminUrl}/color`, { method: 'PUT', headers, body: '{"color":"green"}' })).status).toBe(500)
  expect(await balancer.color()).toEqual({ key: 'traqora', color: 'blue', version })
  expect(await (await fetch(`${balancer.url['backend']}/`)).text()).toMatch(/^blue/)
})

test('statistics tell failed, aborted and running requests of each color apart', async () => {
  await using backends = await startBackends()
  await using balancer = await startBalancer({ frontends: [backends.frontend], key: 'traqora', color: 'blue' })
  const url = balancer.url['backend']
  const blue = async () => (await balancer.statistics()).frontends['backend']?.blue
  const untilRunning = async (count: number) => {
    while ((await blue())?.inFlight !== count) await sleep(5)
  }

  await (await fetch(`${url}/`)).text()
  expect((await fetch(`${url}/fails`)).status).toBe(500)
  await expect(fetch(`${url}/cut`).then((answer) => answer.text())).rejects.toThrow()
  await untilRunning(0)
  expect(await blue()).toEqual({ requests: 3, failed: 2, aborted: 0, inFlight: 0 })

  const slow = fetch(`${url}/slow`)
  await untilRunning(1)
  await (await slow).text()
  const impatient = send(`${url}/slow`).on('error', () => {})
  impatient.end()
  await untilRunning(1)
  impatient.destroy()
  await untilRunning(0)
  expect(await blue()).toEqual({ requests: 5, failed: 2, aborted: 1, inFlight: 0 })
})

test('bodies and repeated headers pass unchanged; a dead color is a 502 and counted', async () => {
  await using backends = await startBackends()
  await using balancer = await startBalancer({ frontends: [backends.frontend], key: 'traqora', color: 'blue' })
  const url = `${balancer.url['backend']}/`

  const chunked = new Blob(['x'.repeat(3_000_000)]).stream()
  const answer = await fetch(url, { method: 'POST', body: chunked, duplex: 'half' } as RequestInit)
  expect(await answer.text()).toBe('blue read 3000000')
  expect(answer.headers.getSetCookie()).toEqual(['one=1', 'two=2'])

  await backends[Symbol.asyncDispose]()
  expect((await fetch(url)).status).toBe(502)
  expect((await balancer.statistics()).frontends['backend']?.blue).toMatchObject({ requests: 2, failed: 1 })
})
