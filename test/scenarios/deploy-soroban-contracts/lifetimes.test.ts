import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { makeSystem, manifest } from './system.ts'

/** Ledgers of five seconds. */
const day = 17_280
const steps = (log: string) => [...log.matchAll(/^(.+): applied in ledger/gm)].map((match) => match[1])

test('entries with less than half a month left are extended; archived ones are restored', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  await system.deploy()
  network.advanceTo(network.ledger.sequence + 14 * day)
  expect((await system.deploy()).outputs).toMatchObject({ verdict: 'pass', changed: 'false' })
  network.advanceTo(network.ledger.sequence + 2 * day)
  const extending = await system.deploy()
  expect(extending.errors).toEqual([])
  expect(steps(extending.log)).toEqual(['extend ttl 1'])

  network.advanceTo(network.ledger.sequence + 31 * day)
  const restoring = await system.deploy()
  expect(restoring.errors).toEqual([])
  expect(steps(restoring.log)).toEqual(['restore token', 'restore booking', 'restore loyalty', 'restore refund', 'extend ttl 1'])
})

test('code that an upgrade leaves behind is kept alive first: it is the way back', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  await system.deploy()
  network.advanceTo(network.ledger.sequence + 20 * day)
  await system.buildNextBooking()
  const run = await system.deploy()
  expect(run.errors).toEqual([])
  expect(steps(run.log)).toEqual(['upload booking', 'keep code of booking', 'upgrade booking', 'extend ttl 1'])
})

test('two contracts of one code are extended together: the code is in the footprint once', async () => {
  await using network = await startNetwork()
  const token = manifest.slice(manifest.indexOf('    token:'), manifest.indexOf('    booking:'))
  await using system = await makeSystem(network, { yml: manifest + token.replace('    token:', '    voucher:') })
  const run = await system.deploy()
  expect(run.errors).toEqual([])
  expect(steps(run.log).at(-1)).toBe('extend ttl 1')
})

test('one extension names as many entries as a transaction of this network may', async () => {
  const settings = await readFile(join(import.meta.dirname, '..', '..', '..', 'local', 'network', 'profiles', 'testnet-p27.json'), 'utf8')
  const profile = join(await mkdtemp(join(tmpdir(), 'fairlead-profile-')), 'narrow.json')
  await writeFile(profile, settings.replace('"tx_max_footprint_entries": 400', '"tx_max_footprint_entries": 4'))
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network)
  const run = await system.deploy()
  expect(run.errors).toEqual([])
  expect(steps(run.log).filter((step) => step?.startsWith('extend'))).toEqual(['extend ttl 1', 'extend ttl 2'])
  expect(network.transactions.filter(({ succeeded }) => !succeeded)).toEqual([])
})
