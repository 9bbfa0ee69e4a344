import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Keypair } from '@stellar/stellar-sdk/base'
import hashes from '../../../examples/traqora/contracts/wasm/hashes.json' with { type: 'json' }
import nextHashes from '../../../examples/traqora/upgrades/second/contracts/wasm/hashes.json' with { type: 'json' }
import { startNetwork } from '../../../local/network/network.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { realWorld } from '../../../src/core/real-world.ts'
import { references } from '../../../src/core/resolve.ts'
import type { Runner } from '../../../src/core/runner.ts'
import { neverCancelled } from '../../../src/core/signals.ts'
import type { World } from '../../../src/core/world.ts'
import { sections } from '../../../src/sections.ts'
import { openControl, pauseContracts, upgradeContracts } from '../../../src/soroban/contract-control.ts'
import type { ContractId } from '../../../src/soroban/contract-id.ts'
import { readContract, readExecutables } from '../../../src/soroban/contract-reading.ts'
import type { WasmHash } from '../../../src/soroban/wasm/contract-file.ts'
import { setCoSigners } from './co-signers.ts'
import { idsOf, makeSystem, manifest, type System } from './system.ts'

const quiet = { mask: () => undefined, info: () => undefined } as unknown as Runner

/** What a rollback has: fairlead.yml, the key, and no wasm files. */
async function controlOf(system: System, rpcUrl: string, env: Readonly<Record<string, string>> = {}) {
  const text = await readFile(join(system.repository, 'fairlead.yml'), 'utf8')
  const environment = { STELLAR_RPC_URL: rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret(), ...env }
  const world: World = realWorld({ runner: quiet, environment, workingDirectory: '/', cancellation: neverCancelled() })
  const config = loadConfig({ text, file: 'fairlead.yml', environment: 'rehearsal', inline: new Map(), sections })
  return openControl({ config, references: references({ values: new Map(), environment, secrets: world.secrets }) }, world)
}

test('an upgraded contract is brought back to its code from before, and a contract is paused; each once', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network, { yml: manifest.replace('    refund:\n', '    refund:\n      pause: { call: pause }\n') })
  const ids = idsOf(await system.deploy())
  await system.buildNextBooking()
  await system.deploy({ facts: { GITHUB_RUN_ID: '8413' } })
  const [booking, refund] = [ids['booking'] as ContractId, ids['refund'] as ContractId]
  const control = await controlOf(system, network.rpcUrl)
  expect((await readExecutables(control.chain, [booking])).get(booking)).toBe(nextHashes.booking.wasm)

  const target = { name: 'booking', id: booking, wasmHash: hashes.booking.wasm as WasmHash }
  const settled = await upgradeContracts(control, [target])
  expect(settled.map(({ name }) => name)).toEqual(['upgrade booking'])
  expect((await readExecutables(control.chain, [booking])).get(booking)).toBe(hashes.booking.wasm)
  expect(await readContract(control.chain, { id: booking, call: 'version' })).toBe(1)
  expect(await upgradeContracts(control, [target])).toEqual([])

  const both = [
    { name: 'refund', id: refund },
    { name: 'booking', id: booking },
  ]
  const paused = await pauseContracts(control, both)
  expect(paused).toMatchObject({ settled: [{ name: 'pause refund' }], without: ['booking'] })
  expect(await readContract(control.chain, { id: refund, call: 'paused' })).toBe(true)
  expect((await pauseContracts(control, both)).settled).toEqual([])

  const gone = { ...target, wasmHash: '00'.repeat(32) as WasmHash }
  await expect(upgradeContracts(control, [gone])).rejects.toMatchObject({ code: 'soroban/code-missing' })
})

test('an account that got co-signers is brought back by those of them who are on this machine; where they are too few, nothing is sent', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const booking = idsOf(await system.deploy())['booking'] as ContractId
  await system.buildNextBooking()
  await system.deploy({ facts: { GITHUB_RUN_ID: '8413' } })
  const [first, second] = [Keypair.random(), Keypair.random()]
  const weights = new Map([
    [first, 1],
    [second, 1],
  ] as const)
  await setCoSigners(network, system.deployer, { weights, thresholds: { low: 2, medium: 2, high: 2 } })
  const signedBy = (...signers: readonly string[]) =>
    manifest.replace(
      '{ secret-key: "${env.STELLAR_SECRET_KEY}" }',
      `{ multi-signature: { account: ${system.deployer.publicKey()}, signers: [${signers.join(', ')}] } }`,
    )
  const env = { FIRST: first.secret(), SECOND: second.secret() }
  const target = { name: 'booking', id: booking, wasmHash: hashes.booking.wasm as WasmHash }

  await system.write(signedBy('{ secret-key: "${env.FIRST}" }', `{ address: ${second.publicKey()} }`))
  const sent = network.transactions.length
  await expect(controlOf(system, network.rpcUrl, env)).rejects.toMatchObject({ code: 'soroban/weight-missing' })
  expect(network.transactions).toHaveLength(sent)

  await system.write(signedBy('{ secret-key: "${env.FIRST}" }', '{ secret-key: "${env.SECOND}" }'))
  const control = await controlOf(system, network.rpcUrl, env)
  expect((await upgradeContracts(control, [target])).map(({ name }) => name)).toEqual(['upgrade booking'])
  expect((await readExecutables(control.chain, [booking])).get(booking)).toBe(hashes.booking.wasm)
})

test('a read of a contract tells what is wrong with it', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const ids = idsOf(await system.deploy())
  const { chain } = await controlOf(system, network.rpcUrl)
  const token = ids['token'] as ContractId
  expect(await readContract(chain, { id: token, call: 'balance', args: { id: system.deployer.publicKey() } })).toBe(1_000_000_000)
  await expect(readContract(chain, { id: token, call: 'balanse' })).rejects.toMatchObject({ code: 'soroban/function-missing' })
  await expect(readContract(chain, { id: token, call: 'balance', args: { id: 'x' } })).rejects.toMatchObject({
    code: 'soroban/argument-mismatch',
  })
  const nowhere = chain.sdk.StrKey.encodeContract(new Uint8Array(32)) as ContractId
  await expect(readContract(chain, { id: nowhere, call: 'balance' })).rejects.toMatchObject({ code: 'soroban/contract-missing' })
  await expect(readContract(chain, { id: ids['refund'] as ContractId, call: 'request_for', args: { booking_id: 7 } })).rejects.toThrow(
    /UnknownRequest/,
  )
})
