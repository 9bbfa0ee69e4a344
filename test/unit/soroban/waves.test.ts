import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ContractId } from '../../../src/soroban/contract-id.ts'
import { callOrderProblems } from '../../../src/soroban/plan/call-order.ts'
import type { DeploymentStep } from '../../../src/soroban/plan/deployment-plan.ts'
import { orderOf } from '../../../src/soroban/plan/order.ts'
import { type Work, wavesOf } from '../../../src/soroban/plan/waves.ts'
import type { WasmHash } from '../../../src/soroban/wasm/contract-file.ts'

// The public network's ledger in 2026 (research/soroban-deploy.md section 0).
const capacity = { transactions: 2_000, transactionBytes: 266_240, writtenBytes: 286_720, writtenEntries: 1_000 }
const id = (name: string) => `C-${name}` as ContractId
const wasm = (name: string) => name as WasmHash

const upload = (name: string, bytes: number): DeploymentStep => ({
  id: `upload ${name}`,
  do: 'upload',
  wasm: wasm(name),
  bytes,
  for: [name],
})
const create = (name: string): DeploymentStep => ({
  id: `create ${name}`,
  do: 'create',
  contract: name,
  address: id(name),
  wasm: wasm(name),
  arguments: [],
})
const init = (name: string): DeploymentStep => ({
  id: `init ${name}`,
  do: 'init',
  contract: name,
  address: id(name),
  call: 'initialize',
  arguments: [],
})
const contract = (name: string, fields: { calls?: string[]; after?: string[] } = {}) => ({
  name,
  bytes: 0,
  calls: [],
  after: [],
  ...fields,
})
const anyWork: Work = { id: 'work', needs: [], lane: 0, transactionBytes: 1, writtenBytes: 1, writtenEntries: 1 }
const names = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`)

function ledgers(steps: DeploymentStep[], { lanes, contracts }: { lanes: number; contracts: ReturnType<typeof contract>[] }): string[][] {
  return wavesOf(orderOf(steps, contracts), { capacity, lanes }).map((wave) => wave.map((item) => item.id).sort())
}

// How many ledgers uploads take is the table of research/soroban-deploy.md section 2, for 7 contracts of one size.
test.each([
  [32_768, 1],
  [37_888, 2],
  [58_368, 2],
  [122_880, 4],
])('seven contracts of %d bytes, initialized by calls: %d ledgers of uploads, one of creates, one of calls', (bytes, uploads) => {
  const seven = names(7)
  const steps = [...seven.map((name) => upload(name, bytes)), ...seven.map(create), ...seven.map(init)]
  const contracts = seven.map((name) => contract(name))
  expect(ledgers(steps, { lanes: 7, contracts })).toHaveLength(uploads + 2)
  expect(ledgers(steps, { lanes: 1, contracts })).toHaveLength(21)
})

test('contracts that name each other share a ledger; one that calls another is made after it is whole', () => {
  const steps = [upload('a', 10), upload('b', 10), create('a'), create('b'), init('b')]
  const free = { lanes: 2, contracts: [contract('a'), contract('b')] }
  expect(ledgers(steps, free)).toEqual([['upload a', 'upload b'], ['create a', 'create b'], ['init b']])
  const calling = { lanes: 2, contracts: [contract('a', { calls: ['b'] }), contract('b')] }
  const bFirst = { lanes: 2, contracts: [contract('a', { after: ['b'] }), contract('b')] }
  const uninitialized = [upload('a', 10), upload('b', 10), create('a'), create('b')]
  for (const order of [calling, bFirst]) {
    expect(ledgers(uninitialized, order)).toEqual([['upload a', 'upload b'], ['create b'], ['create a']])
  }
})

test('channel accounts are opened before everything, and merged after it', () => {
  const accounts = ['G1', 'G2']
  const steps: DeploymentStep[] = [
    { id: 'open channels', do: 'open-channels', accounts },
    upload('a', 10),
    create('a'),
    { id: 'merge channels 1', do: 'merge-channels', accounts },
  ]
  const order = { lanes: 2, contracts: [contract('a')] }
  expect(ledgers(steps, order)).toEqual([['open channels'], ['upload a'], ['create a'], ['merge channels 1']])
})

test('without channels everything takes the number of the deployer: one transaction a ledger, with them one of its own more', () => {
  const work = [null, 0, 1].map((lane): Work => ({ ...anyWork, id: `lane ${lane}`, lane }))
  const inLedgers = (lanes: number) => wavesOf(work, { capacity, lanes }).map((wave) => wave.map(({ id }) => id))
  expect(inLedgers(0)).toEqual([['lane null'], ['lane 0'], ['lane 1']])
  expect(inLedgers(1)).toEqual([['lane null', 'lane 0'], ['lane 1']])
  expect(inLedgers(2)).toEqual([['lane null', 'lane 0', 'lane 1']])
})

test('work that waits for each other is a defect of the planner, not an endless loop', () => {
  const work = (name: string, needs: string[]): Work => ({ ...anyWork, id: name, needs })
  expect(() => wavesOf([work('a', ['b']), work('b', ['a'])], { capacity, lanes: 1 })).toThrow('need each other: a, b')
})

test('every wave fits into a ledger, no account is asked twice in one, and nothing comes before what it needs', () => {
  const size = fc.integer({ min: 1, max: 140_000 })
  const works = fc
    .array(
      fc.record({
        size,
        lane: fc.option(fc.integer({ min: 0, max: 9 })),
        back: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
      }),
      {
        maxLength: 25,
      },
    )
    .map((list) =>
      list.map(({ size: bytes, lane, back }, index): Work => {
        const needs = back.filter((steps) => steps <= index).map((steps) => `w${index - steps}`)
        return { id: `w${index}`, needs, lane, transactionBytes: bytes, writtenBytes: bytes, writtenEntries: 1 }
      }),
    )
  fc.assert(
    fc.property(works, fc.integer({ min: 0, max: 12 }), (work, lanes) => {
      const waves = wavesOf(work, { capacity, lanes })
      expect(waves.flat()).toHaveLength(work.length)
      for (const [index, wave] of waves.entries()) {
        const bytes = wave.reduce((sum, one) => sum + one.transactionBytes, 0)
        expect(wave.length === 1 || bytes <= capacity.transactionBytes).toBe(true)
        const accounts = wave.map(({ lane }) => (lanes === 0 || lane === null ? 'the deployer' : lane % lanes))
        expect(new Set(accounts).size).toBe(wave.length)
        const earlier = new Set(waves.slice(0, index).flatMap((one) => one.map((item) => item.id)))
        for (const need of wave.flatMap((one) => one.needs)) expect(earlier.has(need)).toBe(true)
      }
    }),
  )
})

test('names of no contract and contracts that wait for each other are told with their place', () => {
  const ordered = (calls: string[], after: string[] = []) => ({ calls, after })
  const position = (...path: readonly (string | number)[]) => ({ file: path.join('.'), line: 1, column: 1 })
  const problems = callOrderProblems({ a: ordered(['b']), b: ordered([], ['c']), c: ordered(['a', 'bb']) }, position)
  expect(problems.map(({ code, message, at }) => [code, message, at?.file])).toEqual([
    [
      'soroban/ordered-contract-unknown',
      '"calls" of "c" names "bb", which is no contract of this file. Did you mean "b"?',
      'contracts.deploy.c.calls.1',
    ],
    ['soroban/call-cycle', 'Contracts that must be made before each other: a, b, c, a.', 'contracts.deploy.a'],
  ])
  expect(callOrderProblems({ a: ordered(['b']), b: ordered([]), c: ordered(['a', 'b']) }, position)).toEqual([])
})
