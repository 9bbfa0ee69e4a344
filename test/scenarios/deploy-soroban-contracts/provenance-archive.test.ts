import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startGitHub } from '../../../local/github/github.ts'
import { startNetwork } from '../../../local/network/network.ts'
import { runAction } from '../../support/run-action.ts'
import { builder } from '../../support/sigstore.ts'
import { type AttestedSystem, asMainnet, makeAttestedSystem } from './provenance-system.ts'

const withToken = (system: AttestedSystem, { apiUrl, token }: { apiUrl: string; token: string }) =>
  system.deploy({ inputs: { 'github-token': token }, facts: { GITHUB_API_URL: apiUrl } })

test('bundles that GitHub keeps are asked for by digest, and only for a wasm that has none of its own', async () => {
  await using network = await startNetwork(asMainnet)
  await using github = await startGitHub({ repository: builder.repository })
  await using system = await makeAttestedSystem(network)
  const { value: token } = github.issueToken({ permissions: { attestations: 'read' } })
  await system.attest('refund')
  const digest = await system.digest('second')
  const missing = await withToken(system, { apiUrl: github.apiUrl, token })
  expect(missing.errors.map(({ title, line }) => `${title} ${line}`)).toEqual(['soroban/provenance-missing 11'])
  expect(missing.errors[0]?.message).toContain(
    'nothing in the folder of contracts/wasm/second.wasm, the attestations of traqora/contracts on GitHub',
  )

  for (const issuer of ['https://accounts.google.com', 'https://token.actions.githubusercontent.com'])
    github.repository.addAttestation({ digest, bundle: await system.sigstore.attest({ digest, issuer }) })
  const run = await withToken(system, { apiUrl: github.apiUrl, token })
  expect(run.errors).toEqual([])
  expect(run.summary).toContain('| second | traqora/contracts at refs/heads/main |')
  expect(run.everythingItWrote).not.toContain(token)
  // One question in each run: the wasm that has a bundle of its own is not asked for.
  expect(github.requests.filter(({ path }) => path.includes(digest))).toHaveLength(2)
})

test('a bundle that breaks off on its way is asked for again; one that always does is unknown, and red', async () => {
  await using network = await startNetwork(asMainnet)
  await using github = await startGitHub({ repository: builder.repository })
  await using system = await makeAttestedSystem(network)
  const { value: token } = github.issueToken({ permissions: { attestations: 'read' } })
  for (const contract of ['refund', 'second']) {
    const digest = await system.digest(contract)
    github.repository.addAttestation({ digest, bundle: await system.sigstore.attest({ digest }) })
  }
  github.fault('tear-answer', { path: '/attestation-bundles/', times: 1_000 })
  const torn = await withToken(system, { apiUrl: github.apiUrl, token })
  expect(torn.errors.map(({ title }) => title)).toEqual(['github/unreachable', 'github/unreachable'])
  expect(torn.errors[0]?.message).toContain('GitHub could not give the bundle of an attestation')

  await using other = await startGitHub({ repository: builder.repository })
  for (const { digest, bundle } of github.repository.attestations) other.repository.addAttestation({ digest, bundle })
  const { value: otherToken } = other.issueToken({ permissions: { attestations: 'read' } })
  other.fault('tear-answer', { path: '/attestation-bundles/' })
  const run = await withToken(system, { apiUrl: other.apiUrl, token: otherToken })
  expect(run.errors).toEqual([])
  expect(other.requests.filter(({ fault }) => fault === 'tear-answer')).toHaveLength(1)
})

test('a token that may not read attestations is told which permission it needs, and unknown is red', async () => {
  await using network = await startNetwork(asMainnet)
  await using github = await startGitHub({ repository: builder.repository })
  await using system = await makeAttestedSystem(network)
  const { value: token } = github.issueToken({ permissions: { contents: 'read' } })
  const sent = network.transactions.length
  const run = await withToken(system, { apiUrl: github.apiUrl, token })
  expect(run.errors.map(({ title }) => title)).toEqual(['github/token-refused', 'github/token-refused'])
  expect(run.errors[0]?.message).toContain('permissions: { attestations: read }')
  expect(network.transactions).toHaveLength(sent)
})

test('a wasm that changes after it was judged is not sent', async () => {
  await using network = await startNetwork(asMainnet)
  await using system = await makeAttestedSystem(network)
  await system.attest('refund')
  await system.attest('second')
  // Another build writes the file at the moment the deployment begins.
  const spoiler = join(system.repository, 'spoiler.mjs')
  const wasm = JSON.stringify(join(system.repository, 'contracts', 'wasm', 'refund.wasm'))
  await writeFile(
    spoiler,
    `import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
subscribe('fairlead:write', ({ name, when }) => {
  if (name === 'record begun' && when === 'after') appendFileSync(${wasm}, Buffer.from([0, 2, 1, 0x79]))
})
`,
  )
  const run = await runAction('deploy-soroban-contracts', {
    repository: system.repository,
    inputs: { environment: 'rehearsal' },
    env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret() },
    nodeOptions: ['--import', spoiler],
  })
  expect(run.errors.map(({ title }) => title)).toEqual(['soroban/wasm-changed'])
  expect(run.errors[0]?.message).toContain('contracts/wasm/refund.wasm, the wasm of "refund", changed while it was being deployed')
})
