import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Keypair } from '@stellar/stellar-sdk/base'
import { startNetwork } from '../../../local/network/network.ts'
import { makeSystem, manifest } from './system.ts'

const codes = (run: { errors: readonly { title: string }[] }) => run.errors.map(({ title }) => title)

test('a wrong passphrase is refused before anything is signed', async () => {
  await using network = await startNetwork({ passphrase: 'Test SDF Network ; September 2015' })
  await using system = await makeSystem(network)
  const run = await system.deploy()
  expect(run.exitCode).toBe(1)
  expect(run.outputs['reason-code']).toBe('soroban/wrong-passphrase')
  expect(run.errors).toEqual([expect.objectContaining({ file: 'fairlead.yml', line: 5 })])
  expect(network.transactions).toHaveLength(0)
})

test('an unfunded deployer is told what is missing before anything is signed', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network, { funded: false })
  const run = await system.deploy()
  expect(codes(run)).toEqual(['soroban/deployer-unfunded'])
  expect(run.errors[0]?.message).toMatch(new RegExp(`Send at least \\d+\\.\\d\\d XLM to ${system.deployer.publicKey()}`))
  expect(network.transactions).toHaveLength(0)
})

test('a seed where an address belongs is refused and never printed, also one from the environment', async () => {
  await using network = await startNetwork()
  const [written, passed] = [Keypair.random().secret(), Keypair.random().secret()]
  const yml = manifest.replace('admin: "${deployer.address}"', `admin: ${written}`).replace('name: Traqora', 'name: "${env.ADMIN}"')
  await using system = await makeSystem(network, { yml })
  const run = await system.deploy({ env: { ADMIN: passed } })
  expect(run.errors.map(({ title, line, column }) => ({ title, line, column }))).toEqual([
    { title: 'soroban/seed-where-address-belongs', line: 12, column: 16 },
    { title: 'soroban/seed-where-address-belongs', line: 13, column: 15 },
  ])
  for (const seed of [written, passed]) expect(run.everythingItWrote).not.toContain(seed)
  expect(network.transactions).toHaveLength(0)
})

test('arguments that do not match the spec are told all at once, each with its type and place', async () => {
  await using network = await startNetwork()
  const yml = manifest
    .replace('decimals: 7', 'decimals: many')
    .replace('supply: "1000000000"', 'suply: "1"')
    .replace('refund: "${contracts.refund.id}"', 'refund: GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSA')
    .replace('call: initialize', 'call: initialise')
  await using system = await makeSystem(network, { yml })
  const run = await system.deploy()
  expect(run.errors.map(({ title, line, column }) => `${title} ${line}:${column}`)).toEqual([
    'soroban/argument-unknown 16:16',
    'soroban/argument-mismatch 15:19',
    'soroban/argument-missing 12:9',
    'soroban/argument-mismatch 24:17',
    'soroban/function-missing 33:15',
  ])
  expect(run.errors[1]?.message).toContain('contracts.deploy.token.constructor.decimals must be u32: "many" is not a whole number')
  expect(run.errors[3]?.message).toContain('wrong checksum')
  expect(run.errors[4]?.message).toContain('Did you mean "initialize"?')
  expect(network.calls.size).toBe(1)
})

test.each([
  ['a text file', Buffer.from('not a contract'), 'it is not WebAssembly'],
  ['a cut file', Buffer.from('0061736d01000000010a', 'hex'), 'it is not WebAssembly'],
  ['a module without a spec', Buffer.from('0061736d01000000', 'hex'), 'it does not say which protocol it was built for'],
  ['an empty file', Buffer.alloc(0), 'it is empty'],
])('%s is no contract', async (_, bytes, reason) => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  await writeFile(join(system.repository, 'contracts', 'wasm', 'token.wasm'), bytes)
  const run = await system.deploy()
  expect(run.errors).toEqual([
    expect.objectContaining({ title: 'soroban/not-a-contract', line: 17, message: expect.stringContaining(reason) }),
  ])
})

test.each([
  ['an address', Keypair.random().publicKey(), 'soroban/address-where-seed-belongs'],
  ['a seed with a wrong letter', `${Keypair.random().secret().slice(0, -1)}1`, 'soroban/seed-invalid'],
])('%s where the seed of the deployer belongs is refused', async (_, key, code) => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const run = await system.deploy({ env: { STELLAR_SECRET_KEY: key } })
  expect(codes(run)).toEqual([code])
  expect(run.errors[0]).toMatchObject({ line: 7 })
  expect(run.everythingItWrote).not.toContain(key)
})

test('a changed fairlead.yml is not what was approved', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const plan = await system.deploy({ inputs: { 'dry-run': 'true' } })
  await system.write(manifest.replace('supply: "1000000000"', 'supply: "1000000001"'))
  const run = await system.deploy({ inputs: { 'plan-id': plan.outputs['plan-id'] ?? '' } })
  expect(run.outputs['reason-code']).toBe('plan/differs')
  expect(network.transactions).toHaveLength(0)
})

test('plain http is refused for a node elsewhere', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const run = await system.deploy({ env: { STELLAR_RPC_URL: 'http://192.0.2.1:8000' } })
  expect(codes(run)).toEqual(['soroban/rpc-not-https'])
})
