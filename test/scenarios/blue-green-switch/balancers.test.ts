import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startBalancer } from '../../../local/services/balancer.ts'
import { findHAProxy, startHAProxy } from '../../../local/services/haproxy.ts'
import { freePorts } from '../../../local/services/ports.ts'
import type { Balancer } from '../../../src/traffic/balancer.ts'
import type { Color } from '../../../src/traffic/color.ts'
import { openEmbedded } from '../../../src/traffic/embedded.ts'
import { openHAProxy } from '../../../src/traffic/haproxy.ts'

const haproxyIsHere = (await findHAProxy()) !== null
const kinds = haproxyIsHere ? (['embedded', 'haproxy'] as const) : (['embedded'] as const)

test.each(kinds)('%s: of four writers at once exactly one wins, in every round', async (kind) => {
  await using parts = await start(kind)
  const { open } = parts
  const rounds = 25
  for (let round = 0; round < rounds; round += 1) {
    const racers = Array.from({ length: 4 }, open)
    const { color, token } = await open().read()
    const to: Color = color === 'blue' ? 'green' : 'blue'
    const won = await Promise.all(racers.map((balancer) => balancer.compareAndSwitch(to, token)))
    expect({ round, winners: won.filter(Boolean).length }).toEqual({ round, winners: 1 })
    expect((await open().read()).color).toBe(to)
  }
})

test.each(kinds)('%s: a color that was read before another write does not win any more', async (kind) => {
  await using parts = await start(kind)
  const balancer = parts.open()
  const { token } = await balancer.read()
  expect(await balancer.compareAndSwitch('green', token)).toBe(true)
  expect(await balancer.compareAndSwitch('blue', (await balancer.read()).token)).toBe(true)
  // Blue again, as when the token was read, but not the same blue.
  expect(await balancer.compareAndSwitch('green', token)).toBe(false)
  expect((await balancer.read()).color).toBe('blue')
})

const withHAProxy = haproxyIsHere ? test : test.skip

withHAProxy('haproxy: other entries stay, a writer that died half-way does not block, a late one is refused', async () => {
  await using parts = await start('haproxy')
  const { server } = parts
  if (server === null) throw new Error('HAProxy is not installed')
  await server.command(`add map ${server.map} another.system green`)
  // A writer that prepared a version and went silent.
  const stalled = /created: (\d+)/.exec(await server.command(`prepare map ${server.map}`))?.[1]
  await server.command(`add map @${stalled} ${server.map} traqora purple`)

  const balancer = parts.open()
  expect(await balancer.compareAndSwitch('green', (await balancer.read()).token)).toBe(true)
  const shown = await server.command(`show map ${server.map}`)
  expect(shown).toMatch(/ traqora green\n/)
  expect(shown).toMatch(/ another\.system green\n/)
  expect(await server.command(`commit map @${stalled} ${server.map}`)).toContain('Version number out of range')
  expect((await balancer.read()).color).toBe('green')
})

withHAProxy('haproxy: no entry, two entries and an unknown color are problems, never a color', async () => {
  await using parts = await start('haproxy')
  const { server } = parts
  if (server === null) throw new Error('HAProxy is not installed')
  const problem = () =>
    parts
      .open()
      .read()
      .catch((error: Error) => error.message)
  await server.command(`set map ${server.map} traqora both`)
  expect(await problem()).toContain('"traqora" is "both"')
  await server.command(`add map ${server.map} traqora green`)
  expect(await problem()).toContain('2 entries "traqora"')
  await server.command(`clear map ${server.map}`)
  expect(await problem()).toContain('no entry "traqora"')
})

interface Parts extends AsyncDisposable {
  open(): Balancer
  readonly server: Awaited<ReturnType<typeof startHAProxy>>
}

async function start(kind: 'embedded' | 'haproxy'): Promise<Parts> {
  const [port = 0, blue = 0, green = 0] = await freePorts(3)
  const frontends = [{ name: 'backend', port, blue, green }]
  const common = { key: 'traqora', services: ['backend'] }
  if (kind === 'embedded') {
    const server = await startBalancer({ frontends, key: 'traqora', color: 'blue' })
    return {
      open: () => openEmbedded({ admin: server.adminUrl, ...common }),
      server: null,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  }
  const server = await startHAProxy({ frontends, key: 'traqora', color: 'blue' })
  if (server === null) throw new Error('HAProxy is not installed')
  const world = { sleep: async (ms: number) => sleep(ms) }
  return {
    open: () => openHAProxy({ socket: server.socket, map: server.map, ...common }, world),
    server,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
