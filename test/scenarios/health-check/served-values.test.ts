import { expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { runAction } from '../../support/run-action.ts'
import { idsOf, makeSystem, manifest } from '../deploy-soroban-contracts/system.ts'
import { checkout, startService, withProbes } from './service.ts'

const refundAlone = manifest.replace(/ {4}token:[\s\S]*(?= {4}refund:)/, '').replace('"${contracts.booking.id}"', '"${deployer.address}"')
const consumer = `
health:
  profiles:
    public:
      - identity: { url: "\${env.SERVICE}/version" }
      - http: { url: "\${env.SERVICE}/config", expect: "body.refund == '\${contracts.refund.id}'" }
`

test('a service that serves the ids of this release passes, and one that serves others does not', async () => {
  await using network = await startNetwork()
  await using service = await startService()
  await using system = await makeSystem(network, { yml: refundAlone + consumer })
  const deployed = await system.deploy()
  expect(deployed.errors).toEqual([])
  const served = async (refund: string) => {
    service.routes['GET /config'] = { json: { refund } }
    const env = { SERVICE: service.url, STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret() }
    return runAction('health-check', { repository: system.repository, inputs: { environment: 'rehearsal', profile: 'public' }, env })
  }

  const taken = await served(idsOf(deployed)['refund'] ?? '')
  expect(taken.errors).toEqual([])
  expect(taken.outputs['verdict']).toBe('pass')
  const old = await served('CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM')
  expect(old.errors.map(({ title, line }) => `${title} ${line}`)).toEqual(['probes/expectation-not-met 21'])
  expect(old.errors[0]?.message).toContain('body.refund = "CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM"')
})

test('a service cannot make its own check true by what a scenario captures of it', async () => {
  await using service = await startService({
    'GET /name': { json: { name: "' || true || '" } },
    'GET /again': { json: { name: 'another' } },
  })
  await using repository = await checkout(
    withProbes(
      '- scenario: names',
      `scenarios:
  names:
    - http: { url: "\${env.SERVICE}/name", capture: { name: body.name } }
    - http: { url: "\${env.SERVICE}/again", expect: "body.name == '\${captured.name}'" }`,
    ),
  )
  const inputs = { environment: 'rehearsal', profile: 'public' }
  const run = await runAction('health-check', { repository: repository.folder, inputs, env: { SERVICE: service.url } })
  expect(run.errors.map(({ title }) => title)).toEqual(['probes/expectation-not-met'])
})

test('a reference in a capture has its value', async () => {
  await using service = await startService({
    'GET /name': { json: { names: { rehearsal: 'traqora', production: 'another' } } },
    'GET /again': { json: { name: 'traqora' } },
  })
  await using repository = await checkout(
    withProbes(
      '- scenario: names',
      `scenarios:
  names:
    - http: { url: "\${env.SERVICE}/name", capture: { name: "body.names['\${environment}']" } }
    - http: { url: "\${env.SERVICE}/again", expect: "body.name == '\${captured.name}'" }`,
    ),
  )
  const inputs = { environment: 'rehearsal', profile: 'public' }
  const run = await runAction('health-check', { repository: repository.folder, inputs, env: { SERVICE: service.url } })
  expect(run.errors).toEqual([])
})
