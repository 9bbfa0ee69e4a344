import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { StrKey } from '@stellar/stellar-sdk/base'
import { startNetwork } from '../../../local/network/network.ts'
import { idsOf, makeSystem, manifest } from './system.ts'

const refundAlone = manifest.replace(/ {4}token:[\s\S]*(?= {4}refund:)/, '').replace('"${contracts.booking.id}"', '"${deployer.address}"')
const several = refundAlone.replace(
  'env-files: [packages/backend/.env]',
  `env-files:
    - packages/backend/.env
    - { file: packages/backend/contracts.json, ids: hex }
    - { file: packages/backend/values.yaml, set: { refund: "\${contracts.refund.id}", network: "\${deployer.address}" } }`,
)

test('ids are rendered into several files, each in its format, once', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network, { yml: several })
  await writeFile(join(system.repository, 'packages', 'backend', 'values.yaml'), '# of the chart\nrefund: old\nreplicas: 2\n')
  const run = await system.deploy()
  expect(run.errors).toEqual([])
  const id = idsOf(run)['refund'] ?? ''
  const rendered = (file: string) => readFile(join(system.repository, 'releases', 'rehearsal-8412', 'packages', 'backend', file), 'utf8')
  expect(await rendered('.env')).toContain(`REFUND_CONTRACT_ID=${id}\n`)
  expect(JSON.parse(await rendered('contracts.json'))).toEqual({
    REFUND_CONTRACT_ID: Buffer.from(StrKey.decodeContract(id)).toString('hex'),
  })
  expect(await rendered('values.yaml')).toBe(`# of the chart\nrefund: ${id}\nreplicas: 2\nnetwork: ${system.deployer.publicKey()}\n`)
  expect((await system.deploy()).outputs).toMatchObject({ verdict: 'pass', changed: 'false' })
})

test('a file that is not what its name says is told with its place, and nothing is sent', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network, { yml: several })
  const folder = join(system.repository, 'releases', 'rehearsal-8412', 'packages', 'backend')
  await system.deploy({ inputs: { 'dry-run': 'true' } })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'contracts.json'), 'REFUND=1\n')
  const run = await system.deploy()
  expect(run.errors).toEqual([expect.objectContaining({ title: 'soroban/env-file-unreadable', file: 'fairlead.yml', line: 10 })])
  expect(network.transactions).toHaveLength(0)
})
