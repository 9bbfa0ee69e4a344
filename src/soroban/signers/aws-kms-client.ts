import { addressOfPublicKey, checkedAddress } from './address.ts'
import type { AwsKmsSettings } from './aws-kms.ts'
import type { OpenedSigner, SignerContext } from './kind.ts'
import { awsRegionDiffers, signingAnswerSpoiled } from './problems.ts'
import { askService, type SigningService, serviceUrl } from './service.ts'

const name = 'AWS KMS'

/** Signs with the operation Sign; the key is learned with GetPublicKey (AWS KMS API reference, 2014-11-01). */
export async function openAwsKms(settings: AwsKmsSettings, context: SignerContext): Promise<OpenedSigner> {
  const { references, position, sdk, world } = context
  const text = (key: keyof AwsKmsSettings, value: string) => references.resolve(value, { at: position(key) })
  const secret = (key: keyof AwsKmsSettings, value: string) => references.secret(value, { at: position(key) })
  const region = text('region', settings.region)
  const keyId = text('key-id', settings['key-id'])
  const at = position('key-id')
  const keyRegion = /^arn:[^:]*:kms:([^:]*):/.exec(keyId)?.[1]
  if (keyRegion !== undefined && keyRegion !== region) throw awsRegionDiffers({ keyRegion, region, at: position('region') })
  const { endpoint = `https://kms.${region}.amazonaws.com`, 'session-token': token } = settings
  const url = `${serviceUrl(text('endpoint', endpoint), { service: name, at: position('endpoint') })}/`
  const keys = {
    accessKeyId: secret('access-key-id', settings['access-key-id']),
    secretAccessKey: secret('secret-access-key', settings['secret-access-key']),
    ...(token === undefined ? {} : { sessionToken: secret('session-token', token) }),
  }
  const wanted = settings.address === undefined ? null : checkedAddress(text('address', settings.address), { sdk, at: position('address') })
  const service = { name, at, refusalIn, remedy: remedyFor(region), passes: (refusal: string) => /Throttl|LimitExceeded/.test(refusal) }
  const ask = (operation: string, content: object, field: string) =>
    askService(
      {
        service,
        request: () => signedRequest({ url, region, keys, operation, body: JSON.stringify({ KeyId: keyId, ...content }) }),
        read: (answer) => base64In(answer, field),
      },
      world,
    )
  const address = addressOfPublicKey(await ask('GetPublicKey', {}, 'PublicKey'), { sdk, at, service: name, wanted })
  return {
    address,
    derive: null,
    signHash: (hash) =>
      ask('Sign', { Message: Buffer.from(hash).toString('base64'), MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' }, 'Signature'),
  }
}

interface Call {
  readonly url: string
  readonly region: string
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
  readonly operation: string
  readonly body: string
}

/** AWS Signature Version 4. */
async function signedRequest({ url, region, keys, operation, body }: Call) {
  const { AwsV4Signer } = await import('aws4fetch')
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${operation}` }
  const signed = await new AwsV4Signer({ method: 'POST', url, headers, body, service: 'kms', region, ...keys }).sign()
  return { url: signed.url.href, method: 'POST' as const, headers: Object.fromEntries(signed.headers), body }
}

function base64In(answer: Readonly<Record<string, unknown>>, field: string): Buffer {
  const value = answer[field]
  if (typeof value !== 'string') throw signingAnswerSpoiled({ service: name, reason: `it holds no ${field}` })
  return Buffer.from(value, 'base64')
}

/** `AccessDeniedException: User ... is not authorized`. */
function refusalIn({ __type: type, message, Message: other }: Readonly<Record<string, unknown>>): string {
  const kind = typeof type === 'string' ? (type.split('#').at(-1) ?? '') : ''
  return [kind, message ?? other].filter((part) => typeof part === 'string' && part !== '').join(': ')
}

function remedyFor(region: string): SigningService['remedy'] {
  return (refusal) => {
    if (/^ExpiredToken/.test(refusal)) return 'The temporary keys are over: get new ones in a step right before this one.'
    if (/^(UnrecognizedClient|InvalidSignature|IncompleteSignature|MissingAuthentication|InvalidClientTokenId)/.test(refusal))
      return 'Check access-key-id and secret-access-key; temporary keys need session-token: "${env.AWS_SESSION_TOKEN}" too.'
    if (/^AccessDenied/.test(refusal)) return 'Allow kms:GetPublicKey and kms:Sign for this key to the role of the job.'
    if (/^NotFound/.test(refusal)) return `Check key-id, and that the key is in the region ${region}.`
    if (/^(Disabled|KMSInvalidState)/.test(refusal)) return 'Enable the key, or cancel its deletion.'
    if (/^(InvalidKeyUsage|UnsupportedOperation)/.test(refusal)) return 'Use a key of the spec ECC_NIST_EDWARDS25519 for SIGN_VERIFY.'
    return 'See what AWS says above, and action-docs/signing.md.'
  }
}
