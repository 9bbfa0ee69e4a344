import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Keypair } from '@stellar/stellar-sdk/base'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { fund, payerOf, setCoSigners, signAtHome, signEnvelopes, type Thresholds, useNumber, waitingIn } from './co-signers.ts'
import { filesOf, keylessSystem, oneContract } from './signers.ts'
import { idsOf, manifest, type System } from './system.ts'

const twoOfThree: Thresholds = { low: 1, medium: 2, high: 3 }

interface Site {
  readonly account: Keypair
  /** Three of one vote each. */
  readonly signers: readonly [Keypair, Keypair, Keypair]
  readonly payer: Keypair
  readonly env: Readonly<Record<string, string>>
}

/** An account with three signers of weight 1. */
async function multiSignatureAccount(network: Network, thresholds = twoOfThree): Promise<Site> {
  const [account, payer, ...signers] = Array.from({ length: 5 }, () => Keypair.random()) as [Keypair, Keypair, Keypair, Keypair, Keypair]
  await fund(network, account)
  await fund(network, payer)
  await setCoSigners(network, account, { weights: new Map(signers.map((signer) => [signer, 1])), thresholds })
  const secrets = signers.map((signer, index) => [`SIGNER_${index}`, signer.secret()])
  return { account, signers: signers as Site['signers'], payer, env: { ...Object.fromEntries(secrets), PAYER: payer.secret() } }
}

const here = (index: number) => `{ secret-key: "\${env.SIGNER_${index}}" }`
const away = (pair: Keypair) => `{ address: ${pair.publicKey()} }`

function multiSignature({ account }: Site, signers: readonly string[], more = 'fee-payer: { secret-key: "${env.PAYER}" }'): string {
  return `{ multi-signature: { account: ${account.publicKey()}, signers: [${signers.join(', ')}]${more === '' ? '' : `, ${more}`} } }`
}

function systemOf(network: Network, { account }: Site, deployer: string): Promise<System> {
  return keylessSystem(network, { pair: account, yml: oneContract(deployer), funded: false })
}

/** Besides the one that set the co-signers. */
const ours = (network: Network) => network.transactions.slice(1)

test('as many signers on this machine sign as each threshold asks for, and the account pays', async () => {
  await using network = await startNetwork()
  const site = await multiSignatureAccount(network)
  await using system = await systemOf(network, site, multiSignature(site, [0, 1, 2].map(here), ''))
  const run = await system.deploy({ env: site.env })
  expect(run.errors).toEqual([])
  expect(ours(network).map(({ succeeded }) => succeeded)).toEqual([true, true, true])
  const again = await system.deploy({ env: site.env })
  expect(again.outputs['changed']).toBe('false')
})

test('two of three with one who signs at home: each round waits in a file, and the next run goes on with the very same hashes', async () => {
  await using network = await startNetwork()
  const site = await multiSignatureAccount(network)
  const [, home] = site.signers
  await using system = await systemOf(network, site, multiSignature(site, [here(0), away(home)]))
  const plan = await system.deploy({ env: site.env, inputs: { 'dry-run': 'true' } })
  expect(plan.summary).toContain('collected in 2 rounds')

  const first = await system.deploy({ env: site.env, inputs: { 'plan-id': plan.outputs['plan-id'] ?? '' } })
  expect(first.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'soroban/needs-signatures', changed: 'false' })
  expect(ours(network)).toHaveLength(0)
  const uploads = await waitingIn(first, system)
  expect(uploads).toMatchObject({ round: 1, rounds: 2, signers: [{ address: home.publicKey(), weight: 1 }] })
  expect(uploads.transactions.map(({ step }) => step.id)).toEqual(['upload token'])

  const signed = await signAtHome(uploads, home, system)
  const second = await system.deploy({ env: site.env, inputs: { signatures: signed, 'plan-id': plan.outputs['plan-id'] ?? '' } })
  expect(second.outputs).toMatchObject({ 'reason-code': 'soroban/needs-signatures', changed: 'true' })
  expect(ours(network).map(({ innerId }) => innerId)).toEqual(uploads.transactions.map(({ hash }) => hash))
  const creations = await waitingIn(second, system)
  expect(creations).toMatchObject({ round: 2, rounds: 2 })
  expect(creations.transactions.map(({ step }) => step.id)).toEqual(['create token'])

  // Extensions ask for the low threshold only, which the signer on this machine reaches.
  const third = await system.deploy({ env: site.env, inputs: { signatures: await signEnvelopes(creations, home, system) } })
  expect(third.errors).toEqual([])
  expect(third.outputs).toMatchObject({ verdict: 'pass', changed: 'true' })
  expect(Object.keys(idsOf(third))).toEqual(['token'])
  expect(ours(network).map(({ succeeded }) => succeeded)).toEqual([true, true, true])
  // The one who pays is the fee source of every bid, and nobody else is.
  const payers = ours(network).map(({ envelope }) => payerOf(envelope))
  expect(payers).toEqual(Array(3).fill(site.payer.publicKey()))
  const written = [first, second, third].map((run) => run.everythingItWrote).concat(await filesOf(system.repository))
  for (const secret of Object.values(site.env)) expect(written.filter((text) => text.includes(secret))).toEqual([])
})

test.each<[string, Thresholds, (site: Site) => string, string, string]>([
  [
    'too little weight',
    { low: 1, medium: 3, high: 3 },
    (site) => multiSignature(site, [here(0), away(site.signers[1])]),
    'weight-too-low',
    'its medium threshold is 3, and 1 are missing',
  ],
  [
    'a key that is no signer of the account',
    twoOfThree,
    (site) => multiSignature(site, [here(0), here(1), '{ secret-key: "${env.PAYER}" }'], ''),
    'key-not-a-signer',
    'has no signer',
  ],
  [
    'the same key twice',
    twoOfThree,
    (site) => multiSignature(site, [here(0), here(0)], ''),
    'weight-too-low',
    'its medium threshold is 2, and 1 are missing',
  ],
  [
    'nobody on this machine who can pay',
    { low: 2, medium: 2, high: 2 },
    (site) => multiSignature(site, [here(0), away(site.signers[1])], ''),
    'fee-payer-missing',
    'its low threshold is 2, and the signers on this machine miss 1',
  ],
  [
    'somebody who pays and has no account',
    twoOfThree,
    (site) => multiSignature(site, [here(0), here(1)], 'fee-payer: { secret-key: "${env.NOBODY}" }'),
    'deployer-unfunded',
    'The fee payer',
  ],
  [
    'the single key of an account that does not count any more',
    twoOfThree,
    () => '{ secret-key: "${env.ACCOUNT}" }',
    'weight-too-low',
    'its medium threshold is 2, and 2 are missing',
  ],
])('%s is refused before anything is signed or sent', async (_, thresholds, deployer, code, text) => {
  await using network = await startNetwork()
  const site = await multiSignatureAccount(network, thresholds)
  await using system = await systemOf(network, site, deployer(site))
  const run = await system.deploy({ env: { ...site.env, ACCOUNT: site.account.secret(), NOBODY: Keypair.random().secret() } })
  expect(run.errors.map(({ title }) => title)).toContain(`soroban/${code}`)
  expect(run.errors.find(({ title }) => title === `soroban/${code}`)?.message).toContain(text)
  expect(ours(network)).toHaveLength(0)
})

test('four contracts wait in three rounds, each with everything that can be signed by then, with the numbers of two channels', async () => {
  await using network = await startNetwork()
  const site = await multiSignatureAccount(network)
  const [, home] = site.signers
  const deployer = multiSignature(site, [here(0), away(home)])
  const channels = [Keypair.random(), Keypair.random()]
  for (const channel of channels) await fund(network, channel)
  const env = { ...site.env, ...Object.fromEntries(channels.map((channel, index) => [`CHANNEL_${index}`, channel.secret()])) }
  const yml = manifest.replace(
    '{ secret-key: "${env.STELLAR_SECRET_KEY}" }',
    `${deployer}\n  channels: { secret-keys: ["\${env.CHANNEL_0}", "\${env.CHANNEL_1}"] }`,
  )
  await using system = await keylessSystem(network, { pair: site.account, yml, funded: false })
  const steps: string[][] = []
  const sources = new Set<string>()
  let run = await system.deploy({ env })
  while (run.outputs['reason-code'] === 'soroban/needs-signatures') {
    const waiting = await waitingIn(run, system)
    steps.push(waiting.transactions.map(({ step }) => step.id))
    for (const { source } of waiting.transactions) sources.add(source)
    for (const channel of channels) {
      const numbers = waiting.transactions.filter(({ source }) => source === channel.publicKey()).map(({ sequence }) => BigInt(sequence))
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0n) + BigInt(index)))
    }
    run = await system.deploy({ env, inputs: { signatures: await signAtHome(waiting, home, system) } })
  }
  expect(run.errors).toEqual([])
  expect([...sources].sort()).toEqual(channels.map((channel) => channel.publicKey()).sort())
  expect(steps.map((round) => round.map((step) => step.split(' ')[0]))).toEqual([
    Array(4).fill('upload'),
    Array(4).fill('create'),
    ['init'],
  ])
  expect(ours(network).every(({ succeeded }) => succeeded)).toBe(true)
  expect(JSON.parse(run.outputs['env-files'] ?? '')).toEqual(['packages/backend/.env'])
}, 120_000)

test('with the strategy atomic the whole system is one transaction to sign, once its deployer is there', async () => {
  await using network = await startNetwork()
  const site = await multiSignatureAccount(network)
  const [, home] = site.signers
  const deployer = multiSignature(site, [here(0), away(home)])
  const yml = manifest
    .replace('{ secret-key: "${env.STELLAR_SECRET_KEY}" }', deployer)
    .replace('  env-files:', '  strategy: atomic\n  env-files:')
  await using system = await keylessSystem(network, { pair: site.account, yml, funded: false })
  const steps: string[][] = []
  let run = await system.deploy({ env: site.env })
  while (run.outputs['reason-code'] === 'soroban/needs-signatures') {
    const waiting = await waitingIn(run, system)
    steps.push(waiting.transactions.map(({ step }) => step.id))
    run = await system.deploy({ env: site.env, inputs: { signatures: await signAtHome(waiting, home, system) } })
  }
  expect(run.errors).toEqual([])
  expect(steps).toEqual([['upload batch deployer'], ['create batch deployer'], ['batch']])
}, 120_000)

test('signatures of two who are at home are put together from two files, and what one gave is kept', async () => {
  await using network = await startNetwork()
  const site = await multiSignatureAccount(network, { low: 2, medium: 2, high: 2 })
  const [, second, third] = site.signers
  await using system = await systemOf(network, site, multiSignature(site, [away(second), away(third)]))
  const waiting = await waitingIn(await system.deploy({ env: site.env }), system)
  expect(waiting.transactions[0]?.['missing-weight']).toBe(2)
  const byOne = await signAtHome(waiting, second, system)
  const half = await system.deploy({ env: site.env, inputs: { signatures: byOne } })
  expect(half.outputs['reason-code']).toBe('soroban/needs-signatures')
  const stillWaiting = await waitingIn(half, system)
  expect(stillWaiting.transactions[0]).toMatchObject({ hash: waiting.transactions[0]?.hash, 'missing-weight': 1 })
  expect(stillWaiting.transactions[0]?.signatures.map(({ signer }) => signer)).toEqual([second.publicKey()])
  expect(ours(network)).toHaveLength(0)

  // The other one signed the first file, not the second.
  const byOther = await signAtHome(waiting, third, system)
  await system.deploy({ env: site.env, inputs: { signatures: `${byOne}\n${byOther}` } })
  expect(ours(network).map(({ innerId }) => innerId)).toEqual(waiting.transactions.map(({ hash }) => hash))
})

test('a signature of somebody else, and a file that is none, are told before anything begins', async () => {
  await using network = await startNetwork()
  const site = await multiSignatureAccount(network)
  const [, home] = site.signers
  await using system = await systemOf(network, site, multiSignature(site, [here(0), away(home)]))
  const waiting = await waitingIn(await system.deploy({ env: site.env }), system)
  const stranger = Keypair.random()
  const forgedFor = (signer: string, hash: string) => ({
    signer,
    signature: Buffer.from(stranger.sign(Buffer.from(hash, 'hex'))).toString('base64'),
  })
  const forged = waiting.transactions.map((one) => ({
    ...one,
    signatures: [forgedFor(home.publicKey(), one.hash), forgedFor('somebody', one.hash)],
  }))
  const byStranger = await signEnvelopes(waiting, stranger, system)
  await writeFile(join(system.repository, 'forged.json'), JSON.stringify({ ...waiting, transactions: forged }))
  await writeFile(join(system.repository, 'other.json'), '{ "transactions": 1 }')
  const run = await system.deploy({ env: site.env, inputs: { signatures: `forged.json\nother.json\nmissing.json\n${byStranger}` } })
  expect(run.errors.map(({ title }) => title)).toEqual([
    'soroban/collected-signature-wrong',
    'soroban/collected-signature-wrong',
    'soroban/signatures-unreadable',
    'soroban/signatures-unreadable',
    'soroban/collected-signature-wrong',
  ])
  const hash = waiting.transactions[0]?.hash ?? ''
  for (const [place, words] of [
    [0, ['forged.json', hash, `"${home.publicKey()}"`]],
    [1, ['forged.json', hash, '"somebody"']],
    [4, [byStranger, hash, 'by none of those']],
  ] as const)
    for (const word of words) expect(run.errors[place]?.message).toContain(word)
  expect(run.outputs['verdict']).toBe('error')
  expect(ours(network)).toHaveLength(0)
})

test.each<[string, string, (around: { network: Network; system: System; site: Site }) => Promise<void>]>([
  [
    'the account used its number for something else',
    'its sequence number was used',
    async ({ network, site }) => {
      const [first, second] = site.signers
      await useNumber(network, site.account, [first, second])
    },
  ],
  ['the window is over', 'its last ledger is over', async ({ network }) => void network.advanceTo(network.ledger.sequence + 18_000)],
  [
    'fairlead.yml wants something else by now',
    'this run would do something else',
    ({ system, site }) =>
      system.write(
        oneContract(multiSignature(site, [here(0), away(site.signers[1])]))
          .replace('token.wasm', 'loyalty.wasm')
          .replace(/constructor: .*/, 'constructor: { admin: "${deployer.address}", booking: "${deployer.address}", spent_per_point: 1 }')
          .replace(/ *read-back.*\n/, ''),
      ),
  ],
])('where %s, the signatures are of no use: new transactions are written down, and nothing is sent', async (_, reason, meanwhile) => {
  await using network = await startNetwork()
  const site = await multiSignatureAccount(network)
  const [, home] = site.signers
  await using system = await systemOf(network, site, multiSignature(site, [here(0), away(home)]))
  const waiting = await waitingIn(await system.deploy({ env: site.env }), system)
  const signatures = await signAtHome(waiting, home, system)
  await meanwhile({ network, system, site })
  const sent = network.transactions.length
  const run = await system.deploy({ env: site.env, inputs: { signatures } })
  expect(run.errors.map(({ title }) => title)).toEqual(['soroban/needs-signatures', 'soroban/signatures-unusable'])
  expect(run.errors[1]?.message).toContain(reason)
  expect(network.transactions).toHaveLength(sent)
  const anew = await waitingIn(run, system)
  expect(anew.transactions[0]?.hash).not.toBe(waiting.transactions[0]?.hash)
  await system.deploy({ env: site.env, inputs: { signatures: await signAtHome(anew, home, system) } })
  expect(network.transactions.slice(sent).map(({ innerId }) => innerId)).toEqual(anew.transactions.map(({ hash }) => hash))
})

test.each<[string, (files: { over: string; fresh: string }) => string[]]>([
  ['the older one first', ({ over, fresh }) => [over, fresh]],
  ['the newer one first', ({ over, fresh }) => [fresh, over]],
])('of two files for the same step, %s, the one that can still be applied is sent', async (_, inOrder) => {
  await using network = await startNetwork()
  const site = await multiSignatureAccount(network)
  const [, home] = site.signers
  await using system = await systemOf(network, site, multiSignature(site, [here(0), away(home)]))
  const first = await waitingIn(await system.deploy({ env: site.env }), system)
  const over = await signEnvelopes(first, home, system)
  network.advanceTo(network.ledger.sequence + 18_000)
  const second = await waitingIn(await system.deploy({ env: site.env }), system)
  expect(second.transactions[0]?.hash).not.toBe(first.transactions[0]?.hash)
  const fresh = await signAtHome(second, home, system)
  const run = await system.deploy({ env: site.env, inputs: { signatures: inOrder({ over, fresh }).join('\n') } })
  expect(run.outputs).toMatchObject({ 'reason-code': 'soroban/needs-signatures', changed: 'true' })
  expect(ours(network).map(({ innerId }) => innerId)).toEqual(second.transactions.map(({ hash }) => hash))
})

test('of two files for the same step the one that more have signed is taken, and the other is told', async () => {
  await using network = await startNetwork()
  const site = await multiSignatureAccount(network, { low: 3, medium: 3, high: 3 })
  const [, second, third] = site.signers
  await using system = await systemOf(network, site, multiSignature(site, [here(0), away(second), away(third)]))
  const older = await waitingIn(await system.deploy({ env: site.env }), system)
  network.closeLedger()
  const newer = await waitingIn(await system.deploy({ env: site.env }), system)
  expect(newer.transactions[0]?.hash).not.toBe(older.transactions[0]?.hash)
  const signed = await signEnvelopes(newer, second, system)
  const files = (older: string) => ({ env: site.env, inputs: { signatures: `${older}\n${signed}` } })
  await writeFile(join(system.repository, 'older.json'), JSON.stringify(older))
  const byNone = await system.deploy(files('older.json'))
  expect(byNone.errors[1]?.message).toContain('another that does the same is taken')
  expect((await waitingIn(byNone, system)).transactions[0]).toMatchObject({ hash: newer.transactions[0]?.hash, 'missing-weight': 1 })
  const byBoth = [await signAtHome(older, second, system), await signAtHome(older, third, system)]
  await system.deploy(files(byBoth.join('\n')))
  expect(ours(network).map(({ innerId }) => innerId)).toEqual(older.transactions.map(({ hash }) => hash))
})
