import { expect, test } from '@jest/globals'
import { type ActionRun, runAction } from '../../support/run-action.ts'
import { checkout, type Reply, type startService as start, startService, withProbes } from './service.ts'

type Service = Awaited<ReturnType<typeof start>>

async function check(
  service: Service,
  probes: string,
  { more = '', env = {} }: { more?: string; env?: Record<string, string> } = {},
): Promise<ActionRun> {
  await using repository = await checkout(withProbes(probes, more))
  return await runAction('health-check', {
    repository: repository.folder,
    inputs: { environment: 'rehearsal', profile: 'public' },
    env: { SERVICE: service.url, ...env },
  })
}

const healthy: Reply = { json: { database: 'up', redis: 'up', queue: 3 } }
const healthProbe = `- http: { url: "\${env.SERVICE}/health", status: 200, expect: "body.database == 'up' && body.queue < 5" }`

test('a healthy service passes, and its evidence is told', async () => {
  await using service = await startService({ 'GET /health': healthy })
  const run = await check(service, healthProbe)

  expect(run.errors).toEqual([])
  expect(run.exitCode).toBe(0)
  expect(run.outputs).toMatchObject({ verdict: 'pass', changed: 'false', samples: '0' })
  expect(JSON.parse(run.outputs['probes'] ?? '')).toEqual({ 'identity /version': 'pass', 'http /health': 'pass' })
  expect(run.summary).toContain('body.database = "up", body.queue = 3')
})

test.each<{ fault: string; reply: Reply; code: string; told: string }>([
  {
    fault: 'status 200 with the database down',
    reply: { json: { database: 'down', queue: 3 } },
    code: 'probes/expectation-not-met',
    told: 'body.database = "down"',
  },
  { fault: 'a redirect to a login', reply: { status: 302, headers: { location: '/login' } }, code: 'probes/redirected', told: '"/login"' },
  { fault: 'a missing field', reply: { json: { queue: 3 } }, code: 'core/expression-unknown', told: 'No such key: database' },
  {
    fault: 'text where a number belongs',
    reply: { json: { database: 'up', queue: '3' } },
    code: 'core/expression-unknown',
    told: 'no such overload',
  },
  { fault: 'no JSON', reply: { text: 'up' }, code: 'core/expression-unknown', told: 'body' },
  { fault: 'a cut connection', reply: { cut: true }, code: 'probes/unreachable', told: 'did not answer' },
  { fault: 'an error status', reply: { status: 503, json: { database: 'up', queue: 3 } }, code: 'probes/wrong-status', told: '503' },
])('$fault is red', async ({ reply, code, told }) => {
  await using service = await startService({ 'GET /health': reply })
  const run = await check(service, healthProbe)

  expect(run.exitCode).toBe(1)
  expect(run.outputs['reason-code']).toBe(code)
  expect(run.errors).toEqual([
    expect.objectContaining({ title: code, file: 'fairlead.yml', line: 7, message: expect.stringContaining(told) as unknown }),
  ])
})

test('another release answers: nothing else is asked', async () => {
  await using service = await startService({ 'GET /health': healthy, 'GET /version': { json: { commit: '2'.repeat(40) } } })
  const run = await check(service, healthProbe)

  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'probes/wrong-release' })
  expect(JSON.parse(run.outputs['probes'] ?? '')).toEqual({ 'identity /version': 'fail', 'http /health': 'inconclusive' })
  expect(service.requests.map(({ path }) => path)).toEqual(['/version'])
})

test('a service that needs a moment is waited for, and must answer several times in a row', async () => {
  const answers: Reply[] = [{ status: 503 }, healthy, { status: 503 }, healthy, healthy, healthy]
  let asked = 0
  await using service = await startService({ 'GET /health': () => answers[asked++] ?? { status: 500 } })
  const run = await check(service, '- http: { url: "${env.SERVICE}/health", within: 20s, times: 3 }')

  expect(run.exitCode).toBe(0)
  expect(asked).toBe(answers.length)
})

test('the deadline ends the waiting, with what was seen last', async () => {
  await using service = await startService({ 'GET /health': { status: 503 } })
  const run = await check(service, '- http: { url: "${env.SERVICE}/health", within: 1s }')

  expect(run.outputs['reason-code']).toBe('probes/wrong-status')
  expect(run.summary).toMatch(/status 503, after \d+ attempts in/)
  expect(run.seconds).toBeLessThan(10)
})

const latencyProbe = '- latency: { url: "${env.SERVICE}/flights", p95: "< 60 ms", rate: 500 }'

test('p95 is proved with its samples, and kept as the baseline', async () => {
  await using service = await startService({ 'GET /flights': { json: [] } })
  const run = await check(service, '- latency: { url: "${env.SERVICE}/flights", p95: "< 2 s", rate: 500 }')

  expect(run.exitCode).toBe(0)
  // 80 samples without a slow one: the fewest for which the binomial bound holds at a third of 5 % (0.95^80 = 0.0165).
  expect(run.outputs).toMatchObject({ verdict: 'pass', samples: '80', 'error-rate': '0' })
  expect(Number(run.outputs['p95-ms'])).toBeGreaterThan(0)
  expect(JSON.parse(run.outputs['baseline'] ?? '')).toMatchObject({ profile: 'public', samples: 80, before: null })
})

test('a slow service is proved slow after a few samples', async () => {
  await using service = await startService({ 'GET /flights': { json: [], delayMs: 70 } })
  const run = await check(service, latencyProbe)

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'probes/too-slow' })
  expect(Number(run.outputs['samples'])).toBeLessThan(10)
})

test('answers that are no answers never count as fast', async () => {
  await using service = await startService({ 'GET /flights': { status: 500 } })
  const run = await check(service, latencyProbe)

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'probes/too-slow', 'p95-ms': '', 'error-rate': '1' })
})

test('too little time is no proof', async () => {
  await using service = await startService({ 'GET /flights': { json: [] } })
  const run = await check(service, '- latency: { url: "${env.SERVICE}/flights", p95: "< 60 ms", rate: 10, within: 1s }')

  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ verdict: 'inconclusive', 'reason-code': 'probes/latency-inconclusive' })
})

test('samples that can never prove the limit are refused before one is taken', async () => {
  await using service = await startService()
  const run = await check(service, '- latency: { url: "${env.SERVICE}/flights", p95: "< 60 ms", at-most: 20 }')

  expect(run.outputs['reason-code']).toBe('probes/too-few-samples')
  expect(service.requests.filter(({ path }) => path === '/flights')).toEqual([])
})

test('a declared reason makes a probe not applicable; without one it is red', async () => {
  await using service = await startService()
  const when = `- redis: { url: "\${env.REDIS_URL}" }
  when: has(env.REDIS_URL)
  because: there is no Redis here`
  const declared = await check(service, when, { env: { REDIS_URL: '' } })
  const asked = await check(service, '- redis: { url: "${env.REDIS_URL}" }')

  expect(JSON.parse(declared.outputs['probes'] ?? '')).toMatchObject({ 'redis REDIS_URL': 'not-applicable' })
  expect(declared.summary).toContain('there is no Redis here')
  expect(asked.outputs).toMatchObject({ verdict: 'error', 'reason-code': 'config/reference-without-value' })
})

test('a reference in `when` has its value: a probe of this environment is asked, one of another is not applicable', async () => {
  await using service = await startService({ 'GET /health': { status: 503 } })
  const probe = (environment: string) => `- http: { url: "\${env.SERVICE}/health" }
  when: "'\${environment}' == '${environment}'"
  because: only there`
  const here = await check(service, probe('rehearsal'))
  const elsewhere = await check(service, probe('production'))

  expect(here.errors.map(({ title }) => title)).toEqual(['probes/wrong-status'])
  expect(JSON.parse(elsewhere.outputs['probes'] ?? '')).toMatchObject({ 'http /health': 'not-applicable' })
})

test('all mistakes of a profile are told at once, each at its place', async () => {
  await using service = await startService()
  const run = await check(
    service,
    `- htp: { url: "\${env.SERVICE}/health" }
- latency: { url: "\${env.SERVICE}/flights", p95: "200" }
- tcp: { host: 127.0.0.1, prt: 5432 }`,
  )

  expect(run.exitCode).toBe(1)
  expect(run.errors.map(({ title, line, column }) => [title, line, column])).toEqual([
    ['config/unknown-key', 7, 9],
    ['config/invalid', 8, 56],
    ['config/invalid', 9, 14],
    ['config/unknown-key', 9, 33],
  ])
  expect(run.errors[0]?.message).toContain('Did you mean "http"?')
  expect(service.requests).toEqual([])
})

test('a malformed expression is told before anything is asked', async () => {
  await using service = await startService()
  const run = await check(service, `- http: { url: "\${env.SERVICE}/health", expect: "body.database = 'up'" }`)

  expect(run.errors).toEqual([expect.objectContaining({ title: 'core/expression-malformed', line: 7 })])
  expect(service.requests).toEqual([])
})

test('what a scenario will judge is read before anything is asked, too', async () => {
  await using service = await startService()
  const run = await check(service, '- scenario: names\n- scenario: nams', {
    more: `scenarios:
  names:
    - http: { url: "\${env.SERVICE}/names", method: POST, expect: "status = 201", capture: { name: "body.name +" } }`,
  })

  expect(run.errors.map(({ title, line }) => [title, line])).toEqual([
    ['core/expression-malformed', 11],
    ['core/expression-malformed', 11],
    ['probes/unknown-scenario', 8],
  ])
  expect(service.requests).toEqual([])
})

test.each([
  { profiles: 'profiles: { public: [] }', code: 'probes/empty-profile' },
  { profiles: 'profiles: { publik: [{ tcp: { host: localhost, port: 1 } }] }', code: 'probes/unknown-profile' },
  { profiles: 'profiles: { public: [{ http: { url: "http://127.0.0.1:1/" } }] }', code: 'probes/no-identity' },
])('$code', async ({ profiles, code }) => {
  await using repository = await checkout(`system: demo\nenvironments: { rehearsal: {} }\nhealth:\n  ${profiles}\n`)
  const run = await runAction('health-check', { repository: repository.folder, inputs: { environment: 'rehearsal', profile: 'public' } })

  expect(run.exitCode).toBe(1)
  expect(run.errors).toEqual([expect.objectContaining({ title: code, file: 'fairlead.yml', line: 4 })])
})

test('a public check needs no variable and no balancer that only the colors need', async () => {
  await using service = await startService({ 'GET /health': healthy })
  const more = 'scenarios: { unused: [{ http: { url: "${env.SERVICE}/health" } }] }'
  await using repository = await checkout(`${withProbes(healthProbe, more)}services:
  backend:
    ports: { blue: "\${env.BLUE_PORT}", green: "\${env.GREEN_PORT}" }
    public: "\${env.PUBLIC_URL}"
    identity: /version
    supervise: local
    start: node server.js
balancer: { haproxy: { socket: /nowhere/admin.sock, map: /nowhere/color.map, key: demo } }
`)
  const inputs = { environment: 'rehearsal', profile: 'public' }
  const run = await runAction('health-check', { repository: repository.folder, inputs, env: { SERVICE: service.url } })

  expect([run.errors, run.outputs['verdict']]).toEqual([[], 'pass'])
})

test('it works without fairlead.yml, and a second run says the same', async () => {
  await using service = await startService({ 'GET /health': healthy })
  await using repository = await checkout('')
  const inputs = {
    environment: 'rehearsal',
    profile: 'mine',
    config: 'fairlead.yml',
    health: `profiles: { mine: [{ identity: { url: "${service.url}/version" } }] }`,
  }
  const { rm } = await import('node:fs/promises')
  await rm(`${repository.folder}/fairlead.yml`)
  const first = await runAction('health-check', { repository: repository.folder, inputs })
  const second = await runAction('health-check', { repository: repository.folder, inputs })

  expect([first, second].map(({ exitCode, outputs }) => [exitCode, outputs['verdict'], outputs['changed']])).toEqual([
    [0, 'pass', 'false'],
    [0, 'pass', 'false'],
  ])
  expect(second.outputs['plan-id']).toBe(first.outputs['plan-id'])
})
