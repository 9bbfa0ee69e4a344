import { hkdfSync } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk/base'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { startAction } from '../../support/run-action.ts'
import { makeSystem, manifest, type System } from './system.ts'

const channels = [Keypair.random(), Keypair.random(), Keypair.random()]
const given = {
  yml: manifest.replace(
    '  env-files:',
    '  channels: { secret-keys: ["${env.CHANNEL_0}", "${env.CHANNEL_1}", "${env.CHANNEL_2}"] }\n  env-files:',
  ),
  env: Object.fromEntries(channels.map((channel, index) => [`CHANNEL_${index}`, channel.secret()])),
}

/** Every account that lent a sequence number. */
function lenders({ transactions, passphrase }: Network): Set<string> {
  return new Set(
    transactions.map(({ envelope }) => {
      const transaction = TransactionBuilder.fromXDR(Buffer.from(envelope).toString('base64'), passphrase)
      if (!('innerTransaction' in transaction)) throw new TypeError('a transaction that is no fee bump')
      return transaction.innerTransaction.source
    }),
  )
}

test('given channel accounts are opened by the deployer, lend their numbers and stay', async () => {
  await using network = await startNetwork({ profile: 'mainnet' })
  await using system = await makeSystem(network, { yml: given.yml })
  const run = await system.deploy({ env: given.env })
  expect(run.errors).toEqual([])
  const addresses = channels.map((channel) => channel.publicKey())
  // The deployer's own number opens them; theirs carry everything else.
  expect(lenders(network)).toEqual(new Set([system.deployer.publicKey(), ...addresses]))
  const again = await system.deploy({ env: given.env, facts: { GITHUB_RUN_ID: '8413' } })
  expect(again.outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '0' })
})

test('a channel key that is an address, or is missing, is told with its place, and nothing is sent', async () => {
  await using network = await startNetwork({ profile: 'mainnet' })
  await using system = await makeSystem(network, { yml: given.yml })
  const address = channels[0]?.publicKey() ?? ''
  const refused = await system.deploy({ env: { ...given.env, CHANNEL_1: address } })
  expect(refused.errors).toEqual([expect.objectContaining({ title: 'soroban/address-where-seed-belongs', line: 8 })])
  expect(network.transactions).toHaveLength(0)
})

/** The forms in which a key could leave: its seed, and its bytes in hex and base64. */
function formsOf(key: Keypair): string[] {
  const bytes = Buffer.from(key.rawSecretKey())
  return [key.secret(), bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')]
}

/** Keys that follow from the deployer's (RFC 5869), as the action derives them. */
function derived({ deployer }: System, count: number): Keypair[] {
  return Array.from({ length: count }, (_, index) =>
    Keypair.fromRawEd25519Seed(Buffer.from(hkdfSync('sha256', deployer.rawSecretKey(), 'fairlead', `channel\0rehearsal\0${index}`, 32))),
  )
}

/** Everything below a folder, as text: record, journal, release folder, results. */
async function textBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.wasm'))
  return (await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))).join('\n')
}

const ways = [
  ['waves over given accounts', given.yml, given.env],
  ['waves over derived accounts', manifest.replace('  env-files:', '  channels: { count: 3 }\n  env-files:'), {}],
  ['one transaction', manifest.replace('  env-files:', '  strategy: atomic\n  env-files:'), {}],
] as const

test.each(ways)(
  'no key leaves a deployment: %s, one that is refused, one that is disturbed, one that ends',
  async (_, yml, env) => {
    await using network = await startNetwork({ profile: 'mainnet' })
    await using system = await makeSystem(network, { yml })
    const accounts = derived(system, 3)
    const keys = [system.deployer, ...channels, ...accounts].flatMap(formsOf)
    const common = {
      repository: system.repository,
      env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret(), ...env },
    }
    const inputs = { environment: 'rehearsal' }
    const deploy = async (more: Readonly<Record<string, string>>, attempt: string) => {
      const started = await startAction('deploy-soroban-contracts', {
        ...common,
        inputs: { ...inputs, ...more },
        facts: { GITHUB_RUN_ATTEMPT: attempt },
      })
      const commandLine = await readFile(`/proc/${started.pid}/cmdline`, 'latin1')
      return { commandLine, run: await started.ended }
    }
    const refused = await deploy({ 'spend-limit': '0.01 XLM' }, '1')
    expect(refused.run.exitCode).toBe(1)
    network.fault('lose-answer', { of: 'sendTransaction', nth: 1, times: 2 })
    // More often than a read is repeated: this run ends in its middle.
    network.fault('503', { of: 'simulateTransaction', nth: 6, times: 5 })
    const disturbed = await deploy({}, '2')
    network.heal()
    const ended = await deploy({}, '3')
    expect(ended.run.errors).toEqual([])
    // The test would find them: what is looked through names the accounts.
    const told = [refused, disturbed, ended].flatMap(({ commandLine, run }) => [commandLine, run.everythingItWrote])
    const written = await textBelow(system.repository)
    expect(written).toContain(system.deployer.publicKey())
    const found = keys.filter((key) => written.includes(key) || told.some((text) => text.includes(key)))
    expect(found).toEqual([])
  },
  180_000,
)
