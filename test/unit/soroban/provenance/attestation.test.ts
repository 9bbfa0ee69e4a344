import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from '@jest/globals'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { judgeAttestation } from '../../../../src/soroban/provenance/attestation.ts'
import { type Attestation, type Bundle, builder, makeSigstore, type Sigstore } from '../../../support/sigstore.ts'

const digest = createHash('sha256').update('the bytes that are sent').digest('hex')
const build = {
  workflow: builder.workflow,
  ref: 'refs/heads/main',
  source: { repository: builder.repository, ref: 'refs/heads/main' },
  issuer: 'https://token.actions.githubusercontent.com',
}

let sigstore: Sigstore
let foreign: Sigstore
beforeAll(async () => {
  sigstore = await makeSigstore()
  foreign = await makeSigstore()
})

const judge = (bundle: unknown, { trusted = build, root = sigstore.trustedRoot } = {}) =>
  judgeAttestation(bundle, { digest, build: trusted, roots: [TrustedRoot.fromJSON(root)] })
const attest = (given: Partial<Attestation> = {}) => sigstore.attest({ digest, ...given })

test('a whole bundle of the workflow tells who built what', async () => {
  expect(judge(await attest())).toEqual({
    identity: {
      issuer: 'https://token.actions.githubusercontent.com',
      signer: 'https://github.com/traqora/contracts/.github/workflows/build.yml@refs/heads/main',
      repository: 'traqora/contracts',
      ref: 'refs/heads/main',
      commit: '1111111111111111111111111111111111111111',
      run: 'https://github.com/traqora/contracts/actions/runs/8411/attempts/1',
      runner: 'github-hosted',
    },
  })
})

const withOther = (part: string, value: string) => (bundle: Bundle) => ({
  ...bundle,
  dsseEnvelope: { ...bundle.dsseEnvelope, [part]: value },
})
const other = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}').toString('base64')
const material = (change: (material: Bundle['verificationMaterial']) => object) => (bundle: Bundle) => ({
  ...bundle,
  verificationMaterial: change(bundle.verificationMaterial),
})

const refused: readonly [what: string, given: Partial<Attestation>, change: (bundle: Bundle) => unknown, check: string, found: string][] = [
  ['another issuer', { issuer: 'https://accounts.google.com' }, same, 'issuer', 'https://accounts.google.com'],
  [
    'another workflow',
    { workflow: 'traqora/contracts/.github/workflows/test.yml' },
    same,
    'workflow',
    'workflows/test.yml@refs/heads/main',
  ],
  [
    'a workflow of another repository',
    { workflow: 'fork/contracts/.github/workflows/build.yml' },
    same,
    'workflow',
    'github.com/fork/contracts',
  ],
  [
    'a repository whose name begins alike',
    { workflow: 'traqora/contracts/.github/workflows/build.yml.yml' },
    same,
    'workflow',
    'build.yml.yml',
  ],
  ['another ref', { ref: 'refs/heads/try-it' }, same, 'ref', 'refs/heads/try-it'],
  ['another ref whose name begins alike', { ref: 'refs/heads/main@x' }, same, 'ref', 'refs/heads/main@x'],
  ['another source repository', { repository: 'fork/contracts' }, same, 'source', 'fork/contracts at refs/heads/main'],
  ['other bytes', { digest: 'f'.repeat(64) }, same, 'subject', `contract.wasm (sha256 ${'f'.repeat(64)})`],
  ['another statement', { predicateType: 'https://spdx.dev/Document/v2.3' }, same, 'predicate', 'https://spdx.dev/Document/v2.3'],
  ['a certificate that was over', { signedAfterMinutes: 11 }, same, 'certificate', 'certificate is not valid or expired'],
  ['a certificate that is in no log', { without: ['certificate log'] }, same, 'certificate log', 'expected 1 SCTs, got 0'],
  ['no entry of the transparency log', { without: ['transparency log'] }, same, 'transparency log', 'expected 1 tlog entries, got 0'],
  ['no time at all', { without: ['transparency log', 'timestamp'] }, same, 'timestamp', 'expected 1 timestamps, got 0'],
  ['another payload', {}, withOther('payload', other), 'transparency log', 'DSSE payload hash mismatch'],
  ['another payload type', {}, withOther('payloadType', 'text/plain'), 'signature', 'signature verification failed'],
  ['another signature', { without: ['timestamp'] }, spoiledSignature, 'transparency log', 'tlog entry signature mismatch'],
  ['a signature whose time was not stamped', {}, spoiledSignature, 'timestamp', ''],
  ['an entry that was changed', {}, material(spoiledEntry), 'transparency log', 'inclusion promise could not be verified'],
  ['a proof that is cut off', {}, material(withoutProof), 'form', 'inclusionProof'],
  ['no certificate', {}, material(({ tlogEntries }) => ({ tlogEntries, publicKey: { hint: 'a' } })), 'form', ''],
  ['no bundle', {}, () => ({ hello: 'world' }), 'form', ''],
  ['no JSON', {}, () => null, 'form', 'text that is not JSON'],
]

function same(bundle: Bundle): Bundle {
  return bundle
}

function spoiledSignature(bundle: Bundle): Bundle {
  const signature = Buffer.from(bundle.dsseEnvelope.signatures[0]?.sig ?? '', 'base64')
  signature.writeUInt8(signature.readUInt8(20) ^ 1, 20)
  return { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, signatures: [{ sig: signature.toString('base64') }] } }
}

function entryOf(given: Bundle['verificationMaterial']): Record<string, unknown> {
  return (given['tlogEntries'] as Record<string, unknown>[])[0] ?? {}
}

function spoiledEntry(given: Bundle['verificationMaterial']) {
  return { ...given, tlogEntries: [{ ...entryOf(given), logIndex: '1' }] }
}

function withoutProof(given: Bundle['verificationMaterial']) {
  return { ...given, tlogEntries: [{ ...entryOf(given), inclusionProof: undefined }] }
}

test.each(refused)('%s is refused, and told as what it is', async (_, given, change, check, found) => {
  const judged = judge(change(await attest(given)))
  expect(judged).toEqual({ finding: { check, expected: expect.any(String), found: expect.stringContaining(found) } })
})

test('a certificate of an authority that is not trusted is refused, also where it has the same name', async () => {
  const bundle = await foreign.attest({ digest })
  expect(judge(bundle)).toMatchObject({ finding: { check: 'timestamp' } })
  const builtInOnly = judge(bundle, { root: { ...sigstore.trustedRoot, certificateAuthorities: [] } })
  expect(builtInOnly).toMatchObject({ finding: { check: 'certificate' } })
})

test('a pattern of refs allows what it matches, and stops at a slash', async () => {
  const trusted = { ...build, ref: 'refs/tags/v*', source: { ...build.source, ref: 'refs/tags/v*' } }
  expect(judge(await attest({ ref: 'refs/tags/v1.2.0' }), { trusted })).toHaveProperty('identity')
  expect(judge(await attest({ ref: 'refs/tags/v1/evil' }), { trusted })).toMatchObject({ finding: { check: 'ref' } })
  expect(judge(await attest(), { trusted })).toMatchObject({ finding: { check: 'ref' } })
})

test('a reusable workflow of another repository builds the source that is named, and no other', async () => {
  const reusable = { ...build, workflow: 'shared/builds/.github/workflows/soroban.yml' }
  const given = { workflow: reusable.workflow }
  expect(judge(await attest(given), { trusted: reusable })).toHaveProperty('identity')
  expect(judge(await attest({ ...given, repository: 'fork/contracts' }), { trusted: reusable })).toMatchObject({
    finding: { check: 'source' },
  })
})

test('a root without logs, as that of private repositories, asks for a stamped time instead', async () => {
  const root = { ...sigstore.trustedRoot, tlogs: [], ctlogs: [] }
  const unlogged = { without: ['certificate log', 'transparency log'] } as const
  expect(judge(await attest(unlogged), { root })).toHaveProperty('identity')
  expect(judge(await attest({ without: [...unlogged.without, 'timestamp'] }), { root })).toMatchObject({ finding: { check: 'timestamp' } })
})
