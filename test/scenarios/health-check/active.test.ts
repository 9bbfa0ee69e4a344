import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startBalancer } from '../../../local/services/balancer.ts'
import { freePorts } from '../../../local/services/ports.ts'
import { directoryStore } from '../../../src/record/directory-store.ts'
import type { Entry } from '../../../src/record/entry.ts'
import { openRecord } from '../../../src/record/record.ts'
import { type ActionRun, runAction } from '../../support/run-action.ts'
import { checkout, startService } from './service.ts'

const oldCommit = '0'.repeat(40)

/** The record of an environment where release 1 was accepted and release 2 (this one) has migrated the database. */
async function recordUntilMigration(folder: string): Promise<void> {
  const record = await openRecord(directoryStore(join(folder, '.fairlead', 'record', 'rehearsal')))
  const entry = (fields: Partial<Entry>) => ({
    time: '2026-11-20T10:00:00.000Z',
    system: 'demo',
    environment: 'rehearsal',
    release: 'rehearsal-8411',
    attempt: 1,
    commit: oldCommit,
    action: 'health-check:public',
    kind: 'ended' as const,
    planId: null,
    plan: null,
    verdict: 'pass' as const,
    reasonCode: null,
    changed: false,
    outputs: {},
    facts: {},
    wayBack: {},
    durationMs: 1,
    actor: 'releaser',
    ...fields,
  })
  await record.append(entry({ facts: { latency: { p95Ms: 12, errorRate: 0, samples: 80 } } }))
  await record.append(entry({ action: 'blue-green-switch', kind: 'accepted' }))
  await record.append(entry({ release: 'rehearsal-8412', commit: '1'.repeat(40), action: 'backup-and-migrate', changed: true }))
}

/** Checks the active color of a demo whose blue color is not there. Nothing answers on green either without `health`. */
async function checkActive(
  health: { status: number } | null,
  prepare: (folder: string) => Promise<void> = recordUntilMigration,
): Promise<ActionRun> {
  await using service = await startService({
    'GET /version': { json: { commit: oldCommit, color: 'green' } },
    'GET /flights': { status: health?.status ?? 200, json: [] },
  })
  const [publicPort = 0, blue = 0, closed = 0] = await freePorts(3)
  const green = health === null ? closed : service.port
  await using balancer = await startBalancer({
    frontends: [{ name: 'backend', port: publicPort, blue, green }],
    key: 'demo',
    color: 'green',
  })
  await using repository = await checkout(`system: demo
environments: { rehearsal: {} }
services:
  backend:
    ports: { blue: ${blue}, green: ${green} }
    public: ${balancer.url['backend']}
    identity: /version
    supervise: local
    start: node server.js
balancer: { embedded: { admin: "${balancer.adminUrl}", key: demo } }
health:
  profiles:
    active:
      - identity: { url: "\${services.backend.active}/version", equals: "\${active.commit}" }
      - latency: { url: "\${services.backend.public}/flights", p95: "< 2 s", rate: 500 }
`)
  await prepare(repository.folder)
  return await runAction('health-check', { repository: repository.folder, inputs: { environment: 'rehearsal' } })
}

const nothingRecorded = async () => {}

test('before the first release nothing is there to judge: not applicable, with its reason', async () => {
  const run = await checkActive(null, nothingRecorded)

  expect(run.exitCode).toBe(0)
  expect(run.outputs).toMatchObject({ verdict: 'not-applicable', 'schema-compatible': '' })
  expect(run.summary).toContain('First release')
})

test('a system that ran before its first release is judged by what answers, not waved through', async () => {
  const [healthy, sick] = [await checkActive({ status: 200 }, nothingRecorded), await checkActive({ status: 500 }, nothingRecorded)]

  expect(healthy.outputs).toMatchObject({ verdict: 'pass', samples: '80' })
  expect(sick.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'probes/too-slow' })
})

test('an accepted release that no longer answers is red', async () => {
  const run = await checkActive(null)

  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'probes/unreachable', 'schema-compatible': 'false' })
})

test('without a balancer the probes of `active` are run: nobody could tell that there is nothing to judge', async () => {
  await using repository = await checkout('system: demo\nenvironments: { rehearsal: {} }\n')
  const [port] = await freePorts(1)
  const health = `profiles: { active: [{ identity: { url: "http://127.0.0.1:${port}/version" } }] }`
  const run = await runAction('health-check', { repository: repository.folder, inputs: { environment: 'rehearsal', health } })

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'probes/unreachable' })
})

test('the old release on the active color lives with the new schema: told as schema-compatible, with the baseline before', async () => {
  const run = await checkActive({ status: 200 })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'schema-compatible': 'true' })
  expect(JSON.parse(run.outputs['baseline'] ?? '')).toMatchObject({ profile: 'active', before: { p95Ms: 12, samples: 80 } })
})

test('an old release that fails on the new schema is told, and the schema is not compatible', async () => {
  const run = await checkActive({ status: 500 })

  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'probes/too-slow', 'schema-compatible': 'false' })
})
