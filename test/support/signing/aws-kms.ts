import type { Keypair } from '@stellar/stellar-sdk/base'
import { type Served, type ServedRequest, type SigningStandIn, standIn, Violation } from './json-server.ts'
import { publicKeyOf } from './public-key.ts'
import { claimOf, signatureOf } from './signature-version-4.ts'

export const awsKeys = {
  accessKeyId: 'AKIACANARYACCESSKEY1',
  secretAccessKey: 'canary-secret-access-key-4Bq9zT',
  sessionToken: 'canary-session-token-c0ffee',
}
export const awsRegion = 'eu-central-1'
export const awsKeyId = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

const fiveMinutesMs = 300_000

/** AWS KMS with one key: the operations GetPublicKey and Sign of its JSON protocol, each request's signature recomputed. */
export function startAwsKms(pair: Keypair): Promise<SigningStandIn> {
  return standIn((request) => {
    requireSignature(request)
    if (request.method !== 'POST' || request.url !== '/') throw refused('ValidationException', `not a request of KMS: ${request.url}`)
    if (request.headers['content-type'] !== 'application/x-amz-json-1.1') throw refused('SerializationException', 'wrong content type')
    const operation = /^TrentService\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1] ?? ''
    const asked = JSON.parse(request.body) as Record<string, string>
    if (asked['KeyId'] !== awsKeyId) throw refused('NotFoundException', `Key '${asked['KeyId']}' does not exist`)
    return { operation, answer: answerTo(operation, asked, pair) }
  })
}

function answerTo(operation: string, asked: Readonly<Record<string, string>>, pair: Keypair): Served['answer'] {
  if (operation === 'GetPublicKey') {
    requireFields(asked, ['KeyId'])
    const key = publicKeyOf(pair).export({ format: 'der', type: 'spki' }).toString('base64')
    const about = {
      KeySpec: 'ECC_NIST_EDWARDS25519',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'],
    }
    return { KeyId: awsKeyId, PublicKey: key, ...about }
  }
  if (operation !== 'Sign') throw refused('UnknownOperationException', operation)
  requireFields(asked, ['KeyId', 'Message', 'MessageType', 'SigningAlgorithm'])
  if (asked['SigningAlgorithm'] !== 'ED25519_SHA_512' || asked['MessageType'] !== 'RAW')
    throw refused('ValidationException', 'wrong algorithm')
  const message = Buffer.from(asked['Message'] ?? '', 'base64')
  if (message.length !== 32) throw refused('ValidationException', `a message of ${message.length} bytes`)
  return { KeyId: awsKeyId, Signature: Buffer.from(pair.sign(message)).toString('base64'), SigningAlgorithm: 'ED25519_SHA_512' }
}

function requireSignature(request: ServedRequest): void {
  const claim = claimOf(String(request.headers.authorization))
  if (claim === null) throw refused('IncompleteSignatureException', 'the authorization header has another form')
  const { accessKeyId, region, service, signedHeaders, signature } = claim
  if (accessKeyId !== awsKeys.accessKeyId)
    throw refused('UnrecognizedClientException', 'The security token included in the request is invalid.')
  if (service !== 'kms' || region !== awsRegion)
    throw refused('InvalidSignatureException', 'Credential should be scoped to a valid region.')
  const needed = ['host', 'x-amz-date', 'x-amz-security-token', 'x-amz-target']
  const left = needed.filter((name) => !signedHeaders.includes(name))
  if (left.length > 0) throw refused('InvalidSignatureException', `not signed: ${left.join(', ')}`)
  if (request.headers['x-amz-security-token'] !== awsKeys.sessionToken) throw refused('UnrecognizedClientException', 'wrong session token')
  const moment = String(request.headers['x-amz-date']).replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z')
  if (!(Math.abs(Date.parse(moment) - Date.now()) < fiveMinutesMs)) throw refused('InvalidSignatureException', 'Signature expired')
  if (signatureOf(request, { claim, secretAccessKey: awsKeys.secretAccessKey }) !== signature)
    throw refused('InvalidSignatureException', 'The request signature we calculated does not match the signature you provided.')
}

function requireFields(asked: Readonly<Record<string, string>>, fields: readonly string[]): void {
  if (Object.keys(asked).sort().join() !== [...fields].sort().join()) throw refused('ValidationException', `fields ${Object.keys(asked)}`)
}

/** As KMS refuses: always 400. */
function refused(type: string, message: string): Violation {
  return new Violation(`${type}: ${message}`, { status: 400, body: { __type: type, message } })
}
