import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { Keypair, xdr } from '@stellar/stellar-sdk/base'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import type { Problem } from '../../../src/core/problem.ts'
import { type Deployed, verifySystem } from '../../../src/soroban/drift.ts'
import type { Chain } from '../../../src/soroban/network/chain.ts'
import { accountKey, codeKey, instanceKey } from '../../../src/soroban/network/keys.ts'
import type { Wanted } from '../../../src/soroban/wanted.ts'
import { type Instance, ledgerSurgery, type Surgery } from './ledger-surgery.ts'
import { idsOf, makeSystem, type System } from './system.ts'
import { wantedOf } from './wanted-of.ts'

const other = Keypair.random().publicKey()

interface Site {
  readonly network: Network
  readonly system: System
  readonly wanted: Wanted
  readonly chain: Chain
  readonly deployed: Deployed
  readonly directory: string
  readonly surgery: Surgery
}

let site: Site

beforeAll(async () => {
  const network = await startNetwork()
  const system = await makeSystem(network)
  await system.deploy()
  const first = await wantedOf(system, network)
  await system.buildNextBooking()
  const run = await system.deploy({ facts: { GITHUB_RUN_ID: '8413' } })
  const codeBefore = { booking: codeOf('booking', first.wanted) }
  site = {
    network,
    system,
    ...(await wantedOf(system, network)),
    deployed: { release: 'rehearsal-8413', commit: '', ids: idsOf(run) as Deployed['ids'], codeBefore },
    directory: join(system.repository, 'releases', 'rehearsal-8413'),
    surgery: ledgerSurgery(network),
  }
}, 60_000)

afterEach(() => site.surgery.heal())

afterAll(async () => {
  await site.system[Symbol.asyncDispose]()
  await site.network.stop()
})

const contractOf = (name: string, { contracts }: Wanted = site.wanted) => {
  const contract = contracts.find((one) => one.name === name)
  if (contract === undefined) throw new TypeError(`no contract ${name}`)
  return contract
}
const codeOf = (name: string, wanted?: Wanted) => contractOf(name, wanted).file.hash
const instance = (name: string) => instanceKey(contractOf(name).id, site.chain.sdk)
const code = (name: string) => codeKey(codeOf(name), site.chain.sdk)
const wayBack = () => codeKey(site.deployed.codeBefore['booking'] ?? codeOf('booking'), site.chain.sdk)
const executable = (name: string, to: xdr.ContractExecutable) => (surgery: Surgery) =>
  surgery.changeInstance(instance(name), ({ storage }) => ({ storage, executable: to }))
const storage = (name: string, change: (storage: Instance['storage']) => Instance['storage']) => (surgery: Surgery) =>
  surgery.changeInstance(instance(name), (found) => ({ ...found, storage: change(found.storage) }))

/** Stored values, with the one under a key like `[Admin]` replaced. */
const stored = (slot: string, val: xdr.ScVal) => (all: Instance['storage']) =>
  all.map((pair) => (tagOf(pair.key) === slot ? { ...pair, val } : pair))
const tagOf = (key: xdr.ScVal) => (key.type === 'scvVec' ? String(key.value?.[0]?.value) : '')
const address = (text: string) => site.chain.sdk.nativeToScVal(text, { type: 'address' })

/** Parameters with another administrator. */
const foreignParameters = (all: Instance['storage']) =>
  all.map(({ key, val }) =>
    tagOf(key) === 'Parameters' && val.type === 'scvMap'
      ? {
          key,
          val: xdr.ScVal.scvMap(
            (val.value ?? []).map(
              (pair) => new xdr.ScMapEntry({ key: pair.key, val: String(pair.key.value) === 'admin' ? address(other) : pair.val }),
            ),
          ),
        }
      : { key, val },
  )

const externally = (owner: string) => {
  const { Address } = site.chain.sdk
  const reference = { executableOwner: new Address(owner).toScAddress(), tag: 'stable' }
  return xdr.ContractExecutable.contractExecutableExternalRef(new xdr.ContractExecutableExternalRef(reference))
}
const pausedSlot = (name: string) => (surgery: Surgery) =>
  storage(name, (all) => [...all, { key: xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Paused')]), val: xdr.ScVal.scvBool(true) }])(surgery)
const soon = () => site.network.ledger.sequence + 100
const over = () => site.network.ledger.sequence - 1

const drifts: readonly [kind: string, drift: (surgery: Surgery) => void, codes: readonly string[]][] = [
  ['no instance', (surgery) => surgery.remove(instance('token')), ['drift-instance-missing token']],
  [
    'other code',
    (surgery) => executable('token', xdr.ContractExecutable.contractExecutableWasm(Buffer.from(codeOf('refund'), 'hex')))(surgery),
    ['drift-code token'],
  ],
  ['the code of a Stellar asset', executable('token', xdr.ContractExecutable.contractExecutableStellarAsset()), ['drift-executable token']],
  [
    'code that another contract names',
    (surgery) => executable('token', externally(contractOf('booking').id))(surgery),
    ['drift-executable token'],
  ],
  ['an archived instance', (surgery) => surgery.setLifetime(instance('token'), over()), ['drift-instance-archived token']],
  ['archived code', (surgery) => surgery.setLifetime(code('token'), over()), ['drift-code-archived token']],
  ['no code', (surgery) => surgery.remove(code('token')), ['drift-code-missing token']],
  ['an instance that is not kept alive', (surgery) => surgery.setLifetime(instance('token'), soon()), ['drift-lifetime token']],
  ['code that is not kept alive', (surgery) => surgery.setLifetime(code('token'), soon()), ['drift-lifetime token']],
  ['a way back that is archived', (surgery) => surgery.setLifetime(wayBack(), over()), ['drift-way-back-lost booking']],
  ['a way back that is gone', (surgery) => surgery.remove(wayBack()), ['drift-way-back-lost booking']],
  ['a way back that is not kept alive', (surgery) => surgery.setLifetime(wayBack(), soon()), ['drift-way-back-lifetime booking']],
  ['other constructor values', storage('token', foreignParameters), ['read-back-differs token']],
  ['other values of an initialization', storage('refund', foreignParameters), ['read-back-differs refund']],
  ['no initialization', storage('refund', () => []), ['drift-not-initialized refund']],
  ['a read-back that fails', storage('token', () => []), ['drift-read-back-fails token']],
  ['a pause', pausedSlot('booking'), ['drift-paused booking']],
  ['another administrator', (surgery) => storage('booking', stored('Admin', address(other)))(surgery), ['drift-admin booking']],
  ['no account', (surgery) => surgery.remove(accountKey(site.wanted.signer.address, site.chain.sdk)), ['drift-deployer-missing']],
]

const told = (problems: readonly Problem[]) =>
  problems.map(({ code: problem, message }) =>
    [problem.replace('soroban/', ''), /"(token|booking|loyalty|refund)"/.exec(message.replace(/^"(parameters)"/, ''))?.[1]]
      .filter(Boolean)
      .join(' '),
  )

test('nothing is told where everything is as wanted', async () => {
  expect(told((await verifySystem(site.wanted, site)).problems)).toEqual([])
})

test.each(drifts)('%s is found', async (_, drift, codes) => {
  drift(site.surgery)
  expect(told((await verifySystem(site.wanted, site)).problems)).toEqual(codes)
})

test('external code is told with who names it and what is named now', async () => {
  executable('token', externally(contractOf('booking').id))(site.surgery)
  const { problems } = await verifySystem(site.wanted, site)
  expect(problems[0]?.message).toContain(`what the tag "stable" of ${contractOf('booking').id} names, now no code`)
})

test('a contract that another account deployed, and one that is no longer named, are told by the record', async () => {
  const { ids } = site.deployed
  const [token, refund] = [ids['token'], ids['refund']]
  if (token === undefined || refund === undefined) throw new TypeError('the record has ids')
  const deployed = { ...site.deployed, ids: { ...ids, token: refund, voucher: token } }
  const { problems } = await verifySystem(site.wanted, { ...site, deployed })
  expect(problems.map(({ code: problem }) => problem)).toEqual(['soroban/drift-other-id', 'soroban/drift-unknown-contract'])
})

test('env files are compared variable by variable, and a verification by the action changes nothing and fails', async () => {
  const { system, network, directory } = site
  const file = join(directory, 'packages', 'backend', '.env')
  const rendered = await readFile(file, 'utf8')
  const verify = () => system.deploy({ inputs: { mode: 'verify' }, facts: { GITHUB_RUN_ID: '8500' } })
  const sent = network.transactions.length
  expect((await verify()).outputs).toMatchObject({ verdict: 'pass', changed: 'false' })

  await writeFile(file, rendered.replace(/TOKEN_CONTRACT_ID=.*/, 'TOKEN_CONTRACT_ID=other'))
  storage('booking', stored('Admin', address(other)))(site.surgery)
  const run = await verify()
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ verdict: 'fail', changed: 'false', 'reason-code': 'soroban/drift-admin' })
  expect(run.errors.map(({ title }) => title)).toEqual(['soroban/drift-admin', 'soroban/drift-env-variable'])
  expect(await readFile(file, 'utf8')).toContain('TOKEN_CONTRACT_ID=other')
  expect(network.transactions).toHaveLength(sent)

  await rm(file)
  expect(told((await verifySystem(site.wanted, site)).problems)).toEqual(['drift-admin booking', 'drift-env-file-missing'])
  await writeFile(file, rendered)
})
