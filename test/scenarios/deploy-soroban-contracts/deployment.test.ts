import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import hashes from '../../../examples/traqora/contracts/wasm/hashes.json' with { type: 'json' }
import nextHashes from '../../../examples/traqora/upgrades/second/contracts/wasm/hashes.json' with { type: 'json' }
import { startNetwork } from '../../../local/network/network.ts'
import type { ContractId } from '../../../src/soroban/contract-id.ts'
import { readContract, readExecutables } from '../../../src/soroban/contract-reading.ts'
import { openChain } from '../../../src/soroban/network/chain.ts'
import { idsOf, makeSystem, manifest } from './system.ts'

const world = { fetch: globalThis.fetch, sleep: async () => undefined }
const chainOf = (rpcUrl: string) =>
  openChain({ name: 'local', passphrase: 'Standalone Network ; February 2017', rpcUrl, environment: 'rehearsal', at: null }, world)

test('contracts that refer to each other are deployed, initialized, proved, and their ids rendered', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const run = await system.deploy()

  expect(run.errors).toEqual([])
  expect(run.exitCode).toBe(0)
  expect(run.outputs).toMatchObject({ verdict: 'pass', changed: 'true', 'env-files': '["packages/backend/.env"]' })
  const ids = idsOf(run)
  const chain = await chainOf(network.rpcUrl)
  const found = await readExecutables(chain, Object.values(ids) as ContractId[])
  for (const name of ['token', 'booking', 'loyalty', 'refund'] as const) expect(found.get(ids[name] as ContractId)).toBe(hashes[name].wasm)
  expect(await readContract(chain, { id: ids['booking'] as ContractId, call: 'parameters' })).toEqual({
    admin: system.deployer.publicKey(),
    flight_registry: ids['token'],
    refund: ids['refund'],
    loyalty: ids['loyalty'],
  })
  expect(await readContract(chain, { id: ids['refund'] as ContractId, call: 'parameters' })).toEqual({
    admin: system.deployer.publicKey(),
    booking: ids['booking'],
  })

  // four uploads, four creates, one initialization, one extension of TTLs (new entries of the test network live 7 days)
  expect(network.transactions).toHaveLength(10)
  expect(run.outputs['ledgers-used']).toBe('10')
  expect(Number(run.outputs['fee-charged'])).toBe(network.transactions.reduce((sum, { feeCharged }) => sum + Number(feeCharged), 0))
  const rendered = await readFile(join(system.repository, 'releases', 'rehearsal-8412', 'packages', 'backend', '.env'), 'utf8')
  expect(rendered).toBe(
    `# of the backend\nPORT=3001\nTOKEN_CONTRACT_ID=${ids['token']}\nBOOKING_CONTRACT_ID=${ids['booking']}\nLOYALTY_CONTRACT_ID=${ids['loyalty']}\nREFUND_CONTRACT_ID=${ids['refund']}\n`,
  )
  expect(await readFile(join(system.repository, 'packages', 'backend', '.env'), 'utf8')).toContain('TOKEN_CONTRACT_ID=old')
  expect(run.everythingItWrote).not.toContain(system.deployer.secret())

  const again = await system.deploy()
  expect(again.outputs).toMatchObject({ verdict: 'pass', changed: 'false', 'ledgers-used': '0', 'fee-charged': '0' })
  expect(idsOf(again)).toEqual(ids)
  expect(network.transactions).toHaveLength(10)
})

test('new code is uploaded and the instance upgraded in place; the way back holds the old hash', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const first = await system.deploy()
  await system.buildNextBooking()
  const before = network.transactions.length
  const run = await system.deploy({ facts: { GITHUB_RUN_ID: '8413' } })

  expect(run.errors).toEqual([])
  expect(idsOf(run)).toEqual(idsOf(first))
  const chain = await chainOf(network.rpcUrl)
  const booking = idsOf(run)['booking'] as ContractId
  expect((await readExecutables(chain, [booking])).get(booking)).toBe(nextHashes.booking.wasm)
  expect(await readContract(chain, { id: booking, call: 'version' })).toBe(2)
  // upload, upgrade, and the new code's TTL; the old code was extended by the first release
  expect(network.transactions).toHaveLength(before + 3)
  const entries = await readFile(join(system.repository, '.fairlead', 'record', 'rehearsal', '00000003.json'), 'utf8')
  expect(JSON.parse(entries)).toMatchObject({
    kind: 'begun',
    wayBack: { contracts: { booking: { wasmHash: hashes.booking.wasm, isNew: false }, token: { wasmHash: hashes.token.wasm } } },
  })
})

test('a plan is made without a change, and applied by its id', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const plan = await system.deploy({ inputs: { 'dry-run': 'true' } })
  expect(plan.outputs).toMatchObject({ verdict: 'pass', changed: 'false' })
  expect(plan.log).toContain('would: create booking')
  expect(network.transactions).toHaveLength(0)

  const run = await system.deploy({ inputs: { 'plan-id': plan.outputs['plan-id'] ?? '' } })
  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', changed: 'true', 'plan-id': plan.outputs['plan-id'] })
  expect(idsOf(run)).toEqual(idsOf(plan))
})

test('a run with nothing to do sends nothing, and asks the network twice: which one it is, and for everything at once', async () => {
  await using network = await startNetwork()
  // A read-back is a simulation of its own; without one, what the instance holds is the proof.
  await using system = await makeSystem(network, { yml: manifest.replaceAll(/^ *read-back: .*\n/gm, '') })
  await system.deploy()
  const [before, sent] = [new Map(network.calls), network.transactions.length]
  const run = await system.deploy()
  expect(run.outputs).toMatchObject({ verdict: 'pass', changed: 'false' })
  const asked = [...network.calls].map(([method, times]) => [method, times - (before.get(method) ?? 0)] as const)
  expect(asked.filter(([, times]) => times > 0)).toEqual([
    ['getNetwork', 1],
    ['getLedgerEntries', 1],
  ])
  expect(network.transactions).toHaveLength(sent)
})

test('a contract whose constructor was given other values is told before anything is sent', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  await system.deploy()
  const sent = network.transactions.length
  await system.write(manifest.replace('symbol: TRQ', 'symbol: OTHER'))
  const run = await system.deploy()
  expect(run.errors).toEqual([expect.objectContaining({ title: 'soroban/read-back-differs' })])
  expect(run.errors[0]?.message).toContain('symbol is "TRQ", wanted "OTHER"')
  expect(network.transactions).toHaveLength(sent)
})
