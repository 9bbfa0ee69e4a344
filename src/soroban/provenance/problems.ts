import { defineProblem, type ProblemFactory } from '../../core/problem.ts'

const nothingSent = 'Nothing was signed or sent.'
const askBuilder = 'Deploy what the workflow built and attested, or look who made this bundle.'

export const provenanceMissing = defineProblem({
  code: 'soroban/provenance-missing',
  example: {
    contract: 'token',
    path: 'contracts/wasm/token.wasm',
    hash: '557b80f9c0de',
    looked: ['contracts/wasm', 'the attestations of traqora/contracts on GitHub'],
    network: 'mainnet',
  },
  what: ({ contract, path, hash, looked }) =>
    `${path}, the wasm of "${contract}" (sha256 ${hash}), has no attestation of who built it${
      looked.length === 0 ? ', and fairlead.yml names no workflow that builds it' : `: nothing in ${looked.join(', ')}`
    }.`,
  state: nothingSent,
  remedy: ({ network }) =>
    `Build it in a workflow that attests it (actions/attest-build-provenance), and name that workflow:
contracts:
  provenance: { workflow: OWNER/REPOSITORY/.github/workflows/build.yml, ref: refs/heads/main }
# or, told in every summary of ${network}:
#  provenance: { waived: "because ..." }`,
})

export const mainnetUnattested = defineProblem({
  code: 'soroban/provenance-optional-on-mainnet',
  example: {},
  what: () => 'contracts.provenance has `required: false`, and this network is mainnet.',
  state: nothingSent,
  remedy: 'Remove `required`. Where nobody can vouch for the code, waive it with the reason: `provenance: { waived: "because ..." }`.',
})

export const trustedRootUnreadable = defineProblem({
  code: 'soroban/provenance-trusted-root',
  example: { path: 'trusted-root.jsonl', reason: 'line 1 is not JSON' },
  what: ({ path, reason }) => `${path} holds no trusted root of Sigstore: ${reason}.`,
  state: nothingSent,
  remedy: 'Write it with `gh attestation trusted-root > trusted-root.jsonl`, or remove `trusted-root` to use the built-in ones.',
})

export const bundlesUnreadable = defineProblem({
  code: 'soroban/provenance-bundles',
  example: { path: 'attestations', reason: 'ENOENT' },
  what: ({ path, reason }) => `The attestations at ${path} cannot be read: ${reason}.`,
  state: nothingSent,
  remedy: 'Correct the path (from the working directory), or let an earlier step bring them: `gh attestation download`.',
})

export const sourceClaimDiffers = defineProblem({
  code: 'soroban/provenance-source-claim',
  example: { contract: 'token', claim: 'source_repo = github:other/contracts', found: 'traqora/contracts' },
  what: ({ contract, claim, found }) => `The wasm of "${contract}" says ${claim}, and its attestation says that ${found} was built.`,
  state: nothingSent,
  remedy: 'Build it with the metadata of its own repository: `stellar contract build --meta source_repo=github:OWNER/REPOSITORY`.',
})

/** What a check of one bundle expected, and found. */
export interface Fault {
  readonly contract: string
  /** The file, or the address, the bundle is from. */
  readonly bundle: string
  readonly expected: string
  readonly found: string
}

const token = { contract: 'token', bundle: 'contracts/wasm/token.wasm.sigstore.json' }

export const bundleForm = defineProblem<Fault>({
  code: 'soroban/provenance-form',
  example: { ...token, expected: 'a Sigstore bundle with a certificate and a DSSE envelope', found: 'text that is not JSON' },
  what: ({ contract, bundle, expected, found }) => `${bundle} is no attestation of "${contract}": expected ${expected}, found ${found}.`,
  state: nothingSent,
  remedy: 'Download it again: `gh attestation download FILE --repo OWNER/REPOSITORY`.',
})

export const certificateRefused = defineProblem<Fault>({
  code: 'soroban/provenance-certificate',
  example: { ...token, expected: 'a chain to fulcio.sigstore.dev', found: 'Failed to verify certificate chain' },
  what: ({ contract, bundle, expected, found }) =>
    `The certificate that signed ${bundle}, of "${contract}", is not trusted: expected ${expected}, valid when it signed; found ${found}.`,
  state: nothingSent,
  remedy: 'Sign with Sigstore or GitHub, or give the trusted root of your own authority: `contracts.provenance.trusted-root`.',
})

export const certificateNotLogged = defineProblem<Fault>({
  code: 'soroban/provenance-certificate-log',
  example: { ...token, expected: 'a signed timestamp of a certificate log', found: 'expected 1 SCTs, got 0' },
  what: ({ contract, bundle, expected, found }) =>
    `The certificate that signed ${bundle}, of "${contract}", is not proved to be logged: expected ${expected}, found ${found}.`,
  state: nothingSent,
  remedy: askBuilder,
})

export const timestampRefused = defineProblem<Fault>({
  code: 'soroban/provenance-timestamp',
  example: { ...token, expected: 'a trusted time of signing', found: 'expected 1 timestamps, got 0' },
  what: ({ contract, bundle, expected, found }) =>
    `When ${bundle}, of "${contract}", was signed is not proved: expected ${expected}, found ${found}.`,
  state: nothingSent,
  remedy: askBuilder,
})

export const notInTransparencyLog = defineProblem<Fault>({
  code: 'soroban/provenance-transparency-log',
  example: { ...token, expected: 'a proof of inclusion in the transparency log', found: 'expected 1 tlog entries, got 0' },
  what: ({ contract, bundle, expected, found }) =>
    `${bundle}, of "${contract}", is not proved to be in the transparency log: expected ${expected}, found ${found}.`,
  state: nothingSent,
  remedy: askBuilder,
})

export const signatureRefused = defineProblem<Fault>({
  code: 'soroban/provenance-signature',
  example: { ...token, expected: 'the signature of its certificate', found: 'signature verification failed' },
  what: ({ contract, bundle, expected, found }) =>
    `The signature of ${bundle}, of "${contract}", does not fit what is signed: expected ${expected}, found ${found}.`,
  state: nothingSent,
  remedy: 'The bundle was changed after it was signed. Download it again, and look who changed it.',
})

export const issuerDiffers = defineProblem<Fault>({
  code: 'soroban/provenance-issuer',
  example: { ...token, expected: 'https://token.actions.githubusercontent.com', found: 'https://accounts.google.com' },
  what: ({ contract, bundle, expected, found }) =>
    `${bundle}, of "${contract}", was signed by somebody whom ${found} vouches for; expected ${expected}.`,
  state: nothingSent,
  remedy: askBuilder,
})

export const workflowDiffers = defineProblem<Fault>({
  code: 'soroban/provenance-workflow',
  example: {
    ...token,
    expected: 'traqora/contracts/.github/workflows/build.yml',
    found: 'https://github.com/traqora/contracts/.github/workflows/test.yml@refs/heads/main',
  },
  what: ({ contract, bundle, expected, found }) =>
    `${bundle}, of "${contract}", was signed by ${found}; expected the workflow ${expected}.`,
  state: nothingSent,
  remedy: 'Deploy what the named workflow built. Where the other one is meant, name it: `contracts.provenance.workflow`.',
})

export const refDiffers = defineProblem<Fault>({
  code: 'soroban/provenance-ref',
  example: { ...token, expected: 'refs/heads/main', found: 'refs/heads/try-it' },
  what: ({ contract, bundle, expected, found }) =>
    `${bundle}, of "${contract}", was signed by the workflow as it was at ${found}; expected ${expected}.`,
  state: nothingSent,
  remedy: 'Build from the protected ref. Where the other one is meant, allow it: `contracts.provenance.ref`.',
})

export const sourceDiffers = defineProblem<Fault>({
  code: 'soroban/provenance-source',
  example: { ...token, expected: 'traqora/contracts at refs/heads/main', found: 'fork/contracts at refs/heads/main' },
  what: ({ contract, bundle, expected, found }) => `${bundle}, of "${contract}", attests a build of ${found}; expected ${expected}.`,
  state: nothingSent,
  remedy: 'Where a reusable workflow builds another repository, name that: `contracts.provenance.source: { repository, ref }`.',
})

export const predicateDiffers = defineProblem<Fault>({
  code: 'soroban/provenance-predicate',
  example: { ...token, expected: 'https://slsa.dev/provenance/v1', found: 'https://spdx.dev/Document/v2.3' },
  what: ({ contract, bundle, expected, found }) => `${bundle}, of "${contract}", attests ${found}; expected ${expected}.`,
  state: nothingSent,
  remedy: 'Use actions/attest-build-provenance: other attestations do not say who built the file.',
})

export const subjectDiffers = defineProblem<Fault>({
  code: 'soroban/provenance-subject',
  example: { ...token, expected: 'sha256 557b80f9', found: 'token.wasm (sha256 77bb6a0c)' },
  what: ({ contract, bundle, expected, found }) =>
    `${bundle} attests other bytes than the wasm of "${contract}": expected ${expected}, found ${found}.`,
  state: nothingSent,
  remedy: 'The wasm was built again, or optimized, after it was attested: deploy the very file that was attested.',
})

/** The problem of each check of a bundle, in the order in which they are made. */
export const faultProblems = {
  form: bundleForm,
  timestamp: timestampRefused,
  certificate: certificateRefused,
  'certificate log': certificateNotLogged,
  'transparency log': notInTransparencyLog,
  signature: signatureRefused,
  issuer: issuerDiffers,
  workflow: workflowDiffers,
  ref: refDiffers,
  source: sourceDiffers,
  predicate: predicateDiffers,
  subject: subjectDiffers,
} as const satisfies Record<string, ProblemFactory<Fault>>

export type Check = keyof typeof faultProblems
