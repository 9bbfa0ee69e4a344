import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { refreshProfile } from '../../../local/network/refresh-profile.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-profiles-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** As SLP-4 and SLP-5 set them on both networks, and as lifetimes differ between them; read on 2026-07-20. */
const limits = { testnet: [120_960, 720], mainnet: [2_073_600, 17_280] } as const

test.each(['testnet', 'mainnet'] as const)('%s has the limits and fees that are known of it', async (profile) => {
  await using network = await startNetwork({ profile })
  const { compute, ledgerCost, bandwidth, archival, maxContractSize } = network.ledger.settings
  expect(compute).toMatchObject({ txMaxInstructions: 400_000_000n, txMemoryLimit: 41_943_040, feeRatePerInstructionsIncrement: 7n })
  expect(ledgerCost).toMatchObject({ txMaxWriteBytes: 132_096, txMaxWriteLedgerEntries: 200, feeWriteLedgerEntry: 2_500n })
  expect([bandwidth.txMaxSizeBytes, bandwidth.ledgerMaxTxsSizeBytes, maxContractSize]).toEqual([132_096, 266_240, 131_072])
  expect([archival.minPersistentTtl, archival.minTemporaryTtl]).toEqual(limits[profile])
  expect(archival.maxEntryTtl).toBe(3_110_400)
})

test('a profile that is read from a live network gives a network with the same settings', async () => {
  await using live = await startNetwork({ profile: 'mainnet', passphrase: 'live', idleClose: 3_600_000 })
  live.vote({ baseFee: 250 })
  live.closeLedger()
  const file = join(folder, 'live.json')
  const { profile, ledger } = await refreshProfile(file, live.rpcUrl)
  await using copy = await startNetwork({ profile: file })

  expect([profile.name, profile.protocol, profile.baseFee, ledger]).toEqual(['live', 27, 250, live.ledger.sequence])
  expect(profile.date).toBe(new Date(Number(live.ledger.closeTime) * 1_000).toISOString().slice(0, 10))
  expect(copy.ledger.settings.forHost).toEqual(live.ledger.settings.forHost)
  expect(copy.ledger.header.baseFee).toBe(250)
})

test('a profile that is not there, of another protocol or no profile is refused', async () => {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const testnet = readFileSync(join(import.meta.dirname, '../../../local/network/profiles/testnet-p27.json'), 'utf8')
  const cases: [string, string][] = [
    ['testnt', 'it is not known. Did you mean "testnet"?'],
    [join(folder, 'none.json'), 'there is no such file'],
    [file('broken.json', '{'), 'it cannot be read'],
    [file('newer.json', testnet.replace('"protocol": 27', '"protocol": 99')), 'it is of protocol 99, and this network of 27'],
  ]
  for (const [profile, reason] of cases) {
    await expect(startNetwork({ profile })).rejects.toMatchObject({ code: 'network/bad-profile', message: expect.stringContaining(reason) })
  }
})

test('a node that cannot be asked leaves no profile', async () => {
  await using live = await startNetwork()
  live.fault('502', { of: 'getLedgerEntries' })
  const file = join(folder, 'never.json')
  await expect(refreshProfile(file, live.rpcUrl)).rejects.toMatchObject({
    code: 'network/rpc-unusable',
    message: 'The RPC did not answer getLedgerEntries: HTTP 502.',
  })
  live.fault('refuse', { of: 'getLatestLedger' })
  await expect(refreshProfile(file, live.rpcUrl)).rejects.toMatchObject({ code: 'network/rpc-unusable' })
  expect(() => readFileSync(file)).toThrow('ENOENT')
})
