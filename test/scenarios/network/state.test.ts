import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Network, type NetworkOptions, startNetwork } from '../../../local/network/network.ts'
import { number, StellarClient } from '../../support/stellar-client.ts'

let state: string
const running = new Set<Network>()
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'fairlead-state-'))
})
afterEach(async () => {
  for (const network of running) await stop(network)
  rmSync(state, { recursive: true })
})

async function start(options: NetworkOptions = {}): Promise<Network> {
  const network = await startNetwork({ idleClose: 3_600_000, state, ...options })
  running.add(network)
  return network
}

async function stop(network: Network): Promise<void> {
  running.delete(network)
  await network.stop()
}

test('a network that stopped carries on: same ledgers, same entries, same transactions', async () => {
  let network = await start()
  let client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const { txHash } = await client.run(key, counter.call('add', number(3)))
  network.advanceTo(network.ledger.sequence + 300_000)
  const before = told(network)
  await stop(network)

  network = await start()
  client = new StellarClient(network)
  expect(told(network)).toEqual(before)
  expect((await client.server.getTransaction(txHash)).status).toBe('SUCCESS')
  // Instance and code were swept away by the jump, and come back from the archive that was kept.
  expect(network.ledger.archive.size).toBe(2)
  await client.run(key, counter.call('add', number(1)))
  expect(await client.read(key, counter.call('count'))).toBe(11)
  await stop(network)
})

test('going back reaches the folder: what was left behind is not there after a restart', async () => {
  let network = await start()
  let client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const begin = network.snapshot()
  const { txHash } = await client.run(key, counter.call('add', number(3)))
  network.revert(begin)
  const before = told(network)
  await stop(network)

  network = await start()
  client = new StellarClient(network)
  expect(told(network)).toEqual(before)
  expect((await client.server.getTransaction(txHash)).status).toBe('NOT_FOUND')
  expect(await client.read(key, counter.call('count'))).toBe(7)
  await stop(network)
})

test('no more ledgers are kept than asked for', async () => {
  let network = await start({ keep: 5 })
  for (let ledger = 0; ledger < 10; ledger += 1) network.closeLedger()
  await stop(network)
  network = await start({ keep: 5 })
  const client = new StellarClient(network)
  expect(await client.server.getHealth()).toMatchObject({ oldestLedger: 8, latestLedger: 12 })
  await stop(network)
})

test('a folder that is in use, of another network or no state at all is refused, and stays as it is', async () => {
  const network = await start({ profile: 'mainnet' })
  await expect(start({ profile: 'mainnet' })).rejects.toMatchObject({ code: 'network/state-in-use' })
  await stop(network)
  const problem = (option: string) => ({ code: 'network/state-of-another-network', message: expect.stringContaining(option) })
  await expect(start()).rejects.toMatchObject(problem('--profile "mainnet", not with "testnet"'))
  await expect(start({ profile: 'mainnet', passphrase: 'another' })).rejects.toMatchObject(problem('--passphrase'))
  const again = await start({ profile: 'mainnet' })
  expect(again.ledger.sequence).toBe(network.ledger.sequence)
  await stop(again)
  writeFileSync(join(state, 'network.sqlite'), 'something else entirely')
  await expect(start()).rejects.toMatchObject({ code: 'network/state-unreadable', message: expect.stringContaining('not a database') })
  writeFileSync(join(state, 'file'), '')
  await expect(start({ state: join(state, 'file') })).rejects.toMatchObject({ code: 'network/state-unreadable' })
})

function told({ ledger, transactions }: Network): object {
  const { header, hash, state: entries, archive } = ledger
  return {
    header: header.toXdr('hex'),
    hash,
    entries: [...entries].sort().map(([key, entry]) => [key, Buffer.from(entry).toString('hex')]),
    archive: [...archive].sort().map(([key, entry]) => [key, Buffer.from(entry).toString('hex')]),
    transactions: transactions.map(({ id, ledger: sequence, succeeded }) => [id, sequence, succeeded]),
  }
}
