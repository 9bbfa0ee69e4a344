import { X509Certificate } from '@sigstore/core'

/** Who built, as the certificate of a bundle says. Source of the numbers: Fulcio's list of extensions (oid-info). */
export interface BuildIdentity {
  readonly issuer: string
  /** The workflow with its ref, as the subject alternative name. */
  readonly signer: string
  /** What was built: OWNER/REPOSITORY, its ref and its commit. */
  readonly repository: string
  readonly ref: string
  readonly commit: string
  readonly run: string
  /** github-hosted or self-hosted. */
  readonly runner: string
}

/** Fulcio's extensions, below 1.3.6.1.4.1.57264.1; each holds one UTF8String. */
const extensions = { issuer: 8, runner: 11, repository: 12, commit: 13, ref: 14, run: 21 } as const

/** Reads a certificate in DER; what it does not say is empty, so it equals nothing that is expected. */
export function identityOf(der: Uint8Array): BuildIdentity {
  const certificate = X509Certificate.parse(Buffer.from(der))
  const text = (name: keyof typeof extensions) =>
    certificate.extension(`1.3.6.1.4.1.57264.1.${extensions[name]}`)?.valueObj.subs[0]?.value.toString('utf8') ?? ''
  return {
    issuer: text('issuer'),
    signer: certificate.subjectAltName ?? '',
    repository: text('repository').replace('https://github.com/', ''),
    ref: text('ref'),
    commit: text('commit'),
    run: text('run'),
    runner: text('runner'),
  }
}
