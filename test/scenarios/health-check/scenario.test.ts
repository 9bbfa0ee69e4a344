import { expect, test } from '@jest/globals'
import { runAction, startAction } from '../../support/run-action.ts'
import { bookingService, bookingYaml as yaml } from './booking-service.ts'
import { checkout } from './service.ts'

const inputs = { environment: 'rehearsal', profile: 'public' }

test('login, search, booking and clean-up, with captured values that keep their type', async () => {
  let booked: unknown = null
  await using service = await bookingService()
  service.routes['GET /bookings/b1'] = () => {
    booked = service.bookings.get('b1')
    return { json: { status: 'confirmed' } }
  }
  await using repository = await checkout(yaml)
  const run = await runAction('health-check', { repository: repository.folder, inputs, env: { SERVICE: service.url } })

  expect(run.errors).toEqual([])
  expect(run.exitCode).toBe(0)
  expect(booked).toEqual({
    marker: 'fairlead-rehearsal-8412-public-1',
    body: { flight: 'TQ101', seat: 4 },
  })
  expect(service.bookings.size).toBe(0)
  expect(run.everythingItWrote).not.toContain('a-token-of-the-service')
})

test('a failed step is told, and what was made is removed', async () => {
  await using service = await bookingService({ 'GET /bookings/b1': { json: { status: 'lost' } } })
  await using repository = await checkout(yaml)
  const run = await runAction('health-check', { repository: repository.folder, inputs, env: { SERVICE: service.url } })

  expect(run.errors).toEqual([
    expect.objectContaining({ title: 'probes/expectation-not-met', message: expect.stringContaining('step 6') as unknown }),
  ])
  expect(service.bookings.size).toBe(0)
  expect(run.outputs['changed']).toBe('false')
})

test('a booking whose answer was lost is named by its marker', async () => {
  await using service = await bookingService({ 'POST /bookings': { cut: true } })
  await using repository = await checkout(yaml)
  const run = await runAction('health-check', { repository: repository.folder, inputs, env: { SERVICE: service.url } })

  expect(run.errors.map(({ title }) => title)).toEqual(['probes/unreachable', 'probes/left-behind'])
  const marker = service.requests.find(({ method, path }) => method === 'POST' && path === '/bookings')?.headers['x-smoke-run']
  expect(run.errors[1]?.message).toContain(String(marker))
  expect(run.outputs['changed']).toBe('true')
})

test('a refused login makes nothing, so nothing is left behind', async () => {
  await using service = await bookingService({ 'POST /login': { status: 401 } })
  await using repository = await checkout(yaml)
  const run = await runAction('health-check', { repository: repository.folder, inputs, env: { SERVICE: service.url } })

  expect(run.errors.map(({ title }) => title)).toEqual(['probes/wrong-status'])
  expect(service.requests.filter(({ method }) => method === 'DELETE')).toEqual([])
})

/** A run that is cancelled while it looks at its booking. */
async function cancelledRun(routes: Parameters<typeof bookingService>[0]) {
  let cancel = () => {}
  await using service = await bookingService({
    'GET /bookings/b1': () => {
      cancel()
      return { json: { status: 'confirmed' }, delayMs: 500 }
    },
    ...routes,
  })
  await using repository = await checkout(yaml)
  const started = await startAction('health-check', { repository: repository.folder, inputs, env: { SERVICE: service.url } })
  cancel = () => started.kill('SIGINT')
  const run = await started.ended
  expect(run.exitCode).toBe(1)
  expect(run.outputs['reason-code']).toBe('core/cancelled')
  return { run, left: service.bookings.size }
}

test('a cancelled run still cleans up', async () => {
  expect((await cancelledRun({})).left).toBe(0)
})

test('a cancelled run whose clean-up fails tells the marker of what it left behind', async () => {
  const { run } = await cancelledRun({ 'DELETE /bookings': { status: 500 } })
  expect(run.log).toMatch(/clean-up "DELETE \/bookings" is not proved: .* carry the marker fairlead-rehearsal-8412-/)
})
