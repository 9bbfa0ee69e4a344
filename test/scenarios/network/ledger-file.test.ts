import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { LedgerFile } from '../../../local/network/ledger-file.ts'
import { startNetwork } from '../../../local/network/network.ts'
import { number, StellarClient } from '../../support/stellar-client.ts'

const quiet = { idleClose: 3_600_000 }

test('what one network exports another begins with: accounts, contracts and lifetimes', async () => {
  await using one = await startNetwork(quiet)
  const client = new StellarClient(one)
  const key = await client.funded()
  const counter = await client.deployed(key)
  await client.run(key, counter.call('add', number(3)))
  one.advanceTo(5_000)
  const file = one.exportLedger()
  const [instance] = (await client.server.getLedgerEntries(counter.getFootprint())).entries

  await using two = await startNetwork({ ...quiet, import: JSON.parse(JSON.stringify(file)) as LedgerFile })
  const other = new StellarClient(two)
  expect(two.ledger.sequence).toBe(5_001)
  expect((await other.server.getLedgerEntries(counter.getFootprint())).entries).toEqual([instance])
  expect(sorted(two.exportLedger())).toEqual(sorted(file))
  await other.run(key, counter.call('add', number(1)))
  expect(await other.read(key, counter.call('count'))).toBe(11)
  // Friendbot works there as well.
  await other.funded()
})

test("the file is in the form of soroban-sdk's LedgerSnapshot", async () => {
  await using network = await startNetwork({ ...quiet, profile: 'mainnet' })
  const client = new StellarClient(network)
  const counter = await client.deployed(await client.funded())
  const file = network.exportLedger()
  expect(file).toMatchObject({
    protocol_version: 27,
    sequence_number: network.ledger.sequence,
    timestamp: Number(network.ledger.closeTime),
    // sha256 of "Standalone Network ; February 2017".
    network_id: 'baefd734b8d3e48472cff83912375fedbc7573701912fe308af730180f97d74a',
    base_reserve: 5_000_000,
    min_persistent_entry_ttl: 2_073_600,
    min_temp_entry_ttl: 17_280,
    max_entry_ttl: 3_110_400,
  })
  const instances = file.ledger_entries.filter((given) => JSON.stringify(given).includes('contract_instance'))
  expect(instances).toEqual([
    {
      entry: {
        last_modified_ledger_seq: network.ledger.sequence,
        data: { contract_data: expect.objectContaining({ contract: counter.contractId(), durability: 'persistent' }) },
        ext: 'v0',
      },
      live_until: network.ledger.sequence + 2_073_599,
    },
  ])
  expect(JSON.stringify(file)).not.toContain('key_hash')
})

test('a file as older versions of the SDK wrote it is read, of no network in particular and without settings', async () => {
  await using one = await startNetwork(quiet)
  const client = new StellarClient(one)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const { ledger_entries: entries, ...rest } = one.exportLedger()
  const old = entries
    .filter(
      (given): given is Exclude<typeof given, unknown[]> => !Array.isArray(given) && !JSON.stringify(given).includes('config_setting'),
    )
    .map(({ entry, live_until }): LedgerFile['ledger_entries'][number] => [{}, [entry, live_until]])
  const file = { ...rest, protocol_version: 22, sequence_number: 0, timestamp: 0, network_id: '0'.repeat(64), ledger_entries: old }
  await using two = await startNetwork({ ...quiet, import: file })
  const other = new StellarClient(two)
  expect([two.ledger.sequence, two.ledger.header.ledgerVersion]).toEqual([2, 27])
  expect(await other.read(key, counter.call('count'))).toBe(7)
})

test('a file that is none, or of another network or protocol, is refused', async () => {
  await using network = await startNetwork(quiet)
  const file = network.exportLedger()
  const cases: [object, string][] = [
    [{ ...file, ledger_entries: 5 }, 'no list ledger_entries'],
    [{ ...file, timestamp: 'now' }, 'timestamp is no number'],
    [{ ...file, protocol_version: 99 }, 'of protocol 99, and this network of 27'],
    [{ ...file, network_id: 'ab'.repeat(32) }, 'another network'],
    [{ ...file, ledger_entries: [{ entry: { nonsense: 1 }, live_until: null }] }, 'entry 0 is none'],
  ]
  for (const [given, reason] of cases) {
    await expect(startNetwork({ import: given as LedgerFile })).rejects.toMatchObject({
      code: 'network/bad-ledger-file',
      message: expect.stringContaining(reason),
    })
  }
})

test('a state that has begun takes no import', async () => {
  const state = mkdtempSync(join(tmpdir(), 'fairlead-state-'))
  try {
    await using first = await startNetwork({ ...quiet, state })
    const file = first.exportLedger()
    await first.stop()
    await expect(startNetwork({ ...quiet, state, import: file })).rejects.toMatchObject({ code: 'network/state-began' })
    // Nor did it harm the state.
    await using again = await startNetwork({ ...quiet, state })
    expect(again.ledger.sequence).toBe(first.ledger.sequence)
  } finally {
    rmSync(state, { recursive: true })
  }
})

test('an import is kept', async () => {
  const state = mkdtempSync(join(tmpdir(), 'fairlead-state-'))
  try {
    await using one = await startNetwork(quiet)
    const key = await new StellarClient(one).funded()
    await using two = await startNetwork({ ...quiet, state, import: one.exportLedger() })
    await two.stop()
    await using three = await startNetwork({ ...quiet, state })
    expect((await new StellarClient(three).server.getAccountEntry(key.publicKey())).balance).toBe(100_000_000_000n)
    expect(readFileSync(join(state, 'network.sqlite')).length).toBeGreaterThan(0)
  } finally {
    rmSync(state, { recursive: true })
  }
})

function sorted({ ledger_entries: entries }: LedgerFile): string[] {
  return entries.map((entry) => JSON.stringify(entry)).sort()
}
