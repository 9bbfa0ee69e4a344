import { expect, test } from '@jest/globals'
import { comparePlans, type Plan } from '../../../src/core/plan.ts'
import type { ContractId } from '../../../src/soroban/contract-id.ts'
import type { FoundCode, FoundInstance } from '../../../src/soroban/network/facts.ts'
import { type PlannedDeployment, planDeployment } from '../../../src/soroban/plan/planner.ts'
import type { ContractToPlan, PlannerFacts } from '../../../src/soroban/plan/planner-facts.ts'
import type { WasmHash } from '../../../src/soroban/wasm/contract-file.ts'

const [codeA, codeB, codeOld] = ['aaaa', 'bbbb', '0000'] as WasmHash[] as [WasmHash, WasmHash, WasmHash]

function contract(name: string, wasmHash: WasmHash, fields: Partial<ContractToPlan> = {}): ContractToPlan {
  return {
    name,
    id: `C-${name}` as ContractId,
    wasmHash,
    bytes: 10,
    constructorArguments: { shown: [] },
    init: null,
    upgradeCall: 'upgrade',
    migrate: null,
    argumentBytes: { create: 0, init: 0, migrate: 0 },
    calls: [],
    after: [],
    ...fields,
  }
}

/** The planner does not look at who signs. */
const nobody = { thresholds: { low: 0, medium: 0, high: 0 }, weights: new Map() }

const policy = {
  extendTo: 2_000,
  whenBelow: 1_000,
  channels: [],
  mergeChannels: false,
  strategy: 'waves' as const,
  batchDeployer: contract('batch deployer', 'dddd' as WasmHash),
  triesUpgrades: false,
}

/** The chain at ledger 100; entries live until ledger 9,000 unless told otherwise. */
function chain(
  fields: { instances?: Record<string, Partial<FoundInstance>>; codes?: Record<string, Partial<FoundCode>> } & Partial<
    Omit<PlannerFacts, 'instances' | 'codes'>
  > = {},
): PlannerFacts {
  const { instances = {}, codes = {}, ...others } = fields
  const lives = { liveUntil: 9_000, archived: false }
  return {
    latestLedger: 100,
    account: { sequence: 7n, balance: 10n, spendable: 10n, signers: nobody },
    instances: new Map(
      Object.entries(instances).map(([name, one]) => [
        name,
        { ...lives, wasmHash: codeA, kind: 'contractExecutableWasm', storage: [], ...one },
      ]),
    ),
    codes: new Map(Object.entries(codes).map(([hash, one]) => [hash as WasmHash, { ...lives, bytes: new Uint8Array(), ...one }])),
    minPersistentTtl: 4_096,
    maxEntryTtl: 3_110_400,
    closeMs: 5_000,
    maxContractSize: 131_072,
    transaction: {
      bytes: 132_096,
      writtenBytes: 132_096,
      writtenEntries: 200,
      footprintEntries: 400,
      memoryBytes: 41_943_040,
      instructions: 400_000_000,
    },
    capacity: { transactions: 2_000, transactionBytes: 266_240, writtenBytes: 286_720, writtenEntries: 1_000 },
    prices: {
      instructions: 7n,
      readEntry: 1_563n,
      writtenEntry: 2_500n,
      readBytes: 447n,
      writtenBytes: 875n,
      transactionBytes: 406n,
      historyBytes: 4_059n,
      eventBytes: 5_000n,
    },
    rent: { perKilobyte: 1_000n, denominator: 1_215n },
    accounts: new Map(),
    initialized: new Map(),
    migrated: new Set(),
    notUpgradable: new Map(),
    ...others,
  }
}

const ids = ({ steps }: PlannedDeployment) => steps.map(({ id }) => id)
const refund = contract('refund', codeB, { init: { call: 'initialize', arguments: { shown: [] } } })

test('from nothing: codes first, then instances, then initializations', () => {
  const planned = planDeployment([contract('token', codeA), refund], chain(), policy)
  expect(ids(planned)).toEqual(['upload token', 'upload refund', 'create token', 'create refund', 'init refund'])
  expect(planned.done).toEqual(['restore token', 'restore refund', 'extend ttl 1'])
  expect(planned.before).toEqual({
    token: { id: 'C-token', wasmHash: null, isNew: true },
    refund: { id: 'C-refund', wasmHash: null, isNew: true },
  })
})

test('code that several contracts run is uploaded once', () => {
  const planned = planDeployment([contract('one', codeA), contract('two', codeA)], chain(), policy)
  expect(planned.steps[0]).toEqual({ id: 'upload one', do: 'upload', wasm: codeA, bytes: 10, for: ['one', 'two'] })
  expect(ids(planned)).toEqual(['upload one', 'create one', 'create two'])
})

test('code that several contracts run is extended once', () => {
  const planned = planDeployment([contract('one', codeA), contract('two', codeA)], chain(), { ...policy, whenBelow: 4_000_000 })
  expect(planned.steps.at(-1)).toMatchObject({
    do: 'extend',
    entries: [
      { contract: 'one', entry: 'instance' },
      { contract: 'one', entry: 'code' },
      { contract: 'two', entry: 'instance' },
    ],
  })
})

test('where all is as wanted nothing is to be done', () => {
  const found = chain({
    instances: { token: {}, refund: { wasmHash: codeB } },
    codes: { [codeA]: {}, [codeB]: {} },
    initialized: new Map([['refund', { is: 'yes' }]]),
  })
  expect(planDeployment([contract('token', codeA), refund], found, policy).steps).toEqual([])
})

test('other code at the id: the new code is uploaded, the instance upgraded, the old hash is the way back', () => {
  const found = chain({ instances: { token: { wasmHash: codeOld } }, codes: { [codeOld]: {} } })
  const planned = planDeployment([contract('token', codeA)], found, policy)
  expect(ids(planned)).toEqual(['upload token', 'upgrade token'])
  expect(planned.before).toEqual({ token: { id: 'C-token', wasmHash: codeOld, isNew: false } })
})

test('code that an upgrade leaves behind is kept alive before the upgrade', () => {
  const found = chain({ instances: { token: { wasmHash: codeOld } }, codes: { [codeOld]: { liveUntil: 1_099 } } })
  expect(ids(planDeployment([contract('token', codeA)], found, policy))).toEqual(['upload token', 'keep code of token', 'upgrade token'])
})

test.each([
  ['an instance with 999 ledgers left', { instances: { token: { liveUntil: 1_099 } }, codes: { [codeA]: {} } }, ['extend ttl 1']],
  ['code with 999 ledgers left', { instances: { token: {} }, codes: { [codeA]: { liveUntil: 1_099 } } }, ['extend ttl 1']],
  ['both with 1,000 ledgers left', { instances: { token: { liveUntil: 1_100 } }, codes: { [codeA]: { liveUntil: 1_100 } } }, []],
  ['a network whose new entries live too short', { minPersistentTtl: 999 }, ['upload token', 'create token', 'extend ttl 1']],
  ['an archived instance', { instances: { token: { liveUntil: 50, archived: true } }, codes: { [codeA]: {} } }, ['restore token']],
  ['archived code', { codes: { [codeA]: { liveUntil: 0, archived: true } } }, ['restore token', 'create token']],
])('%s', (_, facts, expected) => {
  expect(ids(planDeployment([contract('token', codeA)], chain(facts), policy))).toEqual(expected)
})

test.each([
  [
    'no wasm of its own',
    { instances: { refund: { wasmHash: null, kind: 'contractExecutableStellarAsset' } } },
    'soroban/executable-not-wasm',
  ],
  [
    'initialized by somebody else',
    { instances: { refund: { wasmHash: codeB } }, initialized: new Map([['refund', { is: 'otherwise', call: 'parameters', found: 'x' }]]) },
    'soroban/initialized-otherwise',
  ],
  [
    'no upgrade function',
    { instances: { refund: { wasmHash: codeOld } }, notUpgradable: new Map([['refund', 'it has no function "upgrade"']]) },
    'soroban/not-upgradable',
  ],
] as [string, Parameters<typeof chain>[0], string][])('%s is refused', (_, facts, code) => {
  expect(planDeployment([refund], chain(facts), policy).refusals.map((problem) => problem.code)).toEqual([code])
})

/** The chain after each step of the first deployment of token and refund, as a crash could leave it. */
const afterCrash: [string, PlannerFacts][] = [
  ['nothing', chain()],
  ['upload token', chain({ codes: { [codeA]: {} } })],
  ['upload refund', chain({ codes: { [codeA]: {}, [codeB]: {} } })],
  ['create token', chain({ codes: { [codeA]: {}, [codeB]: {} }, instances: { token: {} } })],
  [
    'create refund',
    chain({
      codes: { [codeA]: {}, [codeB]: {} },
      instances: { token: {}, refund: { wasmHash: codeB, storage: [] } },
      initialized: new Map([['refund', { is: 'no' }]]),
    }),
  ],
  [
    'init refund',
    chain({
      codes: { [codeA]: {}, [codeB]: {} },
      instances: { token: {}, refund: { wasmHash: codeB } },
      initialized: new Map([['refund', { is: 'yes' }]]),
    }),
  ],
]

test.each(afterCrash)('a plan made after a crash behind "%s" is the remainder of the approved one', (_, found) => {
  const wanted = [contract('token', codeA), refund]
  const plan = ({ steps, done, fence }: PlannedDeployment): Plan => ({
    steps,
    done,
    fence,
    binding: {},
    wayBack: {},
    predicted: {},
    notes: {},
  })
  const approved = plan(planDeployment(wanted, chain(), policy))
  const fresh = plan(planDeployment(wanted, { ...found, account: { sequence: 12n, balance: 1n, spendable: 1n, signers: nobody } }, policy))
  expect(comparePlans({ approved, fresh, begun: true })).toBeNull()
})

test('a plan made after a crash within an upgrade is the remainder of the approved one', () => {
  const wanted = [contract('token', codeA)]
  const plan = ({ steps, done, fence }: PlannedDeployment): Plan => ({
    steps,
    done,
    fence,
    binding: {},
    wayBack: {},
    predicted: {},
    notes: {},
  })
  const before = chain({ instances: { token: { wasmHash: codeOld } }, codes: { [codeOld]: { liveUntil: 1_000 } } })
  const upgraded = chain({ instances: { token: {} }, codes: { [codeA]: {} } })
  const approved = plan(planDeployment(wanted, before, policy))
  expect(approved.steps.map(({ id }) => id)).toEqual(['upload token', 'keep code of token', 'upgrade token'])
  expect(comparePlans({ approved, fresh: plan(planDeployment(wanted, upgraded, policy)), begun: true })).toBeNull()
})

const inOne = { ...policy, strategy: 'atomic' as const }

test('what a constructor calls is initialized before it, though an initialization waits for all other contracts', () => {
  const wanted = [contract('token', codeA, { calls: ['refund'] }), contract('other', codeOld), refund]
  // Uploads; refund and other; the initialization; token: one transaction a ledger, for the deployer has one number.
  expect(planDeployment(wanted, chain(), policy).ledgers).toBe(7)
  const wide = planDeployment(
    wanted,
    chain({
      accounts: new Map(['a', 'b', 'c'].map((address) => [address, { sequence: 0n, balance: 0n, spendable: 0n, signers: nobody }])),
    }),
    { ...policy, channels: ['a', 'b', 'c'] },
  )
  expect(wide.ledgers).toBe(4)
})

test('with atomic everything that is missing is one step, in an order that holds inside a transaction', () => {
  const wanted = [contract('token', codeA, { calls: ['refund'] }), refund]
  const planned = planDeployment(wanted, chain(), { ...inOne, whenBelow: 4_000_000 })
  expect(ids(planned)).toEqual(['upload batch deployer', 'create batch deployer', 'batch', 'extend ttl 1'])
  const batch = planned.steps.find((step) => step.do === 'batch')
  const order = batch?.steps.map(({ id }) => id) ?? []
  expect([...order].sort()).toEqual(['create refund', 'create token', 'init refund', 'upload refund', 'upload token'])
  // Whatever the constructor of token calls is whole before it; the rest by what each needs.
  expect(order.indexOf('init refund')).toBeGreaterThan(order.indexOf('create refund'))
  expect(order.indexOf('create refund')).toBeGreaterThan(order.indexOf('upload refund'))
  expect(order.indexOf('create token')).toBeGreaterThan(order.indexOf('init refund'))
})

test('with atomic only what is missing is in the step, and nothing is planned where nothing is', () => {
  const batchDeployer = { instances: { 'batch deployer': { wasmHash: 'dddd' as WasmHash } }, codes: { dddd: {} } }
  const some = chain({ instances: { ...batchDeployer.instances, token: {} }, codes: { ...batchDeployer.codes, [codeA]: {} } })
  const planned = planDeployment([contract('token', codeA), refund], some, inOne)
  expect(ids(planned)).toEqual(['batch'])
  expect(planned.ledgers).toBe(1)
  expect(planned.steps[0]).toMatchObject({ steps: [{ id: 'upload refund' }, { id: 'create refund' }, { id: 'init refund' }] })
  const all = chain({ instances: { token: {} }, codes: { [codeA]: {} } })
  expect(planDeployment([contract('token', codeA)], all, inOne)).toMatchObject({ steps: [], done: expect.arrayContaining(['batch']) })
})

test('with atomic a batch deployer that is archived is restored first', () => {
  const archived = { liveUntil: 50, archived: true }
  const found = chain({ instances: { 'batch deployer': { wasmHash: 'dddd' as WasmHash, ...archived } }, codes: { dddd: archived } })
  const planned = planDeployment([contract('token', codeA)], found, inOne)
  expect(ids(planned)).toEqual(['restore batch deployer', 'batch'])
  expect(planned.ledgers).toBe(2)
})

test('with atomic a plan made after a crash behind its transaction is the remainder of the approved one', () => {
  const wanted = [contract('token', codeA)]
  const plan = ({ steps, done, fence }: PlannedDeployment): Plan => ({
    steps,
    done,
    fence,
    binding: {},
    wayBack: {},
    predicted: {},
    notes: {},
  })
  const own = { instances: { 'batch deployer': { wasmHash: 'dddd' as WasmHash } }, codes: { dddd: {} } }
  const after = [
    chain({ codes: own.codes }),
    chain(own),
    chain({ instances: { ...own.instances, token: {} }, codes: { ...own.codes, [codeA]: {} } }),
  ]
  const approved = plan(planDeployment(wanted, chain(), inOne))
  for (const found of after) expect(comparePlans({ approved, fresh: plan(planDeployment(wanted, found, inOne)), begun: true })).toBeNull()
})

test.each([
  ['bytes of the transaction', { bytes: 1_000 }],
  ['bytes written', { writtenBytes: 100 }],
  ['entries written', { writtenEntries: 1 }],
  ['entries of its footprint', { footprintEntries: 3 }],
  ['bytes of memory', { memoryBytes: 4_000_000 }],
  ['instructions', { instructions: 3_000_000 }],
])('with atomic too many %s are refused, and with waves they are not', (what, limit) => {
  const found = chain({ transaction: { ...chain().transaction, ...limit } })
  const refused = planDeployment([contract('token', codeA)], found, inOne).refusals
  expect(refused.map(({ code, message }) => [code, message.includes(what)])).toEqual([['soroban/batch-too-large', true]])
  expect(planDeployment([contract('token', codeA)], found, policy).refusals).toEqual([])
})

test('an extension holds no more entries than a transaction of the network may name', () => {
  const wanted = ['one', 'two', 'three'].map((name) => contract(name, name as WasmHash))
  const found = chain({ minPersistentTtl: 999, transaction: { ...chain().transaction, footprintEntries: 4 } })
  const extended = planDeployment(wanted, found, policy).steps.flatMap((step) => (step.do === 'extend' ? [step.entries.length] : []))
  expect(extended).toEqual([4, 2])
})

test('an upgrade with a migration has both, and is done once the migration is proved', () => {
  const migrating = contract('token', codeA, { migrate: { call: 'migrate', arguments: { shown: [] } } })
  const tries = { ...policy, triesUpgrades: true }
  const before = chain({ instances: { token: { wasmHash: codeOld } }, codes: { [codeOld]: {} } })
  expect(ids(planDeployment([migrating], before, tries))).toEqual([
    'upload batch deployer',
    'create batch deployer',
    'upload token',
    'upgrade token',
    'migrate token',
  ])
  const upgraded = { instances: { token: {}, 'batch deployer': { wasmHash: 'dddd' as WasmHash } }, codes: { [codeA]: {}, dddd: {} } }
  expect(ids(planDeployment([migrating], chain(upgraded), tries))).toEqual(['migrate token'])
  expect(planDeployment([migrating], chain({ ...upgraded, migrated: new Set(['token']) }), tries)).toMatchObject({
    steps: [],
    done: expect.arrayContaining(['migrate token']),
  })
})

test('a sequence number that moved under an approval is told', () => {
  const wanted = [contract('token', codeA)]
  const plan = ({ steps, done, fence }: PlannedDeployment): Plan => ({
    steps,
    done,
    fence,
    binding: {},
    wayBack: {},
    predicted: {},
    notes: {},
  })
  const approved = plan(planDeployment(wanted, chain(), policy))
  const fresh = plan(planDeployment(wanted, chain({ account: { sequence: 8n, balance: 1n, spendable: 1n, signers: nobody } }), policy))
  expect(comparePlans({ approved, fresh, begun: false })?.what).toBe('sequence of the deployer changed since the plan was approved')
})
