import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Address, Operation } from '@stellar/stellar-sdk'
import { startNetwork } from '../../../local/network/network.ts'
import { batchDeployerOf } from '../../../src/soroban/batch/batch-deployer.ts'
import { loadSdk } from '../../../src/soroban/network/sdk.ts'
import { number, StellarClient } from '../../support/stellar-client.ts'
import { idsOf, makeSystem, manifest, type System } from './system.ts'

const atomic = manifest.replace('  env-files:', '  strategy: atomic\n  env-files:')
const withoutFiles = atomic.replace(/ {2}env-files:.*\n/, '')
/** Its new entries live long enough, so nothing is extended. */
const profile = 'mainnet'
const run = (id: number) => ({ facts: { GITHUB_RUN_ID: String(id) } })

/** The contract that does it, made by a deployment of something else. */
async function withBatchDeployer(system: System): Promise<void> {
  const other = withoutFiles.replace('system: traqora', 'system: first').replace(/ {4}token:[\s\S]*(?= {4}refund:)/, '')
  await system.write(other.replace('"${contracts.booking.id}"', '"${deployer.address}"'))
  expect((await system.deploy(run(1))).errors).toEqual([])
  await system.write(withoutFiles)
}

test('four contracts and an initialization are one transaction, and have the ids that the waves give them', async () => {
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network, { yml: atomic })
  const planned = await system.deploy({ inputs: { 'dry-run': 'true' } })
  expect(planned.errors).toEqual([])
  expect(planned.summary).toContain('at least 3 ledgers')
  const first = await system.deploy()
  expect(first.errors).toEqual([])
  // The contract that does it is made by two more, once.
  expect(first.outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '3' })
  expect(network.transactions.map(({ succeeded }) => succeeded)).toEqual([true, true, true])

  await using alone = await startNetwork({ profile })
  await using same = await makeSystem(alone, { deployer: system.deployer })
  expect(idsOf(await same.deploy())).toEqual(idsOf(first))

  const again = await system.deploy(run(8413))
  expect(again.outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '0' })
})

test('only what is missing goes into the transaction: a contract that was there, new code for another, and what is new', async () => {
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network)
  await system.write(
    manifest
      .replace(/ {2}env-files:.*\n/, '')
      .replace(/\n {4}refund:[\s\S]*/, '\n')
      .replaceAll('contracts.refund.id', 'contracts.token.id'),
  )
  expect((await system.deploy(run(1))).errors).toEqual([])
  await system.buildNextBooking()
  await system.write(withoutFiles)
  const before = network.transactions.length
  const mixed = await system.deploy(run(2))
  expect(mixed.errors).toEqual([])
  expect(network.transactions.length - before).toBe(3)
  expect(mixed.outputs['verdict']).toBe('pass')
})

test('where one step fails nothing is done, and the step is named', async () => {
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network)
  await withBatchDeployer(system)
  await system.write(
    withoutFiles.replace(
      'call: initialize\n        args: { admin: "${deployer.address}"',
      `call: initialize\n        args: { admin: "${(await new StellarClient(network).funded()).publicKey()}"`,
    ),
  )
  const sent = network.transactions.length
  const refused = await system.deploy(run(2))
  expect(refused.errors).toEqual([
    expect.objectContaining({ title: 'soroban/simulation-failed', message: expect.stringContaining('"init refund in batch" would fail') }),
  ])
  expect(network.transactions).toHaveLength(sent)
})

test('what one transaction cannot hold is refused with numbers', async () => {
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network, { yml: withoutFiles })
  const path = join(system.repository, 'contracts', 'wasm', 'token.wasm')
  const wasm = await readFile(path)
  // A custom section of 110,000 bytes behind it.
  await writeFile(path, Buffer.concat([wasm, Buffer.from([0, 0xb2, 0xdb, 0x06, 1, 0x78]), Buffer.alloc(110_000)]))
  const refused = await system.deploy()
  const told = refused.errors.map(({ message }) => /(\d+) ([a-z ]+), and the network takes (\d+): (\d+) too many/.exec(message)?.slice(1))
  expect(told.map((numbers) => numbers?.[1])).toEqual(['bytes of the transaction', 'bytes written'])
  for (const [needed, , most, excess] of told.map((numbers) => numbers ?? [])) {
    expect(Number(needed)).toBeGreaterThan(135_000)
    expect(most).toBe('132096')
    expect(Number(excess)).toBe(Number(needed) - Number(most))
  }
  expect(refused.errors[0]?.message).toContain('contracts.strategy: waves')
  expect(network.transactions).toHaveLength(0)
})

test('a contract that is not ours at the id of the batch deployer is never called', async () => {
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network, { yml: withoutFiles })
  const { deployer } = system
  const { salt, id } = batchDeployerOf({ sdk: await loadSdk(), passphrase: network.passphrase, deployer: deployer.publicKey() })
  const client = new StellarClient(network)
  const address = new Address(deployer.publicKey())
  const wasmHash = await client.upload(deployer)
  await client.run(deployer, Operation.createCustomContract({ address, wasmHash, salt, constructorArgs: [address.toScVal(), number(1)] }))
  const sent = network.transactions.length
  const refused = await system.deploy()
  expect(refused.errors).toEqual([
    expect.objectContaining({ title: 'soroban/batch-deployer-foreign', message: expect.stringContaining(id) }),
  ])
  expect(network.transactions).toHaveLength(sent)
})

test('an answer that is lost settles the whole by what is on the chain', async () => {
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network)
  await withBatchDeployer(system)
  const sent = network.transactions.length
  network.fault('lose-answer', { of: 'sendTransaction', nth: 1, times: 3 })
  const settled = await system.deploy(run(2))
  expect(settled.errors).toEqual([])
  expect(network.transactions.length - sent).toBe(1)
})

test.each([true, false])('the transaction costs at most its forecast, its contract in place: %s', async (isThere) => {
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network, { yml: withoutFiles })
  if (isThere) await withBatchDeployer(system)
  const done = await system.deploy(run(2))
  expect(done.errors).toEqual([])
  const entries = await readFile(
    join(system.repository, '.fairlead', 'record', 'rehearsal', isThere ? '00000003.json' : '00000001.json'),
    'utf8',
  )
  const { plan } = JSON.parse(entries) as { plan: { notes: { 'fee of each step (stroops)': Record<string, Record<string, string>> } } }
  const forecast = Object.values(plan.notes['fee of each step (stroops)']['batch'] ?? {}).reduce(
    (sum, stroops) => sum + BigInt(stroops),
    0n,
  )
  const charged = BigInt(/^batch: applied in ledger \d+, fee (\d+) stroops/m.exec(done.log)?.[1] ?? '0')
  expect(charged).toBeLessThanOrEqual(forecast)
  expect(charged * 3n).toBeGreaterThanOrEqual(forecast * 2n)
})
