import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { uploadCall } from '../../../src/soroban/engine/operations.ts'
import { prepareCall } from '../../../src/soroban/engine/transaction.ts'
import { openChain } from '../../../src/soroban/network/chain.ts'
import { refusedFeatures } from '../../../src/soroban/wasm/wasm-features.ts'
import { oneFunction, wasmModule } from '../../unit/soroban/wasm-module.ts'
import { makeSystem, manifest } from './system.ts'

const world = { fetch: globalThis.fetch, sleep: async () => undefined }
const memory = [1, 0, 1]

/** Modules by hand, in the opcodes of the WebAssembly specification, and what the reader of features must say. */
const modules: readonly [name: string, sections: Record<number, readonly number[]>, features: readonly string[]][] = [
  ['nothing', {}, []],
  ['a block, a loop, a branch table', oneFunction(0x02, 0x40, 0x03, 0x40, 0x41, 0, 0x0e, 1, 0, 1, 0x0b, 0x0b), []],
  ['whole numbers and a select', oneFunction(0x42, 0xff, 0x7f, 0x42, 2, 0x41, 1, 0x1b, 0x1a), []],
  ['sign extension', oneFunction(0x41, 1, 0xc0, 0x1a), []],
  ['a mutable global', { ...oneFunction(0x41, 1, 0x24, 0), 6: [1, 0x7f, 1, 0x41, 0, 0x0b] }, []],
  ['memory.copy and memory.fill', bulk(0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 10, 0, 0, 0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 11, 0), []],
  ['a call through the table, one zero byte', indirect(0x11, 0, 0), []],
  ['a call through the table, five bytes', indirect(0x11, 0, 0x80, 0x80, 0x80, 0x80, 0), ['reference types']],
  ['a constant of floating point', oneFunction(0x43, 0, 0, 0, 0, 0x1a), ['floating point']],
  ['a parameter of floating point', { 1: [1, 0x60, 1, 0x7c, 0] }, ['floating point']],
  ['a sum of doubles', oneFunction(0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0xa0, 0x1a), ['floating point']],
  ['a saturating conversion', oneFunction(0x43, 0, 0, 0, 0, 0xfc, 0, 0x1a), ['floating point']],
  ['two results', { 1: [1, 0x60, 0, 2, 0x7f, 0x7f] }, ['multi-value']],
  ['a block with parameters', withBlock([0x60, 1, 0x7f, 0], 0x41, 1, 0x02, 1, 0x1a, 0x0b), ['multi-value']],
  ['a null reference', oneFunction(0xd0, 0x70, 0x1a), ['reference types']],
  ['a table of external references', { 4: [1, 0x6f, 0, 1] }, ['reference types']],
  ['two tables', { 4: [2, 0x70, 0, 1, 0x70, 0, 1] }, ['reference types']],
  ['a tail call', oneFunction(0x12, 0), ['tail calls']],
  ['a calculated constant', { 6: [1, 0x7f, 0, 0x41, 1, 0x41, 2, 0x6a, 0x0b] }, ['extended constants']],
  ['SIMD', oneFunction(0xfd, 12, ...Array<number>(16).fill(0), 0x1a), ['SIMD']],
  ['a shared memory', { 5: [1, 3, 1, 1] }, ['threads']],
  ['a start function', { ...oneFunction(), 8: [0] }, ['a start function']],
]

function bulk(...instructions: number[]) {
  return { ...oneFunction(...instructions), 5: memory }
}

function indirect(...call: number[]) {
  return { ...oneFunction(0x41, 0, ...call), 4: [1, 0x70, 0, 1] }
}

function withBlock(type: number[], ...instructions: number[]) {
  return { ...oneFunction(...instructions), 1: [2, 0x60, 0, 0, ...type] }
}

test('the features that are refused are those that the host refuses', async () => {
  await using network = await startNetwork()
  const place = { name: 'local', passphrase: network.passphrase, rpcUrl: network.rpcUrl, environment: 'rehearsal', at: null }
  const chain = await openChain(place, world)
  const judged = await Promise.all(
    modules.map(async ([name, sections]) => {
      const bytes = await wasmModule({ sections })
      const call = uploadCall(name, { bytes }, chain.sdk)
      const taken = await prepareCall(call, { chain, source: network.root.address }).then(
        () => true,
        () => false,
      )
      return { name, features: refusedFeatures(bytes), taken }
    }),
  )
  expect(judged).toEqual(modules.map(([name, , features]) => ({ name, features, taken: features.length === 0 })))
})

test('everything that is wrong with builds is told at once, before anything is signed', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const put = async (name: string, module: Parameters<typeof wasmModule>[0]) =>
    writeFile(join(system.repository, 'contracts', 'wasm', `${name}.wasm`), await wasmModule(module))
  await system.write(
    manifest.replace(/ {4}token:[\s\S]*/, contractsOf('floats', 'tables', 'candidate')).replace('name: local', 'name: mainnet'),
  )
  await put('floats', { sections: oneFunction(0x43, 0, 0, 0, 0, 0x1a) })
  await put('tables', { sections: { 1: [1, 0x60, 0, 2, 0x7f, 0x7f], 4: [1, 0x6f, 0, 1] } })
  await put('candidate', { meta: [['rssdkver', '28.0.0-rc.1#60926a20']] })
  const run = await system.deploy()
  expect(run.errors.map(({ title, line, column }) => `${title} ${line}:${column}`)).toEqual([
    'soroban/wasm-feature-refused 10:21',
    'soroban/wasm-feature-refused 11:21',
    'soroban/wasm-feature-refused 11:21',
    'soroban/release-candidate-sdk 12:24',
  ])
  expect(run.errors[0]?.message).toContain('floating point')
  expect(run.errors[3]?.message).toContain('28.0.0-rc.1')

  // A passphrase makes a network, not what it is called.
  const custom = 'name: custom, passphrase: "Public Global Stellar Network ; September 2015"'
  await system.write(manifest.replace(/ {4}token:[\s\S]*/, contractsOf('candidate')).replace('name: local', custom))
  expect((await system.deploy()).errors.map(({ title }) => title)).toEqual(['soroban/release-candidate-sdk'])
  expect(network.transactions).toHaveLength(0)
})

test('a build that this network does not take is told with its number and the network’s', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const put = async (name: string, module: Parameters<typeof wasmModule>[0]) =>
    writeFile(join(system.repository, 'contracts', 'wasm', `${name}.wasm`), await wasmModule(module))
  await system.write(manifest.replace(/ {4}token:[\s\S]*/, contractsOf('large', 'future', 'early', 'candidate')))
  await put('large', { meta: [['padding', 'x'.repeat(131_072)]] })
  await put('future', { protocol: 28 })
  await put('early', { protocol: 22, preRelease: 3 })
  await put('candidate', { meta: [['rssdkver', '28.0.0-rc.1#60926a20']] })
  const run = await system.deploy()
  expect(run.errors.map(({ title, line }) => `${title} ${line}`)).toEqual([
    'soroban/wasm-too-large 10',
    'soroban/protocol-too-new 11',
    'soroban/pre-release-environment 12',
  ])
  expect(run.errors[0]?.message).toMatch(/has 131\d{3} bytes, \d+ more than the network takes \(131072\)/)
  expect(run.errors[1]?.message).toContain('was built for protocol 28, and local runs protocol 27')
  expect(network.transactions).toHaveLength(0)
})

function contractsOf(...names: string[]): string {
  return names.map((name) => `    ${name}: { wasm: contracts/wasm/${name}.wasm }\n`).join('')
}
