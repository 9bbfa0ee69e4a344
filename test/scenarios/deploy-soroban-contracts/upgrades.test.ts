import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Keypair, type xdr } from '@stellar/stellar-sdk/base'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { loadSdk, type Sdk } from '../../../src/soroban/network/sdk.ts'
import { customSection } from '../../../src/soroban/wasm/wasm.ts'
import { runAction } from '../../support/run-action.ts'
import { wasmModule } from '../../unit/soroban/wasm-module.ts'
import { makeSystem, manifest, type System } from './system.ts'

type SpecEntry = xdr.ScSpecEntry

const refundAlone = manifest.replace(/ {4}token:[\s\S]*(?= {4}refund:)/, '').replace('"${contracts.booking.id}"', '"${deployer.address}"')
const accepting = (accept: string) => refundAlone.replace('    refund:\n', `    refund:\n      accept: ${accept}\n`)
const nextRun = { facts: { GITHUB_RUN_ID: '8413' } }

/** A build of refund whose spec is the one that lies there, changed. */
async function buildRefund(system: System, change: (entry: SpecEntry, sdk: Sdk) => SpecEntry | null): Promise<void> {
  const sdk = await loadSdk()
  const path = join(system.repository, 'contracts', 'wasm', 'refund.wasm')
  const section = customSection(await readFile(path), 'contractspecv0') ?? Buffer.alloc(0)
  const spec = sdk.xdr.decodeStream(sdk.xdr.ScSpecEntry, section).flatMap((entry) => change(entry, sdk) ?? [])
  await writeFile(path, await wasmModule({ spec }))
}

function withFee(entry: SpecEntry, { xdr }: Sdk): SpecEntry {
  if (entry.type !== 'scSpecEntryUdtStructV0' || entry.value.name.toString() !== 'Parameters') return entry
  const fee = new xdr.ScSpecUdtStructFieldV0({ doc: '', name: 'fee', type: xdr.ScSpecTypeDef.scSpecTypeU32() })
  const { doc, lib, name, fields } = entry.value
  return xdr.ScSpecEntry.scSpecEntryUdtStructV0(new xdr.ScSpecUdtStructV0({ doc, lib, name, fields: [...fields, fee] }))
}

const withoutUpgrade = (entry: SpecEntry) =>
  entry.type === 'scSpecEntryFunctionV0' && entry.value.name.toString() === 'upgrade' ? null : entry

async function deployed(network: Network): Promise<System> {
  const system = await makeSystem(network, { yml: refundAlone })
  expect((await system.deploy()).errors).toEqual([])
  return system
}

test('an upgrade that could not read what is stored is refused; accepted by name and reason, it is planned', async () => {
  await using network = await startNetwork()
  await using system = await deployed(network)
  await buildRefund(system, withFee)
  const sent = network.transactions.length
  const refused = await system.deploy(nextRun)
  expect(refused.errors.map(({ title, line, message }) => `${title} ${line} ${message.split(':')[1]}`)).toEqual([
    'soroban/upgrade-breaks 11  field-added Parameters.fee',
    'soroban/upgrade-breaks 11  stored-value-unreadable Parameters',
  ])
  expect(refused.errors[0]?.message).toContain('contracts.deploy.refund.accept: [{ field-added: Parameters.fee, because: "..." }]')
  expect(refused.errors[1]?.message).toContain('the field fee is missing')
  expect(network.transactions).toHaveLength(sent)

  const because = 'because: migrate rewrites the parameters'
  await system.write(
    accepting(
      `[{ field-added: Parameters.fee, ${because} }, { stored-value-unreadable: Parameters, ${because} }, { field-added: Parameters.fees, ${because} }]`,
    ),
  )
  const mistyped = await system.deploy(nextRun)
  expect(mistyped.errors).toEqual([
    expect.objectContaining({
      title: 'soroban/acceptance-unused',
      line: 11,
      message: expect.stringContaining('Did you mean "field-added: Parameters.fee"?'),
    }),
  ])

  await system.write(accepting(`[{ field-added: Parameters.fee, ${because} }, { stored-value-unreadable: Parameters, ${because} }]`))
  const planned = await system.deploy({ ...nextRun, inputs: { 'dry-run': 'true' } })
  expect(planned.errors).toEqual([])
  expect(planned.summary).toContain('accepted: migrate rewrites the parameters')
  expect(planned.summary).not.toContain('Not reversible')
})

test('code that cannot be upgraded again is said to be not reversible before it happens', async () => {
  await using network = await startNetwork()
  await using system = await deployed(network)
  await buildRefund(system, withoutUpgrade)
  const refused = await system.deploy(nextRun)
  expect(refused.errors.map(({ message }) => message.split('\n')[0])).toEqual([
    expect.stringContaining(
      'upgrade-entry-lost upgrade: the new code has no such function that takes a BytesN<32>: this upgrade is not reversible',
    ),
    expect.stringContaining('function-removed upgrade'),
  ])
  const because = 'because: the last upgrade there will ever be'
  await system.write(accepting(`[{ upgrade-entry-lost: upgrade, ${because} }, { function-removed: upgrade, ${because} }]`))
  const planned = await system.deploy({ ...nextRun, inputs: { 'dry-run': 'true' } })
  expect(planned.errors).toEqual([])
  expect(planned.summary).toContain('**Not reversible**: the new code of refund cannot be upgraded again.')
})

test('an upgrade to a build that is on the chain is not turned to another one by a file that changes on the way', async () => {
  await using network = await startNetwork()
  const pair = refundAlone.replace(/ {4}refund:[\s\S]*/, (refund) => refund + refund.replaceAll('refund', 'second'))
  await using system = await makeSystem(network, { yml: pair })
  const [refund, second] = ['refund', 'second'].map((name) => join(system.repository, 'contracts', 'wasm', `${name}.wasm`)) as [
    string,
    string,
  ]
  const first = await readFile(refund)
  // The same code with a section that means nothing: two builds, both on the chain.
  await writeFile(second, Buffer.concat([first, Buffer.from([0, 2, 1, 0x78])]))
  expect((await system.deploy()).errors).toEqual([])
  const sent = network.transactions.length

  await copyFile(second, refund)
  const kept = join(system.repository, 'first.wasm')
  await writeFile(kept, first)
  const spoiler = join(system.repository, 'spoiler.mjs')
  await writeFile(
    spoiler,
    `import { subscribe } from 'node:diagnostics_channel'
import { copyFileSync } from 'node:fs'
subscribe('fairlead:write', ({ name, when }) => {
  if (name === 'record begun' && when === 'after') copyFileSync(${JSON.stringify(kept)}, ${JSON.stringify(refund)})
})
`,
  )
  const run = await runAction('deploy-soroban-contracts', {
    repository: system.repository,
    inputs: { environment: 'rehearsal' },
    env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret() },
    ...nextRun,
    nodeOptions: ['--import', spoiler],
  })
  expect(run.errors.map(({ title }) => title)).toEqual(['soroban/wasm-changed'])
  expect(network.transactions).toHaveLength(sent)
})

test('an upgrade that the deployer may not do is refused before its code is uploaded', async () => {
  await using network = await startNetwork()
  const administrator = Keypair.random().publicKey()
  const yml = manifest.replace(/(flight_registry)/, 'FLIGHT').replace(/admin: .*\n( +)FLIGHT/, `admin: ${administrator}\n$1flight_registry`)
  await using system = await makeSystem(network, { yml })
  expect((await system.deploy()).errors).toEqual([])
  await system.buildNextBooking()
  const sent = network.transactions.length
  const run = await system.deploy(nextRun)
  expect(run.errors).toEqual([
    expect.objectContaining({
      title: 'soroban/upgrade-not-authorized',
      file: 'fairlead.yml',
      line: 20,
      message: expect.stringContaining(`needs the authorization of ${administrator}`),
    }),
  ])
  expect(network.transactions).toHaveLength(sent)
})
