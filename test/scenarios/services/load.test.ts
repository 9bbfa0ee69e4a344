import { createServer, type RequestListener } from 'node:http'
import { expect, test } from '@jest/globals'
import { startLoad } from '../../../local/load/client.ts'
import { freePort } from '../../../local/services/ports.ts'

async function serve(listener: RequestListener): Promise<AsyncDisposable & { url: string }> {
  const port = await freePort()
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

test('it sends by the clock: a server that does not answer gets as many requests, and each is a failure', async () => {
  let arrived = 0
  await using server = await serve(() => {
    arrived += 1
  })
  await using load = await startLoad({ targets: [server.url], ratePerSecond: 40 })

  await load.until(({ failed }) => failed > 0)
  const report = await load.stop()

  expect(report.requests).toBe(arrived)
  expect(report.ratePerSecond.sent).toBeCloseTo(40, -1)
  expect(report.failed).toBe(report.requests)
  const [first] = report.failures
  expect(first).toMatchObject({ status: null, failure: 'no whole answer in 5000 ms', identity: null })
  expect(Number(first?.endedAt) - Number(first?.startedAt)).toBeGreaterThanOrEqual(4990)
}, 30_000)

test('every failure is listed with its reason, and the series adds up to the total', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/cut') return void response.write('half', () => response.destroy())
    if (request.url === '/reset') return void request.socket.resetAndDestroy()
    response.writeHead(Number(request.url?.slice(1)), { 'x-release': 'v1' }).end()
  })
  const targets = ['/200', '/404', '/503', '/cut', '/reset'].map((path) => server.url + path)
  await using load = await startLoad({
    targets: [...targets, { url: `${server.url}/404`, status: 404 }],
    ratePerSecond: 60,
    identityHeader: 'x-release',
  })

  await load.until(({ requests }) => requests >= 60)
  const report = await load.stop()

  const reasons = new Set(report.failures.map(({ target, failure }) => `${target.replace(`GET ${server.url}`, '')} ${failure}`))
  expect(reasons).toEqual(new Set(['/404 status 404', '/503 status 503', '/cut the answer was cut: aborted', '/reset ECONNRESET']))
  expect(report.failures.length).toBe(report.failed)
  expect(report.failed / report.requests).toBeCloseTo(4 / 6, 1)
  expect(report.series.reduce((sum, { requests }) => sum + requests, 0)).toBe(report.requests)
  expect(report.series.reduce((sum, { failed }) => sum + failed, 0)).toBe(report.failed)
  expect(report.identities).toEqual({
    v1: report.requests - report.failures.filter(({ status, identity }) => status === null || identity === null).length,
  })
})

test('its own lateness is told when the machine stops it', async () => {
  await using server = await serve((_request, response) => response.end())
  await using load = await startLoad({ targets: [server.url], ratePerSecond: 50 })

  await load.until(({ requests }) => requests > 0)
  process.kill(load.pid, 'SIGSTOP')
  const stopped = performance.now()
  while (performance.now() - stopped < 400) await new Promise((resolve) => setImmediate(resolve))
  process.kill(load.pid, 'SIGCONT')
  const before = load.series.length
  await load.until(() => load.series.length > before)
  const report = await load.stop()

  expect(report.lateness.maxMs).toBeGreaterThan(300)
  expect(report.ratePerSecond.sent).toBeCloseTo(50, -1)
})

test('a client that was killed is an error, not a report', async () => {
  await using server = await serve((_request, response) => response.end())
  await using load = await startLoad({ targets: [server.url] })
  process.kill(load.pid, 'SIGKILL')

  await expect(load.until(() => false)).rejects.toMatchObject({ code: 'load/client-ended', message: expect.stringContaining('SIGKILL') })
  await expect(load.stop()).rejects.toMatchObject({ code: 'load/client-ended' })
})

test('nothing to send is an error', async () => {
  await expect(startLoad({ targets: [] })).rejects.toMatchObject({ code: 'load/nothing-to-send' })
  await expect(startLoad({ targets: ['http://127.0.0.1'], ratePerSecond: 0 })).rejects.toMatchObject({ code: 'load/nothing-to-send' })
})
