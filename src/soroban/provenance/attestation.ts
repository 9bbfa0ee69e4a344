import { X509Certificate as NodeCertificate } from 'node:crypto'
import { type Bundle, bundleFromJSON, ValidationError } from '@sigstore/bundle'
import type { TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify'
import picomatch from 'picomatch'
import { type BuildIdentity, identityOf } from './certificate.ts'
import type { TrustedBuild } from './policy.ts'
import type { Check } from './problems.ts'
import { type Statement, slsaProvenance, statementOf } from './statement.ts'

/** The first check that a bundle does not pass. */
export interface Finding {
  readonly check: Check
  readonly expected: string
  readonly found: string
}

interface Judging {
  /** sha256 in hex of the bytes that will be sent. */
  readonly digest: string
  readonly build: TrustedBuild
  readonly roots: readonly TrustedRoot[]
}

/**
 * Judges one bundle, as JSON gave it, without the network: time of signing, certificate, both logs, signature; then who
 * signed; then what was signed. Gives who built it, or the first check that fails.
 */
export function judgeAttestation(
  given: unknown,
  { digest, build, roots }: Judging,
): { readonly identity: BuildIdentity } | { readonly finding: Finding } {
  const read = readBundle(given)
  if ('check' in read) return { finding: read }
  const { bundle, certificate, statement } = read
  const root = rootFor(certificate, roots)
  if (root === null) {
    const trusted = roots.flatMap(({ certificateAuthorities }) => certificateAuthorities.map(({ uri }) => uri))
    const found = `one that ${issuerName(certificate)} issued`
    return { finding: { check: 'certificate', expected: `a chain to ${[...new Set(trusted)].join(' or ')}`, found } }
  }
  const finding = signatureFinding(bundle, root) ?? identityFinding(certificate, build) ?? statementFinding(statement, digest)
  return finding === null ? { identity: identityOf(certificate) } : { finding }
}

interface ReadBundle {
  readonly bundle: Bundle
  /** In DER. */
  readonly certificate: Uint8Array
  readonly statement: Statement | null
}

/** What a bundle claims to attest, before anything of it is verified: to find the bundles of a file among others. */
export function claimedDigests(given: unknown): readonly string[] {
  const read = readBundle(given)
  return 'check' in read ? [] : (read.statement?.subjects.map(({ sha256 }) => sha256) ?? [])
}

function readBundle(given: unknown): ReadBundle | Finding {
  const refuse = (found: string): Finding => ({
    check: 'form',
    expected: 'a Sigstore bundle with a certificate and a DSSE envelope',
    found,
  })
  if (typeof given !== 'object' || given === null) return refuse('text that is not JSON')
  let bundle: Bundle
  try {
    bundle = bundleFromJSON(given)
  } catch (thrown) {
    return refuse(thrown instanceof ValidationError ? `one without ${thrown.fields.join(', ')}` : `something else (${thrown})`)
  }
  const { content, verificationMaterial } = bundle
  if (content.$case !== 'dsseEnvelope') return refuse('a signature without statement')
  const certificate = certificateOf(verificationMaterial.content)
  if (certificate === null) return refuse('no certificate')
  return { bundle, certificate, statement: statementOf(content.dsseEnvelope) }
}

function certificateOf(content: Bundle['verificationMaterial']['content']): Uint8Array | null {
  const der =
    content.$case === 'certificate'
      ? content.certificate.rawBytes
      : content.$case === 'x509CertificateChain'
        ? content.x509CertificateChain.certificates[0]?.rawBytes
        : undefined
  try {
    return der === undefined ? null : new NodeCertificate(der).raw
  } catch {
    return null
  }
}

/** The root one of whose authorities has the name that issued the certificate; whether it really did is verified after. */
function rootFor(certificate: Uint8Array, roots: readonly TrustedRoot[]): TrustedRoot | null {
  const leaf = new NodeCertificate(certificate)
  const issued = (rawBytes: Uint8Array) => leaf.issuer === new NodeCertificate(rawBytes).subject
  return (
    roots.find(({ certificateAuthorities }) =>
      certificateAuthorities.some(({ certChain }) => certChain?.certificates.some(({ rawBytes }) => issued(rawBytes)) === true),
    ) ?? null
  )
}

function issuerName(certificate: Uint8Array): string {
  return new NodeCertificate(certificate).issuer.replaceAll('\n', ', ')
}

/** A root that names logs asks for their proofs: GitHub's own, of private repositories, has none and stamps the time instead. */
function signatureFinding(bundle: Bundle, root: TrustedRoot): Finding | null {
  const logs = { tlogThreshold: Math.min(root.tlogs.length, 1), ctlogThreshold: Math.min(root.ctlogs.length, 1) }
  try {
    new Verifier(toTrustMaterial(root), { ...logs, timestampThreshold: 1 }).verify(toSignedEntity(bundle))
    return null
  } catch (thrown) {
    // What is no VerificationError is a bundle whose parts cannot be read, such as a proof that is cut off.
    if (!(thrown instanceof VerificationError)) return { check: 'form', expected: 'parts that can be read', found: String(thrown) }
    const found = thrown.cause instanceof Error ? `${thrown.message} (${thrown.cause.message})` : thrown.message
    return { ...checkOf(thrown, root), found }
  }
}

function checkOf({ code, message }: VerificationError, root: TrustedRoot): Pick<Finding, 'check' | 'expected'> {
  if (code === 'SIGNATURE_ERROR') return { check: 'signature', expected: 'the signature of its certificate' }
  if (code === 'TIMESTAMP_ERROR') return { check: 'timestamp', expected: 'a trusted time of signing' }
  if (code.startsWith('TLOG')) return { check: 'transparency log', expected: 'a proof of inclusion in the transparency log' }
  // One code for both; the library tells them apart in its text only.
  if (message.includes('SCT')) return { check: 'certificate log', expected: 'a signed timestamp of a certificate log' }
  return { check: 'certificate', expected: `a chain to ${root.certificateAuthorities.map(({ uri }) => uri).join(' or ')}` }
}

function identityFinding(certificate: Uint8Array, { workflow, ref, source, issuer }: TrustedBuild): Finding | null {
  const identity = identityOf(certificate)
  if (identity.issuer !== issuer) return { check: 'issuer', expected: issuer, found: identity.issuer || 'nobody' }
  // Only the first @ parts them: a branch may have one in its name, the expected workflow has none.
  const [, signer = '', signerRef = ''] = /^([^@]*)@(.*)$/.exec(identity.signer) ?? []
  if (signer !== `https://github.com/${workflow}`) return { check: 'workflow', expected: workflow, found: identity.signer || 'nobody' }
  if (!picomatch.isMatch(signerRef, ref)) return { check: 'ref', expected: ref, found: signerRef }
  const isSource = identity.repository === source.repository && picomatch.isMatch(identity.ref, source.ref)
  const told = (one: typeof source) => `${one.repository} at ${one.ref}`
  return isSource ? null : { check: 'source', expected: told(source), found: told(identity) }
}

function statementFinding(statement: Statement | null, digest: string): Finding | null {
  if (statement?.predicateType !== slsaProvenance)
    return { check: 'predicate', expected: slsaProvenance, found: statement?.predicateType ?? 'no in-toto statement' }
  const { subjects } = statement
  if (subjects.some(({ sha256 }) => sha256 === digest)) return null
  const named = subjects.slice(0, 3).map(({ name, sha256 }) => `${name} (sha256 ${sha256})`)
  const more = subjects.length > named.length ? ` and ${subjects.length - named.length} more` : ''
  return { check: 'subject', expected: `sha256 ${digest}`, found: `${named.join(', ') || 'nothing'}${more}` }
}
