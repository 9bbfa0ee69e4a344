import { appendFile, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Keypair, xdr } from '@stellar/stellar-sdk/base'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { comparePlans } from '../../../src/core/plan.ts'
import { problemsOf } from '../../../src/core/problem.ts'
import { realProcesses } from '../../../src/core/process.ts'
import { accountKey, codeKey, instanceKey } from '../../../src/soroban/network/keys.ts'
import { loadSdk, type Sdk } from '../../../src/soroban/network/sdk.ts'
import type { DeploymentPlan } from '../../../src/soroban/plan/deployment-plan.ts'
import { makePlan } from '../../../src/soroban/plan/plan-deployment.ts'
import { checkProvenance } from '../../../src/soroban/provenance/provenance.ts'
import type { Wanted } from '../../../src/soroban/wanted.ts'
import { ledgerSurgery, type Surgery } from './ledger-surgery.ts'
import { makeSystem, manifest, type System } from './system.ts'
import { wantedOf } from './wanted-of.ts'

/** A checkout that may be spoiled, in front of a chain that may be too. */
interface Site {
  readonly repository: string
  readonly directory: string
  readonly surgery: Surgery
  readonly deployer: Keypair
  readonly rpcUrl: string
}

const store = `  env-stores:
    - name: hosting
      format: json
      command: cat > hosting
      check: if [ -e hosting ]; then cat hosting; fi
      set: { TOKEN: "\${contracts.token.id}" }
      environment: { PROJECT: traqora }
`

let network: Network
let foreign: Network
let system: System
let wanted: Wanted
let approved: DeploymentPlan
let sdk: Sdk
let surgery: Surgery

// Deployed are token and the first booking; planned are the next booking, loyalty and refund with its initialization.
beforeAll(async () => {
  network = await startNetwork()
  foreign = await startNetwork({ passphrase: 'Test SDF Network ; September 2015' })
  system = await makeSystem(network, {
    yml: manifest
      .replace(/ {4}loyalty:\n[\s\S]*/, '')
      .replace(/ {8}(refund|loyalty): .*\n/g, (line) => line.replace(/"\$.*"/, '"${contracts.token.id}"')),
  })
  expect((await system.deploy()).errors).toEqual([])
  await system.write(manifest.replace('  deploy:\n', `${store}  deploy:\n`))
  await system.buildNextBooking()
  sdk = await loadSdk()
  surgery = ledgerSurgery(network)
  const read = await wantedOf(system, network)
  wanted = read.wanted
  approved = await planIn({
    repository: system.repository,
    directory: join(system.repository, 'release'),
    surgery,
    deployer: system.deployer,
    rpcUrl: network.rpcUrl,
  })
}, 60_000)

afterAll(async () => {
  await system[Symbol.asyncDispose]()
  await network.stop()
  await foreign.stop()
})

async function planIn({ repository, directory, deployer, rpcUrl }: Site): Promise<DeploymentPlan> {
  const { wanted, chain } = await wantedOf({ repository, deployer }, { rpcUrl })
  return makePlan({
    wanted,
    chain,
    release: { id: 'rehearsal-8413', directory },
    history: { ofRelease: () => [] },
    mergeChannels: false,
    spendLimit: 1_000_000_000n,
    world: { processes: realProcesses({}), directory: repository },
    attest: (contracts) =>
      checkProvenance(contracts, { policy: wanted.provenance, network: wanted.network, directory: repository, archiveOf: null }),
  })
}

const contractOf = (name: string) => {
  const contract = wanted.contracts.find((one) => one.name === name)
  if (contract === undefined) throw new TypeError(`no contract ${name}`)
  return contract
}
const yml = (from: string | RegExp, to: string) => async (site: Site) => {
  const path = join(site.repository, 'fairlead.yml')
  const text = await readFile(path, 'utf8')
  expect(text.replace(from, to)).not.toBe(text)
  await writeFile(path, text.replace(from, to))
}
const wasm = (site: Site, name: string) => join(site.repository, 'contracts', 'wasm', `${name}.wasm`)
const instance = (name: string) => instanceKey(contractOf(name).id, sdk)
const code = (name: string) => codeKey(contractOf(name).file.hash, sdk)
const over = () => network.ledger.sequence - 1
/** A custom section that means nothing. */
const oneSectionMore = Buffer.from([0, 2, 1, 0x78])

type Mutation = readonly [what: string, mutate: (site: Site) => unknown, refusal: string]

const mutations: readonly Mutation[] = [
  ['a value of a constructor', yml('spent_per_point: 100', 'spent_per_point: 101'), 'not in the approved plan: create loyalty'],
  [
    'an id in a constructor',
    yml('booking: "${contracts.booking.id}", spent', 'booking: "${contracts.token.id}", spent'),
    'not in the approved plan: create loyalty',
  ],
  [
    'a value of an initialization',
    yml(/(args: .*booking: )"\$\{contracts.booking.id\}"/, '$1"${contracts.loyalty.id}"'),
    'not in the approved plan: init refund',
  ],
  ['no initialization', yml(/ {6}init:[\s\S]*/, ''), 'no longer to be done'],
  ['the name of a contract', yml('    loyalty:\n', '    loyalties:\n    # loyalty\n'), 'config'],
  ['a contract less', yml(/ {4}refund:[\s\S]*/, ''), 'soroban/argument-missing'],
  [
    'a contract more',
    yml('    loyalty:\n', '    voucher: { wasm: contracts/wasm/refund.wasm }\n    loyalty:\n'),
    'executable of voucher changed',
  ],
  ['another generation', yml('    loyalty:\n', '    loyalty:\n      generation: 2\n'), 'not in the approved plan: create loyalty'],
  ['a fresh instance of what is deployed', yml('    token:\n', '    token:\n      generation: 2\n'), 'executable of token changed'],
  ['another file', yml('contracts/wasm/loyalty.wasm', 'contracts/wasm/airline.wasm'), 'soroban/'],
  [
    'another env file',
    yml('env-files: [packages/backend/.env]', 'env-files: [packages/client/.env]'),
    'not in the approved plan: env file packages/client/.env',
  ],
  [
    'another variable',
    yml('env-files: [packages/backend/.env]', 'env-files: { packages/backend/.env: { TOKEN: "${contracts.token.id}" } }'),
    'not in the approved plan: env file packages/backend/.env',
  ],
  ...[
    ['command', 'command: cat > hosting', 'command: cat > elsewhere'],
    ['check', '[ -e hosting ]', '[ -s hosting ]'],
    ['format', 'format: json', 'format: dotenv'],
    ['variable', 'set: { TOKEN: ', 'set: { TOKEN_ID: '],
    ['environment', 'PROJECT: traqora', 'PROJECT: "${env.STELLAR_RPC_URL}"'],
  ].map(
    ([what, from = '', to = '']): Mutation => [`another ${what} of a store`, yml(from, to), 'not in the approved plan: env store hosting'],
  ),
  ['another lifetime', yml('  deploy:\n', '  ttl: { extend-to: 31d }\n  deploy:\n'), 'not in the approved plan: extend ttl 1'],
  ['another upgrade function', yml('    booking:\n', '    booking:\n      upgrade: { call: replace }\n'), 'soroban/not-upgradable'],
  ['the name of the system', yml('system: traqora', 'system: tripavail'), 'system changed'],
  ['the name of the network', yml('name: local', 'name: custom, passphrase: "Standalone Network ; February 2017"'), 'network changed'],
  [
    'a byte more in a new contract',
    (site) => appendFile(wasm(site, 'loyalty'), oneSectionMore),
    'not in the approved plan: upload loyalty, create loyalty',
  ],
  [
    'a byte more in an upgrade',
    (site) => appendFile(wasm(site, 'booking'), oneSectionMore),
    'not in the approved plan: upload booking, upgrade booking',
  ],
  [
    'a byte more in a contract that stays',
    (site) => appendFile(wasm(site, 'token'), oneSectionMore),
    'not in the approved plan: upload token, upgrade token',
  ],
  ['one contract in the place of another', (site) => copyFile(wasm(site, 'token'), wasm(site, 'refund')), 'soroban/'],
  ['another network', (site) => Object.assign(site, { rpcUrl: foreign.rpcUrl }), 'soroban/wrong-passphrase'],
  ['another deployer', (site) => Object.assign(site, { deployer: Keypair.fromSecret(network.root.secret) }), 'deployer changed'],
  [
    'a transaction of the deployer',
    ({ surgery: { useNumbers } }) => useNumbers(accountKey(wanted.signer.address, sdk), 1n),
    'sequence of the deployer changed',
  ],
  ['no account', ({ surgery: { remove } }) => remove(accountKey(wanted.signer.address, sdk)), 'soroban/deployer-unfunded'],
  [
    'an upgrade by somebody else',
    ({ surgery: { changeInstance } }) => changeInstance(instance('booking'), (found) => ({ ...found, executable: runs('booking') })),
    'executable of booking changed',
  ],
  ['an instance that is gone', ({ surgery: { remove } }) => remove(instance('token')), 'executable of token changed'],
  [
    'an instance that is archived',
    ({ surgery: { setLifetime } }) => setLifetime(instance('token'), over()),
    'not in the approved plan: restore token',
  ],
  [
    'code that is archived',
    ({ surgery: { setLifetime } }) => setLifetime(code('token'), over()),
    'not in the approved plan: restore token',
  ],
  ['code that is gone', ({ surgery: { remove } }) => remove(code('token')), 'not in the approved plan: upload token'],
  [
    'an instance that will soon be archived',
    ({ surgery: { setLifetime } }) => setLifetime(instance('token'), network.ledger.sequence + 9),
    'not in the approved plan: extend ttl 1',
  ],
  [
    'an env file that is rendered already',
    (site) => rendered(site),
    'no longer to be done, though the plan was never begun: env file packages/backend/.env',
  ],
]

const runs = (name: string) => xdr.ContractExecutable.contractExecutableWasm(Buffer.from(contractOf(name).file.hash, 'hex'))

async function rendered({ directory }: Site): Promise<void> {
  await mkdir(join(directory, 'packages', 'backend'), { recursive: true })
  const step = approved.steps.find((one) => one.do === 'render')
  const ids = approved.predicted['contract-ids'] as Readonly<Record<string, string>>
  const lines = Object.keys(step?.do === 'render' ? step.variables : {}).map(
    (name) => `${name}=${ids[name.replace('_CONTRACT_ID', '').toLowerCase()]}\n`,
  )
  await writeFile(join(directory, 'packages', 'backend', '.env'), lines.join(''))
}

async function refusalOf(mutate: (site: Site) => unknown): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-approval-'))
  const site: Site = {
    repository: join(folder, 'checkout'),
    directory: join(folder, 'release'),
    surgery,
    deployer: system.deployer,
    rpcUrl: network.rpcUrl,
  }
  await cp(system.repository, site.repository, { recursive: true })
  try {
    await mutate(site)
    return comparePlans({ approved, fresh: await planIn(site), begun: false })?.what ?? null
  } catch (thrown) {
    const [problem] = problemsOf(thrown) ?? []
    if (problem === undefined) throw thrown
    return problem.code
  } finally {
    surgery.heal()
    await rm(folder, { recursive: true, force: true })
  }
}

test('a plan of the same facts is the approved one', async () => {
  expect(approved.steps.map(({ id }) => id)).toEqual(expect.arrayContaining(['upgrade booking', 'create loyalty', 'init refund']))
  expect(await refusalOf(() => undefined)).toBeNull()
})

test.each(mutations)('%s is refused', async (_, mutate, refusal) => {
  expect(await refusalOf(mutate)).toContain(refusal)
})
