import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { Keypair } from '@stellar/stellar-sdk/base'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { startAction } from '../../support/run-action.ts'
import { checksum } from '../../support/signing/google-kms.ts'
import { signatureOf } from '../../support/signing/signature-version-4.ts'
import { startVault, vaultNamespace, vaultToken } from '../../support/signing/vault.ts'
import { filesOf, type Kind, keylessSystem, oneContract, signingCommand, standInFor } from './signers.ts'
import { idsOf } from './system.ts'

test('the stand-ins reckon as the services say: the first example of Signature Version 4, and the check value of CRC32C', () => {
  // AWS's test suite `get-vanilla`, and RFC 3720 with the usual nine digits.
  const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' }
  const claim = { region: 'us-east-1', service: 'service', signedHeaders: ['host', 'x-amz-date'] }
  const example = { claim, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
  expect(signatureOf({ method: 'GET', url: '/', headers, body: '' }, example)).toBe(
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  )
  expect(Number(checksum(Buffer.from('123456789')))).toBe(0xe3069283)
})

const kinds: readonly Kind[] = ['aws-kms', 'google-kms', 'vault']
const unsigned = (network: Network) => expect(network.transactions).toHaveLength(0)

test.each(kinds)('%s signs a whole deployment, and its secrets show nowhere', async (kind) => {
  await using network = await startNetwork()
  const pair = Keypair.random()
  await using signer = await standInFor(kind, pair)
  await using system = await keylessSystem(network, { pair, yml: oneContract(signer.yml) })
  const run = await system.deploy({ env: signer.env })

  expect(run.errors).toEqual([])
  expect(signer.service.violations).toEqual([])
  const { sign } = signer.operations
  // Each transaction is signed, and so is the bid for it.
  expect(network.transactions.map(({ succeeded }) => succeeded)).toEqual([true, true, true])
  expect(signer.service.answered.get(sign)).toBe(2 * network.transactions.length)
  expect(Object.keys(idsOf(run))).toEqual(['token'])
  const written = [run.everythingItWrote, ...(await filesOf(system.repository))].join('\n')
  for (const canary of signer.canaries) {
    expect(run.masks).toContain(canary)
    expect(written.includes(canary)).toBe(false)
  }

  const again = await system.deploy({ env: signer.env })
  expect({ changed: again.outputs['changed'], errors: again.errors }).toEqual({ changed: 'false', errors: [] })
  expect(signer.service.answered.get(sign)).toBe(2 * network.transactions.length)
})

test('a command signs what it is told of on its standard input; it sees the variables it was given, and nothing stands in arguments', async () => {
  await using network = await startNetwork()
  const pair = Keypair.random()
  const seed = Buffer.from(pair.rawSecretKey()).toString('hex')
  const environment = '{ SIGNING_SEED: "${env.SEED}", SIGNING_NOTES: "${env.NOTES}", SLOT: literal-of-the-file }'
  const yml = oneContract(`{ command: { run: "${signingCommand}", address: "${pair.publicKey()}", environment: ${environment} } }`)
  await using system = await keylessSystem(network, { pair, yml })
  const notes = join(system.repository, 'notes-of-the-command')
  const run = await system.deploy({ env: { SEED: seed, NOTES: notes, NOT_FOR_THE_COMMAND: 'canary' } })

  expect(run.errors).toEqual([])
  const told = (await readFile(notes, 'utf8')).trim().split('\n')
  const starts = told.map((line) => JSON.parse(line) as { input: Record<string, string>; argv: string[]; env: string[] })
  expect(starts).toHaveLength(2 * network.transactions.length)
  for (const { input, argv, env } of starts) {
    expect(Object.keys(input).sort()).toEqual(['address', 'envelope', 'hash', 'passphrase'])
    expect(input).toMatchObject({
      address: pair.publicKey(),
      passphrase: network.passphrase,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(argv.join(' ')).not.toContain(seed)
    expect(env).toEqual(expect.arrayContaining(['SIGNING_NOTES', 'SIGNING_SEED', 'SLOT']))
    for (const name of ['NOT_FOR_THE_COMMAND', 'STELLAR_RPC_URL', 'GITHUB_OUTPUT', 'SEED']) expect(env).not.toContain(name)
  }
  const written = [run.everythingItWrote, ...(await filesOf(system.repository))].join('\n')
  expect(written.includes(seed)).toBe(false)
  // What comes from the job is masked; what stands in fairlead.yml is none of its secrets.
  expect(run.masks).toContain(seed)
  expect(run.masks).not.toContain('literal-of-the-file')
})

test.each([
  [
    'ends with an error',
    'echo no token in the slot >&2; exit 3',
    '30s',
    'soroban/signing-command-failed',
    'exit code 3: no token in the slot',
  ],
  ['prints something else', 'echo signed it', '30s', 'soroban/signing-command-answer', '9 characters that are no signature'],
  ['hangs', 'sleep 300', '1s', 'soroban/signing-command-late', 'no signature within 1.0 s'],
  ['signs with another key', `printf '%0128d' 0`, '30s', 'soroban/signature-wrong', 'not one of this key'],
])('a command that %s is told, and nothing is sent', async (_, run, timeout, code, text) => {
  await using network = await startNetwork()
  const pair = Keypair.random()
  const yml = oneContract(`{ command: { run: "${run}", address: "${pair.publicKey()}", timeout: ${timeout} } }`)
  await using system = await keylessSystem(network, { pair, yml })
  const ended = await system.deploy()
  expect(ended.outputs).toMatchObject({ verdict: 'fail', 'reason-code': code, changed: 'false' })
  expect(ended.errors[0]?.message).toContain(text)
  unsigned(network)
})

const busy = { status: 429, body: {} }
const down = { status: 503, body: 'upstream connect error' }

test.each(kinds)('%s is asked again when it is busy or down for a moment', async (kind) => {
  await using network = await startNetwork()
  const pair = Keypair.random()
  await using signer = await standInFor(kind, pair)
  await using system = await keylessSystem(network, { pair, yml: oneContract(signer.yml) })
  const { key, sign } = signer.operations
  signer.service.answerNext(key, busy, down)
  signer.service.answerNext(sign, down, busy)
  if (kind === 'aws-kms')
    signer.service.answerNext(sign, { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } })
  const run = await system.deploy({ env: signer.env })
  expect(run.errors).toEqual([])
})

test('a service that stays away is told with its host, and nothing is signed', async () => {
  await using network = await startNetwork()
  const pair = Keypair.random()
  await using signer = await standInFor('vault', pair)
  await using system = await keylessSystem(network, { pair, yml: oneContract(signer.yml) })
  const sealed = { status: 503, body: { errors: ['Vault is sealed'] } }
  signer.service.answerNext('keys', sealed, sealed, sealed, sealed)
  const run = await system.deploy({ env: signer.env })
  expect(run.outputs['reason-code']).toBe('soroban/signing-service-unreachable')
  expect(run.errors[0]?.message).toContain('Vault is sealed')
  unsigned(network)
})

test.each<[string, 'keys' | 'sign']>([
  ['the key', 'keys'],
  ['a signature', 'sign'],
])('a run that is cancelled while a service is silent about %s ends at once, and nothing is sent', async (_, operation) => {
  await using network = await startNetwork()
  const pair = Keypair.random()
  await using signer = await standInFor('vault', pair)
  await using system = await keylessSystem(network, { pair, yml: oneContract(signer.yml) })
  signer.service.answerNext(operation, 'silence', 'silence', 'silence', 'silence')
  const env = { ...signer.env, STELLAR_RPC_URL: network.rpcUrl }
  const started = await startAction('deploy-soroban-contracts', {
    repository: system.repository,
    inputs: { environment: 'rehearsal' },
    env,
  })
  while (signer.service.unanswered.length === 0) await setImmediate()
  const signalledMs = performance.now()
  started.kill('SIGINT')
  const run = await started.ended
  expect(run.outputs['reason-code']).toBe('core/cancelled')
  // The runner kills after 10 s (DESIGN section 4), and a service is given 10 s for one answer.
  expect(performance.now() - signalledMs).toBeLessThan(8_000)
  expect(signer.service.unanswered).toEqual([operation])
  unsigned(network)
})

test('the version of a key in Vault that has the wanted address signs, though the key was rotated', async () => {
  await using network = await startNetwork()
  const [old, pair] = [Keypair.random(), Keypair.random()]
  await using service = await startVault(pair, old)
  const settings = { url: service.url, key: 'deployer', mount: 'keys/transit', namespace: vaultNamespace, address: pair.publicKey() }
  await using system = await keylessSystem(network, { pair, yml: oneContract(JSON.stringify({ vault: settings })) })
  expect((await system.deploy({ env: { VAULT_TOKEN: vaultToken } })).errors).toEqual([])
  expect(service.violations).toEqual([])
})

type Spoiled = (right: object) => object
test.each<[string, string, Spoiled]>([
  ['a checksum of the signature that does not fit', 'asymmetricSign', (right) => ({ ...right, signatureCrc32c: '1' })],
  ['no word that the data arrived whole', 'asymmetricSign', (right) => ({ ...right, verifiedDataCrc32c: false })],
  ['the name of another version', 'asymmetricSign', (right) => ({ ...right, name: 'projects/p/cryptoKeyVersions/2' })],
  ['a checksum of the key that does not fit', 'publicKey', (right) => ({ ...right, pemCrc32c: '1' })],
])('an answer of Google with %s is discarded, and asked for again a few times', async (_, operation, spoil) => {
  await using network = await startNetwork()
  const pair = Keypair.random()
  await using signer = await standInFor('google-kms', pair)
  await using system = await keylessSystem(network, { pair, yml: oneContract(signer.yml) })
  signer.service.answerNext(operation, spoil, spoil, spoil, spoil)
  const run = await system.deploy({ env: signer.env })
  expect(run.outputs['reason-code']).toBe('soroban/signing-answer-spoiled')
  unsigned(network)
  signer.service.answerNext(operation, spoil)
  expect((await system.deploy({ env: signer.env })).errors).toEqual([])
})

test('channels by count need a seed on this machine; without one that is told', async () => {
  await using network = await startNetwork()
  const pair = Keypair.random()
  await using signer = await standInFor('vault', pair)
  await using system = await keylessSystem(network, { pair, yml: oneContract(signer.yml, 'channels: { count: 2 }') })
  const run = await system.deploy({ env: signer.env })
  expect(run.errors).toEqual([expect.objectContaining({ title: 'soroban/channels-need-keys', line: 8 })])
  expect(run.errors[0]?.message).toContain('secret-keys')
})
