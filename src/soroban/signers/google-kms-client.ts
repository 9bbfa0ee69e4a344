import { addressOfPublicKey, checkedAddress } from './address.ts'
import { checksumOf } from './checksum.ts'
import type { GoogleKmsSettings } from './google-kms.ts'
import type { OpenedSigner, SignerContext } from './kind.ts'
import { signingAnswerSpoiled, signingKeyUnfit } from './problems.ts'
import { askService, serviceUrl } from './service.ts'

const name = 'Google Cloud KMS'

type Answer = Readonly<Record<string, unknown>>

/**
 * Signs with asymmetricSign and learns the key with getPublicKey (Cloud KMS REST v1). Both ways are guarded by checksums,
 * as Google's guide on data integrity asks: a mismatch discards the answer, and it is asked again a few times.
 */
export async function openGoogleKms(settings: GoogleKmsSettings, context: SignerContext): Promise<OpenedSigner> {
  const { references, position, sdk, world } = context
  const version = settings['key-version']
  const at = position('key-version')
  const endpointAt = position('endpoint')
  const url = `${serviceUrl(references.resolve(settings.endpoint, { at: endpointAt }), { service: name, at: endpointAt })}/v1/${version}`
  const token = references.secret(settings['access-token'], { at: position('access-token') })
  const addressAt = position('address')
  const wanted =
    settings.address === undefined ? null : checkedAddress(references.resolve(settings.address, { at: addressAt }), { sdk, at: addressAt })
  const service = { name, at, refusalIn, remedy }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }

  const { pem, algorithm } = await askService(
    {
      service,
      request: async () => ({ url: `${url}/publicKey`, method: 'GET', headers }),
      read(answer) {
        const read = { pem: textIn(answer, 'pem'), algorithm: textIn(answer, 'algorithm') }
        requireIntegrity(answer['name'] === version, 'it is about another key')
        requireIntegrity(textIn(answer, 'pemCrc32c') === checksumOf(Buffer.from(read.pem)), 'the checksum of the key is another one')
        return read
      },
    },
    world,
  )
  if (algorithm !== 'EC_SIGN_ED25519') throw signingKeyUnfit({ service: name, found: algorithm, at })
  const address = addressOfPublicKey(pem, { sdk, at, service: name, wanted })

  const signHash = (hash: Uint8Array) =>
    askService(
      {
        service,
        request: async () => ({
          url: `${url}:asymmetricSign`,
          method: 'POST',
          headers,
          body: JSON.stringify({ data: Buffer.from(hash).toString('base64'), dataCrc32c: checksumOf(hash) }),
        }),
        read(answer) {
          const signature = Buffer.from(textIn(answer, 'signature'), 'base64')
          requireIntegrity(answer['name'] === version, 'it is of another key')
          requireIntegrity(answer['verifiedDataCrc32c'] === true, 'what was to be signed did not arrive as it was sent')
          requireIntegrity(textIn(answer, 'signatureCrc32c') === checksumOf(signature), 'the checksum of the signature is another one')
          return signature
        },
      },
      world,
    )
  return { address, derive: null, signHash }
}

function requireIntegrity(holds: boolean, reason: string): void {
  if (!holds) throw signingAnswerSpoiled({ service: name, reason })
}

function textIn(answer: Answer, field: string): string {
  const value = answer[field]
  if (typeof value !== 'string') throw signingAnswerSpoiled({ service: name, reason: `it holds no ${field}` })
  return value
}

/** `PERMISSION_DENIED: Permission 'cloudkms...' denied`. */
function refusalIn({ error }: Answer): string {
  const { status, message } = (error ?? {}) as { status?: unknown; message?: unknown }
  return [status, message].filter((part) => typeof part === 'string' && part !== '').join(': ')
}

function remedy(refusal: string, status: number): string {
  if (status === 401)
    return 'The access token is over or of no use: get a new one in a step right before this one (google-github-actions/auth).'
  if (status === 403) return 'Grant the service account roles/cloudkms.publicKeyViewer and roles/cloudkms.signer on this key.'
  if (status === 404) return 'Check key-version: project, location, key ring, key and the number of the version.'
  if (/^FAILED_PRECONDITION/.test(refusal)) return 'Enable this version of the key, or name one that is enabled.'
  return 'See what Google says above, and action-docs/signing.md.'
}
