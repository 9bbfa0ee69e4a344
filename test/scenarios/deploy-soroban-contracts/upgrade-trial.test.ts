import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { runAction } from '../../support/run-action.ts'
import { makeSystem, type System } from './system.ts'

/** Builds of one contract: what `first` stores, `migrating` brings into another form, and `misreading` takes for it. */
type Build = 'first' | 'migrating' | 'misreading'

const profile = 'mainnet'
const upgrade = {
  none: '',
  probing: '      upgrade: { probes: [{ call: limit, equals: 100 }] }\n',
  migrating: `      upgrade:
        migrate: { args: { fee: 3 }, proof: { call: fee, equals: 3 } }
        probes: [{ call: limit, equals: 100 }]
`,
}

function manifest({ upgrade, strategy = 'waves' }: { upgrade: string; strategy?: 'waves' | 'atomic' }): string {
  return `system: traqora
environments:
  rehearsal:
    network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
contracts:
  deployer: { secret-key: "\${env.STELLAR_SECRET_KEY}" }
  strategy: ${strategy}
  deploy:
    terms:
      wasm: contracts/wasm/terms.wasm
      constructor: { admin: "\${deployer.address}", limit: 100 }
${upgrade}`
}

const run = (id: number) => ({ facts: { GITHUB_RUN_ID: String(id) } })

async function build(system: System, name: Build): Promise<void> {
  const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'upgrade')
  await copyFile(join(fixtures, `${name}.wasm`), join(system.repository, 'contracts', 'wasm', 'terms.wasm'))
}

/** The first build on the chain, and what rehearses upgrades beside it. */
async function deployed(network: Network, strategy: 'waves' | 'atomic'): Promise<System> {
  const system = await makeSystem(network, { yml: manifest({ upgrade: upgrade.probing, strategy }) })
  await build(system, 'first')
  expect((await system.deploy()).errors).toEqual([])
  return system
}

test('new code that cannot read what is stored is found before anything is sent', async () => {
  await using network = await startNetwork({ profile })
  await using system = await deployed(network, 'waves')
  await build(system, 'misreading')
  const sent = network.transactions.length
  const refused = await system.deploy(run(2))
  expect(refused.errors).toEqual([
    expect.objectContaining({
      title: 'soroban/upgrade-trial-failed',
      line: 12,
      message: expect.stringMatching(
        /The upgrade of "terms" was rehearsed .* and "limit" fails: HostError: Error\(Object, UnexpectedSize\)/,
      ),
    }),
  ])
  expect(network.transactions).toHaveLength(sent)

  await build(system, 'migrating')
  const unmigrated = await system.deploy(run(3))
  expect(unmigrated.errors.map(({ title }) => title)).toEqual(['soroban/upgrade-trial-failed'])
  expect(network.transactions).toHaveLength(sent)
})

test('a probe that answers otherwise is told with both answers', async () => {
  await using network = await startNetwork({ profile })
  await using system = await deployed(network, 'waves')
  await build(system, 'migrating')
  await system.write(manifest({ upgrade: upgrade.migrating.replace('equals: 100', 'equals: 99') }))
  const refused = await system.deploy(run(2))
  expect(refused.errors).toEqual([
    expect.objectContaining({
      title: 'soroban/upgrade-probe-differs',
      line: 14,
      message: expect.stringContaining('"limit" answers 100, wanted 99'),
    }),
  ])
})

test.each([
  ['waves', 3],
  ['atomic', 1],
] as const)(
  'with %s an upgrade is migrated once, also when it is taken back and made again',
  async (strategy, transactions) => {
    await using network = await startNetwork({ profile })
    await using system = await deployed(network, strategy)
    await build(system, 'migrating')
    await system.write(manifest({ upgrade: upgrade.migrating, strategy }))
    const planned = await system.deploy({ ...run(2), inputs: { 'dry-run': 'true' } })
    expect(planned.errors).toEqual([])
    expect(planned.summary).toContain('**Not reversible**: terms is migrated')
    const before = network.transactions.length
    const migrated = await system.deploy(run(2))
    expect(migrated.errors).toEqual([])
    expect(network.transactions.length - before).toBe(transactions)
    expect((await system.deploy(run(3))).outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '0' })

    // The former code runs again, over what is migrated; `migrate` would trap if it were called a second time.
    await build(system, 'first')
    await system.write(manifest({ upgrade: upgrade.none, strategy }))
    const because = 'because: it is taken back on purpose'
    const accept = `      accept: [{ function-removed: fee, ${because} }, { function-removed: migrate, ${because} }]\n`
    await system.write(manifest({ upgrade: accept, strategy }))
    expect((await system.deploy(run(4))).errors).toEqual([])
    await build(system, 'migrating')
    await system.write(manifest({ upgrade: upgrade.migrating, strategy }))
    const again = await system.deploy(run(5))
    expect(again.errors).toEqual([])
    expect(again.log).not.toContain('migrate terms: sending')
    expect(network.transactions.filter(({ succeeded }) => !succeeded)).toEqual([])
  },
  180_000,
)

test('where the contract that tries upgrades is not there yet, it comes first, and the upgrade is tried before it is sent', async () => {
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network, { yml: manifest({ upgrade: upgrade.none }) })
  await build(system, 'first')
  expect((await system.deploy(run(1))).errors).toEqual([])
  await build(system, 'misreading')
  const planned = await system.deploy({ ...run(2), inputs: { 'dry-run': 'true' } })
  expect(planned.summary).toContain('The new code of terms was not tried on what is stored')
  await system.write(manifest({ upgrade: upgrade.probing }))
  const refused = await system.deploy(run(3))
  expect(refused.errors.map(({ title }) => title)).toEqual(['soroban/upgrade-trial-failed'])
  expect(refused.log).toContain('create batch deployer: applied')
  expect(refused.log).not.toContain('upgrade terms: sending')
})

test('a new contract whose migration is not proved is told, and the next run migrates it', async () => {
  await using network = await startNetwork({ profile })
  await using system = await makeSystem(network, { yml: manifest({ upgrade: upgrade.migrating }) })
  await build(system, 'migrating')
  const first = await system.deploy(run(1))
  expect(first.errors.map(({ title }) => title)).toEqual(['soroban/not-migrated'])
  expect((await system.deploy(run(2))).outputs).toMatchObject({ verdict: 'pass', 'ledgers-used': '1' })
})

test.each([
  ['migrating', upgrade.migrating, 'hold', 0],
  ['misreading', upgrade.none, 'revert', 1],
] as const)(
  'a rollback of the build %s puts the former code back only where nothing was migrated',
  async (name, section, decision, transactions) => {
    await using network = await startNetwork({ profile })
    await using system = await deployed(network, 'waves')
    await build(system, name)
    await system.write(manifest({ upgrade: section }))
    expect((await system.deploy(run(2))).errors).toEqual([])
    const before = network.transactions.length
    const back = await runAction('rollback', {
      repository: system.repository,
      inputs: { environment: 'rehearsal', 'release-id': 'rehearsal-2' },
      env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret() },
      facts: { GITHUB_RUN_ID: '9' },
    })
    expect(back.outputs['decision']).toBe(decision)
    expect(network.transactions.length - before).toBe(transactions)
  },
)
