import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Keypair } from '@stellar/stellar-sdk/base'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { type ActionRun, runAction } from '../../support/run-action.ts'
import { idsOf, makeSystem, manifest, type System } from './system.ts'

let network: Network
beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network.stop())

const canary = 'canary-of-the-store-4f1c'

/** A store is a file, or a file a variable; each run of its command is noted. */
const bulk = (name: string, format: string, { command = '', check = '' } = {}) => `
    - name: ${name}
      format: ${format}
      command: ${command || `echo ${name} >> runs; cat > stores/${name}`}
      check: ${check || `if [ -e stores/${name} ]; then cat stores/${name}; fi`}`
const single = `
    - name: single
      format: value
      command: echo "single $VARIABLE" >> runs; cat > "stores/$VARIABLE"
      check: if [ -e "stores/$VARIABLE" ]; then cat "stores/$VARIABLE"; fi
      set: { REFUND: "\${contracts.refund.id}", DEPLOYER: "\${deployer.address}" }`

/** Stores begin at line 8; below them is refund alone. */
const withStores = (stores: string, refund = '') =>
  manifest
    .replace(/ {4}token:[\s\S]*(?= {4}refund:)/, '')
    .replace('"${contracts.booking.id}"', '"${deployer.address}"')
    .replace('env-files: [packages/backend/.env]', () => `env-stores:${stores}`)
    .replace('read-back: { call: parameters }', `read-back: { call: parameters${refund} }`)

async function systemWith(stores: string, refund?: string): Promise<System> {
  const system = await makeSystem(network, { yml: withStores(stores, refund) })
  await mkdir(join(system.repository, 'stores'))
  return system
}

const read = (system: System, path: string) => readFile(join(system.repository, path), 'utf8').catch(() => null)
const told = ({ errors }: ActionRun) => errors.map(({ title, line }) => `${title} ${line}`)

test('stores get the ids on standard input, each in its format, once; what differs later is found and brought back', async () => {
  await using system = await systemWith(bulk('lines', 'dotenv') + bulk('object', 'json') + single)
  const planned = await system.deploy({ inputs: { 'dry-run': 'true' } })
  expect(planned.errors).toEqual([])
  expect(planned.summary).toContain('| env store single | REFUND, DEPLOYER |')
  expect(await read(system, 'runs')).toBeNull()

  const run = await system.deploy({ inputs: { 'plan-id': planned.outputs['plan-id'] ?? '' } })
  expect(run.errors).toEqual([])
  const id = idsOf(run)['refund'] ?? ''
  expect(await read(system, 'stores/lines')).toBe(`REFUND_CONTRACT_ID=${id}\n`)
  expect(await read(system, 'stores/object')).toBe(`{"REFUND_CONTRACT_ID":"${id}"}`)
  expect([await read(system, 'stores/REFUND'), await read(system, 'stores/DEPLOYER')]).toEqual([id, system.deployer.publicKey()])
  expect(run.outputs).toMatchObject({ changed: 'true', 'env-stores': '["lines","object","single"]' })
  expect((await system.deploy()).outputs).toMatchObject({ verdict: 'pass', changed: 'false' })
  expect(await read(system, 'runs')).toBe('lines\nobject\nsingle REFUND\nsingle DEPLOYER\n')

  await writeFile(join(system.repository, 'stores', 'DEPLOYER'), 'other')
  await writeFile(join(system.repository, 'stores', 'lines'), `OTHER=1\nREFUND_CONTRACT_ID="${id}"\n`)
  const verified = await system.deploy({ inputs: { mode: 'verify' } })
  expect(verified.outputs).toMatchObject({ verdict: 'fail', changed: 'false', 'reason-code': 'soroban/drift-env-store' })
  expect(verified.errors.map(({ message }) => message.split('\n')[0])).toEqual([
    expect.stringContaining('DEPLOYER in the env store "single" is not what fairlead.yml wants.'),
  ])
  expect((await system.deploy()).outputs).toMatchObject({ verdict: 'pass', changed: 'true' })
  expect(await read(system, 'stores/DEPLOYER')).toBe(system.deployer.publicKey())
  // Only what differed was handed over again.
  expect(await read(system, 'runs')).toBe('lines\nobject\nsingle REFUND\nsingle DEPLOYER\nsingle DEPLOYER\n')
})

test('a store that does not say what it holds stops the deployment before anything is signed', async () => {
  await using system = await systemWith(
    bulk('silent', 'dotenv', { check: 'echo OTHER_SECRET=shown-by-the-check; exit 3' }) + bulk('torn', 'json', { check: 'echo "{"' }),
  )
  const sent = network.transactions.length
  const run = await system.deploy()
  expect(told(run)).toEqual(['soroban/env-store-unknown 9', 'soroban/env-store-unknown 13'])
  expect(run.errors[0]?.message).toContain('its check ended with exit code 3')
  expect(run.everythingItWrote).not.toContain('shown-by-the-check')
  expect(network.transactions).toHaveLength(sent)
  expect(await read(system, 'runs')).toBeNull()
})

test('a store is written only after the contracts are proved', async () => {
  await using system = await systemWith(
    bulk('lines', 'dotenv'),
    ', equals: { admin: "${deployer.address}", booking: CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM }',
  )
  const run = await system.deploy()
  expect(run.exitCode).toBe(1)
  expect(run.outputs['reason-code']).toMatch(/^soroban\/(not-initialized|read-back-differs)$/)
  expect(await read(system, 'runs')).toBeNull()
})

test('a command that fails is told with its last words, and neither they nor its arguments hold a secret or a value', async () => {
  const command =
    'cat > stores/got; cat /proc/$$/cmdline /proc/$PPID/cmdline > seen-arguments; env > seen-environment; echo "refused $STORE_TOKEN"; exit 4'
  await using system = await systemWith(
    `${bulk('failing', 'dotenv', { command })}\n      environment: { STORE_TOKEN: "\${env.STORE_TOKEN}" }`,
  )
  const run = await system.deploy({ env: { STORE_TOKEN: canary, UNRELATED: 'canary-of-the-job-77aa' } })
  expect(told(run)).toEqual(['soroban/env-store-failed 9'])
  expect(run.errors[0]?.message).toContain('ended with exit code 4:\nrefused [env.STORE_TOKEN]')
  expect(run.errors[0]?.message).toContain('The contracts are deployed and proved.')
  // What was deployed is told and recorded all the same.
  expect(run.outputs).toMatchObject({ verdict: 'fail', changed: 'true', 'contract-ids': expect.stringMatching(/"refund":"C\w+"/) })
  const ended = JSON.parse((await read(system, '.fairlead/record/rehearsal/00000002.json')) ?? '')
  expect(ended).toMatchObject({ kind: 'ended', facts: { ledger: expect.any(Number) } })
  expect(ended.facts.transactions.map(({ step }: { step: string }) => step)).toContain('create refund')
  expect(run.everythingItWrote).not.toContain(canary)
  const [got, seen, environment] = await Promise.all(['stores/got', 'seen-arguments', 'seen-environment'].map((path) => read(system, path)))
  const id = /REFUND_CONTRACT_ID=(C\w+)/.exec(got ?? '')?.[1] ?? 'nothing was handed over'
  expect(seen).toContain('bash')
  expect(seen).not.toContain(id)
  expect(seen).not.toContain(canary)
  expect(environment).toContain(`STORE_TOKEN=${canary}`)
  expect(environment).not.toContain(system.deployer.secret())
  expect(environment).not.toContain('canary-of-the-job')
  for (const path of ['fairlead.yml', `.fairlead/journal/rehearsal.ndjson`]) expect(await read(system, path)).not.toContain(canary)
})

test.each(['before', 'after'])('a run that is killed right %s a store is written goes on where it was', async (when) => {
  await using system = await systemWith(bulk('lines', 'dotenv'))
  const killer = join(system.repository, 'killer.mjs')
  await writeFile(
    killer,
    `import { subscribe } from 'node:diagnostics_channel'
subscribe('fairlead:write', (write) => {
  if (write.name === 'env store lines' && write.when === '${when}') process.kill(process.pid, 'SIGKILL')
})
`,
  )
  const killed = await runAction('deploy-soroban-contracts', {
    repository: system.repository,
    inputs: { environment: 'rehearsal' },
    env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret() },
    nodeOptions: ['--import', killer],
  })
  expect(killed.signal).toBe('SIGKILL')
  const sent = network.transactions.length
  const run = await system.deploy()
  expect(run.outputs).toMatchObject({ verdict: 'pass', changed: String(when === 'before') })
  expect(network.transactions).toHaveLength(sent)
  expect(await read(system, 'runs')).toBe('lines\n')
})

test('a store that keeps something else than it was given is told', async () => {
  await using system = await systemWith(bulk('other', 'json', { command: 'echo "{}" > stores/other; cat > /dev/null' }))
  const run = await system.deploy()
  expect(told(run)).toEqual(['soroban/env-store-kept-other 9'])
  expect(run.errors[0]?.message).toContain('took REFUND_CONTRACT_ID, and holds another value of it afterwards')
})

test('a store that no longer says what it holds once it was written to is told as written', async () => {
  await using system = await systemWith(bulk('lines', 'dotenv', { check: 'if [ -e stores/lines ]; then exit 7; fi' }))
  const run = await system.deploy()
  expect(told(run)).toEqual(['soroban/env-store-unknown 9'])
  expect(run.errors[0]?.message).toContain('its check ended with exit code 7')
  expect(run.errors[0]?.message).toContain('The store was written to')
  expect(run.errors[0]?.message).not.toContain('Nothing was written')
  expect(await read(system, 'runs')).toBe('lines\n')
})

test('what fairlead.yml gives a store in plain text is no secret; what a reference brings into a text is one', async () => {
  const command = 'cat > "$PLACE"; echo "for $PLACE as $AUTHORIZATION"; exit 4'
  await using system = await systemWith(
    `${bulk('open', 'dotenv', { command })}\n      environment: { PLACE: stores/open, AUTHORIZATION: "Bearer \${env.STORE_TOKEN}" }`,
  )
  const run = await system.deploy({ env: { STORE_TOKEN: canary } })
  expect(told(run)).toEqual(['soroban/env-store-failed 9'])
  expect(run.errors[0]?.message).toContain('for stores/open as Bearer [env.STORE_TOKEN]')
  expect(run.everythingItWrote).not.toContain(canary)
})

test('two stores of one name, a reference in a command and a seed in a variable are refused', async () => {
  const seed = Keypair.random().secret()
  await using system = await systemWith(`${bulk('one', 'dotenv')}\n      set: { KEY: "\${env.SEED}" }${bulk('one', 'json')}`)
  const run = await system.deploy({ env: { SEED: seed } })
  expect(told(run)).toEqual(['soroban/seed-in-env-file 9', 'soroban/env-store-twice 14'])
  expect(run.everythingItWrote).not.toContain(seed)
  await system.write(withStores(bulk('one', 'dotenv', { command: 'store --set ${contracts.refund.id}' })))
  expect(told(await system.deploy())).toEqual(['config/invalid 11'])
})
