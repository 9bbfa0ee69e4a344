import { expect, test } from '@jest/globals'
import { Keypair, TransactionBuilder, xdr } from '@stellar/stellar-sdk/base'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { byHand, closeWhenWaiting, idsOf, makeSystem, manifest } from './system.ts'

const withChannels = manifest.replace('  env-files:', '  channels: { count: 4 }\n  env-files:')

/** Ledgers and how many transactions each holds, from a ledger on. */
function ledgersSince(network: Network, ledger: number): number[] {
  const later = network.transactions.filter((transaction) => transaction.ledger > ledger)
  return [...Map.groupBy(later, (transaction) => transaction.ledger).values()].map((together) => together.length)
}

/** What the accounts hold that were opened here, in stroops; those that are gone are left out. */
async function channelBalances(network: Network): Promise<bigint[]> {
  const [first] = network.transactions
  const opened = TransactionBuilder.fromXDR(Buffer.from(first?.envelope ?? []).toString('base64'), network.passphrase)
  if (!('innerTransaction' in opened)) throw new TypeError('a transaction that is no fee bump')
  const keys = opened.innerTransaction.operations.flatMap((operation) => {
    if (operation.type !== 'createAccount') return []
    const accountId = Keypair.fromPublicKey(operation.destination).xdrAccountId()
    return [xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId })).toXdr('base64')]
  })
  expect(keys).toHaveLength(4)
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getLedgerEntries', params: { keys } })
  const answer = await fetch(network.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result } = (await answer.json()) as { result: { entries: { xdr: string }[] } }
  return result.entries.map((entry) => {
    const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64')
    if (data.type !== 'account') throw new TypeError('not an account')
    return data.value.balance
  })
}

test('with channel accounts all uploads share a ledger, all creates the next one, the initialization the third', async () => {
  await using network = await startNetwork({ ...byHand, profile: 'mainnet' })
  await using system = await makeSystem(network, { yml: withChannels, isByHand: true })
  const before = network.ledger.sequence
  const deployed = system.deploy()
  // The accounts are opened; four uploads; four creates; one initialization. New entries of the public network live long enough.
  await closeWhenWaiting(network, [1, 4, 4, 1])
  const run = await deployed
  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '4' })
  expect(ledgersSince(network, before)).toEqual([1, 4, 4, 1])
  expect(network.transactions.filter(({ succeeded }) => !succeeded)).toEqual([])

  // Everything is the deployer's: he pays every fee, and the ids are those that he alone would make.
  for (const { envelope } of network.transactions.slice(1)) {
    const transaction = TransactionBuilder.fromXDR(Buffer.from(envelope).toString('base64'), network.passphrase)
    if (!('feeSource' in transaction)) throw new TypeError('a transaction that is no fee bump')
    expect(transaction.feeSource).toBe(system.deployer.publicKey())
    expect(transaction.innerTransaction.source).not.toBe(system.deployer.publicKey())
  }
  await using alone = await startNetwork({ profile: 'mainnet' })
  await using same = await makeSystem(alone, { deployer: system.deployer })
  expect(idsOf(await same.deploy())).toEqual(idsOf(run))
})

test('the plan says how many ledgers it takes at least, with channel accounts and without', async () => {
  await using network = await startNetwork({ profile: 'mainnet' })
  await using system = await makeSystem(network)
  expect((await system.deploy({ inputs: { 'dry-run': 'true' } })).summary).toContain('at least 9 ledgers')
  await system.write(withChannels)
  expect((await system.deploy({ inputs: { 'dry-run': 'true' } })).summary).toContain('at least 4 ledgers')
})

test('channel accounts hold their reserve and no more, and are merged back where that is asked for', async () => {
  await using network = await startNetwork({ profile: 'mainnet' })
  await using system = await makeSystem(network, { yml: withChannels })
  const first = await system.deploy()
  expect(first.errors).toEqual([])
  const channels = await channelBalances(network)
  expect(channels).toEqual(Array(4).fill(10_000_000n))
  const merged = await system.deploy({ inputs: { 'merge-channels': 'true' }, facts: { GITHUB_RUN_ID: '8413' } })
  expect(merged.errors).toEqual([])
  expect(merged.outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '1' })
  expect(await channelBalances(network)).toEqual([])
  const again = await system.deploy({ inputs: { 'merge-channels': 'true' }, facts: { GITHUB_RUN_ID: '8414' } })
  expect(again.outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '0' })
})
