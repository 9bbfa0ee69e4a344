import { createHash, generateKeyPairSync, type KeyPairKeyObjectResult, sign } from 'node:crypto'
import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock'

/** What a bundle says and lacks. By default it is whole, and of the workflow and the file that a test deploys. */
export interface Attestation {
  /** sha256 in hex of what is attested. */
  readonly digest: string
  readonly workflow?: string
  /** The ref of the workflow, and of the source. */
  readonly ref?: string
  readonly repository?: string
  readonly commit?: string
  readonly issuer?: string
  readonly predicateType?: string
  /** Minutes after the certificate began to be valid; it is valid for ten. */
  readonly signedAfterMinutes?: number
  readonly without?: readonly ('certificate log' | 'transparency log' | 'timestamp')[]
}

/** A Sigstore of its own: an authority, both logs and a clock, and the trusted root that names them. */
export interface Sigstore {
  readonly trustedRoot: object
  /** Signs as a job of GitHub Actions does; the bundle as JSON. */
  attest(given: Attestation): Promise<Bundle>
}

export interface Bundle {
  readonly mediaType: string
  readonly verificationMaterial: Readonly<Record<string, unknown>>
  readonly dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] }
}

export const builder = {
  workflow: 'traqora/contracts/.github/workflows/build.yml',
  repository: 'traqora/contracts',
  ref: 'refs/heads/main',
}
const gitHub = 'https://token.actions.githubusercontent.com'
const inToto = 'application/vnd.in-toto+json'
const rekor = 'https://rekor.example.com'
const always = { start: '2020-01-01T00:00:00Z' }

export async function makeSigstore(name = 'sigstore.example'): Promise<Sigstore> {
  const [authorityKey, logKey, rekorKey, stampKey] = [keyPair(), keyPair(), keyPair(), keyPair()] as const
  const certificateLog = await initializeCTLog(logKey)
  const authority = await initializeCA(authorityKey, certificateLog)
  // The same name and key, so the root of the one is the root of the other.
  const unlogged = await initializeCA(authorityKey)
  const stamps = await initializeTSA(stampKey)
  return {
    trustedRoot: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      certificateAuthorities: [
        { uri: `fulcio.${name}`, certChain: { certificates: [{ rawBytes: base64(authority.rootCertificate) }] }, validFor: always },
      ],
      ctlogs: [logOf('https://ctfe.example.com', logKey)],
      tlogs: [logOf(rekor, rekorKey)],
      timestampAuthorities: [
        {
          uri: `timestamp.${name}`,
          certChain: { certificates: [stamps.intCertificate, stamps.rootCertificate].map((one) => ({ rawBytes: base64(one) })) },
          validFor: always,
        },
      ],
    },
    async attest(given) {
      const { without = [], signedAfterMinutes = 0 } = given
      const key = keyPair()
      const certificate = await (without.includes('certificate log') ? unlogged : authority).issueCertificate({
        publicKey: key.publicKey.export({ format: 'der', type: 'spki' }),
        ...certificateContent(given),
      })
      const payload = Buffer.from(JSON.stringify(statementOf(given)))
      const signature = sign('sha256', preAuthenticationEncoding(payload), key.privateKey)
      // In whole seconds, as a timestamp authority gives it.
      const signedAt = new Date((Math.floor(Date.now() / 1_000) + signedAfterMinutes * 60) * 1_000)
      const log = await initializeTLog(rekor, rekorKey, signedAt)
      return {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          certificate: { rawBytes: base64(certificate) },
          tlogEntries: without.includes('transparency log') ? [] : [await logEntry(log, { payload, signature, certificate })],
          timestampVerificationData: {
            rfc3161Timestamps: without.includes('timestamp')
              ? []
              : [{ signedTimestamp: base64(await stamp(await initializeTSA(stampKey, signedAt), signature)) }],
          },
        },
        dsseEnvelope: { payload: payload.toString('base64'), payloadType: inToto, signatures: [{ sig: signature.toString('base64') }] },
      }
    },
  }
}

/** Extensions of Fulcio, as oid-info.md of its repository lists them. */
function certificateContent({ workflow = builder.workflow, ref = builder.ref, repository = builder.repository, ...rest }: Attestation) {
  const { issuer = gitHub, commit = '1111111111111111111111111111111111111111' } = rest
  const texts = {
    8: issuer,
    9: `https://github.com/${workflow}@${ref}`,
    11: 'github-hosted',
    12: `https://github.com/${repository}`,
    13: commit,
    14: ref,
    21: `https://github.com/${repository}/actions/runs/8411/attempts/1`,
  }
  const extensions = Object.entries(texts).map(([number, value]) => ({ oid: `1.3.6.1.4.1.57264.1.${number}`, value }))
  return { subjectAltName: `https://github.com/${workflow}@${ref}`, extensions }
}

function statementOf({ digest, predicateType = 'https://slsa.dev/provenance/v1' }: Attestation) {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'contract.wasm', digest: { sha256: digest } }],
    predicateType,
    predicate: {},
  }
}

/** The bytes that a DSSE envelope signs. Source: DSSE protocol, "PAE definition". */
function preAuthenticationEncoding(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${inToto.length} ${inToto} ${payload.length} `), payload])
}

/** What version 1 of Rekor's API answers. */
interface RekorEntry {
  readonly body: string
  readonly integratedTime: number
  readonly logID: string
  readonly logIndex: number
  readonly verification: {
    readonly signedEntryTimestamp: string
    readonly inclusionProof: {
      readonly logIndex: number
      readonly treeSize: number
      readonly rootHash: string
      readonly checkpoint: string
    }
  }
}

async function logEntry(
  log: Awaited<ReturnType<typeof initializeTLog>>,
  { payload, signature, certificate }: { payload: Buffer; signature: Buffer; certificate: ArrayBufferView },
) {
  const verifier = Buffer.from(`-----BEGIN CERTIFICATE-----\n${base64(certificate)}\n-----END CERTIFICATE-----\n`).toString('base64')
  const proposed = {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      payloadHash: { algorithm: 'sha256', value: createHash('sha256').update(payload).digest('hex') },
      signatures: [{ signature: signature.toString('base64'), verifier }],
    },
  }
  const [entry] = Object.values((await log.log(proposed)) as Record<string, RekorEntry>)
  if (entry === undefined) throw new TypeError('the log gave no entry')
  const { inclusionProof: proof, signedEntryTimestamp } = entry.verification
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
    kindVersion: { kind: 'dsse', version: '0.0.1' },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(proof.logIndex),
      treeSize: String(proof.treeSize),
      rootHash: Buffer.from(proof.rootHash, 'hex').toString('base64'),
      hashes: [],
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: entry.body,
  }
}

async function stamp(stamps: Awaited<ReturnType<typeof initializeTSA>>, signature: Buffer) {
  return stamps.timestamp({
    artifactHash: createHash('sha256').update(signature).digest(),
    hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
    nonce: 1,
    policyOID: '1.3.6.1.4.1.57264.2',
  })
}

function logOf(baseUrl: string, { publicKey }: KeyPairKeyObjectResult) {
  const der = publicKey.export({ format: 'der', type: 'spki' })
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    logId: { keyId: createHash('sha256').update(der).digest('base64') },
    publicKey: { rawBytes: der.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: always },
  }
}

function keyPair(): KeyPairKeyObjectResult {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

function base64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}
