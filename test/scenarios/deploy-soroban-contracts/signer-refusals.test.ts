import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { Keypair } from '@stellar/stellar-sdk/base'
import { startNetwork } from '../../../local/network/network.ts'
import type { SigningStandIn } from '../../support/signing/json-server.ts'
import { vaultToken } from '../../support/signing/vault.ts'
import { type Kind, keylessSystem, oneContract, standInFor } from './signers.ts'

interface Refusal {
  readonly what: string
  readonly kind: Kind
  /** Settings that are other than they should be. */
  readonly more?: Readonly<Record<string, string>>
  /** What the service answers to an operation. */
  readonly answers?: Readonly<Record<string, Answer>>
  readonly code: string
  readonly text: string
}
type Answer = NonNullable<Parameters<SigningStandIn['answerNext']>[1]>

const otherAddress = Keypair.random().publicKey()
/** Stands for a token or a key that is not the right one. */
const wrongSecret = '${env.GITHUB_REF}'
/** What somebody wrote into the address of a service. */
const written = 'canary-in-the-address'
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
const awsRefusal = (type: string, message: string): Answer => ({ status: 400, body: { __type: `com.amazonaws.kms#${type}`, message } })
const googleRefusal = (code: number, status: string, message: string): Answer => ({
  status: code,
  body: { error: { code, status, message } },
})
const vaultKey =
  (data: object): Answer =>
  (right) => ({ ...right, data: { ...(right as { data: object }).data, ...data } })

const refusals: readonly Refusal[] = [
  {
    what: 'a key of another address',
    kind: 'aws-kms',
    more: { address: otherAddress },
    code: 'signer-address-differs',
    text: `fairlead.yml names ${otherAddress}`,
  },
  {
    what: 'a key of another region',
    kind: 'aws-kms',
    more: { region: 'us-east-1' },
    code: 'aws-region-differs',
    text: 'Set region: eu-central-1',
  },
  {
    what: 'a key that is not there',
    kind: 'aws-kms',
    more: { 'key-id': 'alias/other' },
    code: 'signing-service-refused',
    text: 'in the region eu-central-1',
  },
  {
    what: 'the access key of somebody else',
    kind: 'aws-kms',
    more: { 'access-key-id': '${env.GITHUB_RUN_ID}' },
    code: 'signing-service-refused',
    text: 'security token included in the request is invalid',
  },
  {
    what: 'a wrong secret key',
    kind: 'aws-kms',
    more: { 'secret-access-key': wrongSecret },
    code: 'signing-service-refused',
    text: 'does not match the signature',
  },
  {
    what: 'an expired token',
    kind: 'aws-kms',
    answers: { GetPublicKey: awsRefusal('ExpiredTokenException', 'The security token is expired') },
    code: 'signing-service-refused',
    text: 'get new ones in a step right before',
  },
  {
    what: 'no permission to sign',
    kind: 'aws-kms',
    answers: { Sign: awsRefusal('AccessDeniedException', 'not authorized to perform: kms:Sign') },
    code: 'signing-service-refused',
    text: 'Allow kms:GetPublicKey and kms:Sign',
  },
  {
    what: 'a disabled key',
    kind: 'aws-kms',
    answers: { Sign: awsRefusal('DisabledException', 'is disabled.') },
    code: 'signing-service-refused',
    text: 'Enable the key',
  },
  {
    what: 'a key on another curve',
    kind: 'aws-kms',
    answers: { GetPublicKey: (right) => ({ ...right, PublicKey: p256 }) },
    code: 'signing-key-unfit',
    text: 'kind P-256',
  },
  {
    what: 'a signature of something else',
    kind: 'aws-kms',
    answers: { Sign: (right) => ({ ...right, Signature: Buffer.alloc(64, 1).toString('base64') }) },
    code: 'signature-wrong',
    text: 'not one of this key',
  },
  {
    what: 'an expired token',
    kind: 'google-kms',
    more: { 'access-token': wrongSecret },
    code: 'signing-service-refused',
    text: 'get a new one in a step right before',
  },
  {
    what: 'no permission to sign',
    kind: 'google-kms',
    answers: { asymmetricSign: googleRefusal(403, 'PERMISSION_DENIED', "Permission 'cloudkms.cryptoKeyVersions.useToSign' denied") },
    code: 'signing-service-refused',
    text: 'roles/cloudkms.signer',
  },
  {
    what: 'a disabled version',
    kind: 'google-kms',
    answers: { asymmetricSign: googleRefusal(400, 'FAILED_PRECONDITION', 'is not enabled, current state is: DISABLED.') },
    code: 'signing-service-refused',
    text: 'Enable this version',
  },
  {
    what: 'a key on another curve',
    kind: 'google-kms',
    answers: { publicKey: (right) => ({ ...right, algorithm: 'EC_SIGN_P256_SHA256' }) },
    code: 'signing-key-unfit',
    text: 'kind EC_SIGN_P256_SHA256',
  },
  {
    what: 'a key of another address',
    kind: 'google-kms',
    more: { address: otherAddress },
    code: 'signer-address-differs',
    text: otherAddress,
  },
  {
    what: 'a token that is over',
    kind: 'vault',
    more: { token: wrongSecret },
    code: 'signing-service-refused',
    text: 'read on keys/transit/keys/deployer and update on keys/transit/sign/deployer',
  },
  {
    what: 'an answer that repeats the token',
    kind: 'vault',
    answers: { sign: { status: 403, body: { errors: [`no policy for ${vaultToken}`] } } },
    code: 'signing-service-refused',
    text: 'no policy for [env.VAULT_TOKEN]',
  },
  {
    what: 'a key that is not there',
    kind: 'vault',
    more: { key: 'other' },
    code: 'signing-service-refused',
    text: 'there is no keys/transit/keys/other',
  },
  {
    what: 'a key of another kind',
    kind: 'vault',
    answers: { keys: vaultKey({ type: 'ecdsa-p256' }) },
    code: 'signing-key-unfit',
    text: 'kind ecdsa-p256',
  },
  {
    what: 'a key that is another for each context',
    kind: 'vault',
    answers: { keys: vaultKey({ derived: true }) },
    code: 'signing-key-unfit',
    text: 'derived',
  },
  {
    what: 'an address of none of its versions',
    kind: 'vault',
    more: { address: otherAddress },
    code: 'signer-address-differs',
    text: otherAddress,
  },
  {
    what: 'plain http to another machine',
    kind: 'vault',
    more: { url: 'http://vault.example:8200' },
    code: 'signing-endpoint-invalid',
    text: 'https://host',
  },
  ...[`https://deployer:${written}@vault.example`, `https://vault.example?token=${written}`, `https://vault.example#${written}`].map(
    (url, index): Refusal => ({
      what: `an address with ${['a password', 'a query', 'a fragment'][index]}`,
      kind: 'vault',
      more: { url },
      code: 'signing-endpoint-invalid',
      text: 'without user, password, query or fragment',
    }),
  ),
]

test.each(refusals)('$what ($kind) is told with what to do, and nothing is sent', async ({ kind, more = {}, answers = {}, code, text }) => {
  await using network = await startNetwork()
  const pair = Keypair.random()
  await using signer = await standInFor(kind, pair, more)
  for (const [operation, answer] of Object.entries(answers)) signer.service.answerNext(operation, answer, answer)
  await using system = await keylessSystem(network, { pair, yml: oneContract(signer.yml) })
  const run = await system.deploy({ env: signer.env })
  expect(run.outputs['reason-code']).toBe(`soroban/${code}`)
  expect(run.errors[0]).toMatchObject({ message: expect.stringContaining(text) })
  for (const canary of [...signer.canaries, written]) expect(run.everythingItWrote).not.toContain(canary)
  expect(network.transactions).toHaveLength(0)
})
