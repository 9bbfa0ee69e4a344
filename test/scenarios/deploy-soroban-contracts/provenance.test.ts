import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import type { ActionRun } from '../../support/run-action.ts'
import { wasmModule } from '../../unit/soroban/wasm-module.ts'
import { asMainnet, attested, makeAttestedSystem, manifestOf } from './provenance-system.ts'

const told = ({ errors }: ActionRun) => errors.map(({ title, line }) => `${title} ${line}`)
const transactionsAtStart = (network: Network) => network.transactions.length

test('mainnet refuses code of which nobody says who builds it, before anything is signed', async () => {
  await using network = await startNetwork(asMainnet)
  await using system = await makeAttestedSystem(network, { yml: manifestOf().replace(/ {2}provenance: .*\n/, '') })
  const sent = transactionsAtStart(network)
  const run = await system.deploy()
  expect(run.exitCode).toBe(1)
  expect(told(run)).toEqual(['soroban/provenance-missing 9', 'soroban/provenance-missing 10'])
  expect(run.errors[0]?.message).toContain('fairlead.yml names no workflow that builds it')
  expect(network.transactions).toHaveLength(sent)
})

test('attested code is deployed; plan and summary tell who built it; a second run needs no bundle', async () => {
  await using network = await startNetwork(asMainnet)
  await using system = await makeAttestedSystem(network)
  await system.attest('refund')
  await system.attest('second', { commit: '2222222222222222222222222222222222222222' })
  const told =
    /\| refund \| traqora\/contracts at refs\/heads\/main \| `1{40}` \| https:\/\/github\.com\/traqora\/contracts\/\.github\/workflows\/build\.yml@refs\/heads\/main \(github-hosted\) \| https:\/\/github\.com\/traqora\/contracts\/actions\/runs\/8411\/attempts\/1 \|/
  const planned = await system.deploy({ inputs: { 'dry-run': 'true' } })
  expect(planned.errors).toEqual([])
  expect(planned.summary).toMatch(told)
  const run = await system.deploy({ inputs: { 'plan-id': planned.outputs['plan-id'] ?? '' } })
  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', changed: 'true' })
  expect(run.summary).toMatch(told)
  expect(run.summary).toContain('`2222222222222222222222222222222222222222`')
  await rm(join(system.repository, 'contracts', 'wasm', 'refund.wasm.sigstore.json'))
  expect((await system.deploy()).outputs).toMatchObject({ verdict: 'pass', changed: 'false' })
})

test('what is wrong with several bundles is told at once, each with its check, and nothing is sent', async () => {
  await using network = await startNetwork(asMainnet)
  await using system = await makeAttestedSystem(network)
  const sent = transactionsAtStart(network)
  await system.attest('refund', { ref: 'refs/heads/try-it' })
  await system.put('contracts/wasm/second.sigstore.json', 'no JSON\n')
  const run = await system.deploy()
  expect(told(run)).toEqual(['soroban/provenance-ref 10', 'soroban/provenance-form 11'])
  expect(run.errors[0]?.message).toContain(
    'contracts/wasm/refund.wasm.sigstore.json, of "refund", was signed by the workflow as it was at refs/heads/try-it; expected refs/heads/main.',
  )
  expect(network.transactions).toHaveLength(sent)
})

test('the bytes that are sent are those that are attested: a wasm that was built again is refused', async () => {
  await using network = await startNetwork(asMainnet)
  await using system = await makeAttestedSystem(network)
  await system.attest('refund', { digest: 'f'.repeat(64) })
  await system.attest('second')
  const run = await system.deploy()
  expect(told(run)).toEqual(['soroban/provenance-subject 10'])
  expect(run.errors[0]?.message).toContain(
    `expected sha256 ${await system.digest('refund')}, found contract.wasm (sha256 ${'f'.repeat(64)})`,
  )
})

test('bundles of a folder are found by what they attest, of several one is enough, and a file may be named', async () => {
  await using network = await startNetwork(asMainnet)
  const provenance = attested.replace('{ ', '{ bundles: attestations, ')
  await using system = await makeAttestedSystem(network, { yml: manifestOf({ provenance, bundle: ', bundle: elsewhere/refund.jsonl' }) })
  const digest = await system.digest('second')
  const bundles = await Promise.all([
    system.sigstore.attest({ digest: 'e'.repeat(64) }),
    system.sigstore.attest({ digest, issuer: 'https://accounts.google.com' }),
    system.sigstore.attest({ digest }),
  ])
  await system.put('attestations/downloaded.jsonl', bundles.map((bundle) => `${JSON.stringify(bundle)}\n`).join(''))
  const missing = await system.deploy()
  expect(told(missing)).toEqual(['soroban/provenance-bundles 10'])
  await system.attest('refund', {}, 'elsewhere/refund.jsonl')
  const run = await system.deploy()
  expect(run.errors).toEqual([])
  expect(run.outputs['verdict']).toBe('pass')
})

test('a waiver lets code through, and every summary tells its reason', async () => {
  await using network = await startNetwork(asMainnet)
  await using system = await makeAttestedSystem(network, {
    yml: manifestOf({ provenance: '{ waived: "the first build of 2024, before attestations" }' }),
  })
  const planned = await system.deploy({ inputs: { 'dry-run': 'true' } })
  const run = await system.deploy()
  for (const { summary } of [planned, run])
    expect(summary).toContain(
      '**Provenance waived**: nobody attests who built this code. The reason: the first build of 2024, before attestations',
    )
  expect(run.outputs['verdict']).toBe('pass')
})

test('a waiver after the approval is another plan', async () => {
  await using network = await startNetwork(asMainnet)
  await using system = await makeAttestedSystem(network)
  await system.attest('refund')
  await system.attest('second')
  const planned = await system.deploy({ inputs: { 'dry-run': 'true' } })
  await system.write(manifestOf({ provenance: '{ waived: "nobody looks any more" }' }))
  const sent = transactionsAtStart(network)
  const run = await system.deploy({ inputs: { 'plan-id': planned.outputs['plan-id'] ?? '' } })
  expect(run.exitCode).toBe(1)
  expect(run.errors[0]?.message).toContain('provenance changed')
  expect(network.transactions).toHaveLength(sent)
})

test('on mainnet, whatever its name in fairlead.yml, attestations cannot be made optional', async () => {
  await using network = await startNetwork(asMainnet)
  const custom = `{ name: custom, passphrase: "${asMainnet.passphrase}", rpc: "\${env.STELLAR_RPC_URL}" }`
  const provenance = attested.replace('{ ', '{ required: false, ')
  await using system = await makeAttestedSystem(network, { yml: manifestOf({ provenance, network: custom }) })
  expect(told(await system.deploy())).toEqual(['soroban/provenance-optional-on-mainnet 8'])
})

test('elsewhere code without attestation is let through and told, and a bundle that fails is still refused', async () => {
  await using network = await startNetwork()
  await using system = await makeAttestedSystem(network, {
    yml: manifestOf({ network: '{ name: local, rpc: "${env.STELLAR_RPC_URL}" }' }),
  })
  await system.attest('second', { repository: 'fork/contracts' })
  expect(told(await system.deploy())).toEqual(['soroban/provenance-source 11'])
  await system.attest('second')
  const run = await system.deploy()
  expect(run.errors).toEqual([])
  expect(run.summary).toContain('| refund | **not attested** |')
})

test('a wasm that names another source than its attestation is refused, and what it says is shown', async () => {
  await using network = await startNetwork(asMainnet)
  await using system = await makeAttestedSystem(network)
  const built = (source: string) =>
    wasmModule({
      meta: [
        ['source_repo', `github:${source}`],
        ['home_domain', 'traqora.example'],
        ['bldopt', '--locked'],
      ],
    })
  for (const contract of ['refund', 'second']) {
    await system.put(`contracts/wasm/${contract}.wasm`, await built(contract === 'refund' ? 'other/contracts' : 'Traqora/contracts'))
    await system.attest(contract)
  }
  const refused = await system.deploy()
  expect(told(refused)).toEqual(['soroban/provenance-source-claim 10'])
  expect(refused.errors[0]?.message).toContain(
    'says source_repo = github:other/contracts, and its attestation says that traqora/contracts was built',
  )
  await system.put('contracts/wasm/refund.wasm', await built('traqora/contracts'))
  await system.attest('refund')
  const { errors, summary } = await system.deploy({ inputs: { 'dry-run': 'true' } })
  expect(errors).toEqual([])
  expect(summary).toContain('sourceRepository: github:traqora/contracts<br>homeDomain: traqora.example<br>options: --locked')
})

test('a verification tells whose build is wanted and not proved', async () => {
  await using network = await startNetwork(asMainnet)
  await using system = await makeAttestedSystem(network)
  await system.attest('refund')
  await system.attest('second')
  expect((await system.deploy()).errors).toEqual([])
  await system.attest('second', { workflow: 'traqora/contracts/.github/workflows/test.yml' })
  const run = await system.deploy({ inputs: { mode: 'verify' } })
  expect(run.outputs).toMatchObject({ verdict: 'fail', changed: 'false', 'reason-code': 'soroban/provenance-workflow' })
  expect(run.summary).toContain('| second | **not attested** |')
})

test.each([
  ['gone.json', null, 'ENOENT'],
  ['trusted-root.json', 'not JSON', 'it is not JSON'],
  ['trusted-root.json', '{"mediaType":"x"}', 'it names no certificate authority'],
  ['trusted-root.json', '{"certificateAuthorities":[{"certChain":{"certificates":[{"rawBytes":"AAAA"}]}}]}', 'cannot be read'],
])('a trusted root that cannot be used is refused: %s %s', async (path, content, reason) => {
  await using network = await startNetwork(asMainnet)
  await using system = await makeAttestedSystem(network, { yml: manifestOf({ provenance: attested.replace('trusted-root.json', path) }) })
  if (content !== null) await system.put(path, content)
  await system.attest('refund')
  const run = await system.deploy()
  expect(told(run)).toEqual(['soroban/provenance-trusted-root 8'])
  expect(run.errors[0]?.message).toContain(reason)
})
