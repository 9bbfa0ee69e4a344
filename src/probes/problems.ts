import { defineProblem } from '../core/problem.ts'

const looked = 'The probe itself changed nothing; the clean-up steps of a scenario were run.'
const nothingHappened = 'Nothing was changed.'

export const profileUnknown = defineProblem({
  code: 'probes/unknown-profile',
  example: { profile: 'actve', hint: ' Did you mean "active"?' },
  what: ({ profile, hint }) => `health.profiles has no profile "${profile}".${hint}`,
  state: nothingHappened,
  remedy: 'Correct the input "profile", or add the profile to fairlead.yml.',
})

export const profileEmpty = defineProblem({
  code: 'probes/empty-profile',
  example: { profile: 'public' },
  what: ({ profile }) => `The profile "${profile}" has no probes: there is nothing that could prove health.`,
  state: nothingHappened,
  remedy: 'Add probes, at least one `identity`; or take the step out of the workflow.',
})

export const identityMissing = defineProblem({
  code: 'probes/no-identity',
  example: { profile: 'idle' },
  what: ({ profile }) =>
    `The profile "${profile}" judges a service without an identity probe: an old release could answer in place of the new one.`,
  state: nothingHappened,
  remedy: 'Add `- identity: { url: ".../version", equals: "${release.commit}" }` to the profile.',
})

export const scenarioUnknown = defineProblem({
  code: 'probes/unknown-scenario',
  example: { scenario: 'book-a-fligt', hint: ' Did you mean "book-a-flight"?' },
  what: ({ scenario, hint }) => `health.scenarios has no scenario "${scenario}".${hint}`,
  state: nothingHappened,
  remedy: 'Correct the name, or add the scenario.',
})

export const addressInvalid = defineProblem({
  code: 'probes/address-invalid',
  example: { probe: 'http /health', reason: 'it is no http or https address' },
  what: ({ probe, reason }) => `${probe}: its address cannot be used: ${reason}.`,
  state: nothingHappened,
  remedy: 'Write a whole address such as "${services.backend.idle}/health".',
})

export const unreachable = defineProblem({
  code: 'probes/unreachable',
  example: { probe: 'http /health', address: 'http://127.0.0.1:3101/health', reason: 'ECONNREFUSED' },
  what: ({ probe, address, reason }) => `${probe}: ${address} did not answer: ${reason}.`,
  state: looked,
  remedy: ({ address }) => `See whether it runs and listens there: curl -v ${address}`,
})

export const statusWrong = defineProblem({
  code: 'probes/wrong-status',
  example: { probe: 'http /health', address: 'http://127.0.0.1:3101/health', expected: '200', observed: '503' },
  what: ({ probe, address, expected, observed }) => `${probe}: ${address} answered with status ${observed}, expected ${expected}.`,
  state: looked,
  remedy: 'Read the log of the service; correct `status` where another one is right.',
})

export const redirected = defineProblem({
  code: 'probes/redirected',
  example: { probe: 'http /health', address: 'http://127.0.0.1:3101/health', observed: '302', location: '/login' },
  what: ({ probe, address, observed, location }) =>
    `${probe}: ${address} answered ${observed} and points to "${location}". Redirects are not followed.`,
  state: looked,
  remedy: 'Probe the address that answers itself; write `status: 302` where the redirect is what you want.',
})

export const expectationNotMet = defineProblem({
  code: 'probes/expectation-not-met',
  example: { probe: 'http /health', expression: "body.database == 'up'", observed: 'body.database = "down"' },
  what: ({ probe, expression, observed }) => `${probe}: \`${expression}\` does not hold: ${observed}.`,
  state: looked,
  remedy: 'Repair what the answer tells of; the status alone says nothing about it.',
})

export const releaseWrong = defineProblem({
  code: 'probes/wrong-release',
  example: {
    probe: 'identity /version',
    field: 'commit',
    expected: 'c0ffee',
    observed: 'decade',
    address: 'http://127.0.0.1:3101/version',
  },
  what: ({ probe, field, expected, observed, address }) =>
    `${probe}: ${address} says ${field} "${observed}", expected "${expected}": another release answers.`,
  state: looked,
  remedy: 'See which folder the service was started from (RELEASE_DIR), and whether an older process still holds the port.',
})

export const identityUnreadable = defineProblem({
  code: 'probes/identity-unreadable',
  example: { probe: 'identity /version', field: 'commit', address: 'http://127.0.0.1:3101/version', reason: 'the answer is no JSON' },
  what: ({ probe, field, address, reason }) => `${probe}: ${address} does not tell ${field}: ${reason}.`,
  state: looked,
  remedy: ({ field }) => `Answer with JSON that holds "${field}" as text (the service is given RELEASE_COMMIT), or name another \`field\`.`,
})

export const portClosed = defineProblem({
  code: 'probes/port-closed',
  example: { probe: 'tcp 127.0.0.1:6379', address: '127.0.0.1:6379', reason: 'ECONNREFUSED' },
  what: ({ probe, address, reason }) => `${probe}: no connection to ${address}: ${reason}.`,
  state: looked,
  remedy: 'Start what should listen there, or open the way to it.',
})

export const postgresFailed = defineProblem({
  code: 'probes/postgres-failed',
  example: { probe: 'postgres 127.0.0.1:5432/traqora', reason: 'ECONNREFUSED' },
  what: ({ probe, reason }) => `${probe}: SELECT 1 was not answered: ${reason}.`,
  state: looked,
  remedy: 'See whether the server runs, takes connections, and knows this role and database.',
})

export const redisFailed = defineProblem({
  code: 'probes/redis-failed',
  example: { probe: 'redis 127.0.0.1:6379', reason: 'ECONNREFUSED' },
  what: ({ probe, reason }) => `${probe}: the round trip (PING, SET, GET, TTL) failed: ${reason}.`,
  state: 'At most one key with a lifetime of 10 s was written.',
  remedy: 'See whether Redis runs and may write; where there is none, declare it: `not-applicable: REASON`.',
})

export const sorobanUnhealthy = defineProblem({
  code: 'probes/soroban-unhealthy',
  example: { probe: 'soroban', reason: 'the newest ledger is 95 s old, expected < 60 s' },
  what: ({ probe, reason }) => `${probe}: ${reason}.`,
  state: looked,
  remedy: 'See the status of the RPC node; point `network.rpc` at one that is in step.',
})

export const contractUnread = defineProblem({
  code: 'probes/contract-unread',
  example: { probe: 'contract parameters', reason: 'the contract traps' },
  what: ({ probe, reason }) => `${probe}: the contract could not be read: ${reason}.`,
  state: looked,
  remedy: 'Simulate the call by hand; see that the contract id belongs to this network.',
})

export const tooSlow = defineProblem({
  code: 'probes/too-slow',
  example: { probe: 'latency /flights', claim: 'p95 < 200 ms', observed: 'p95 340 ms of 4 samples, 4 over the limit' },
  what: ({ probe, claim, observed }) => `${probe}: ${claim} is proved broken: ${observed}.`,
  state: looked,
  remedy: 'Find what became slower or fails; the limit is not to be raised for a release that is slower than the one before.',
})

export const latencyInconclusive = defineProblem({
  code: 'probes/latency-inconclusive',
  example: { probe: 'latency /flights', claim: 'p95 < 200 ms', observed: 'p95 190 ms of 320 samples, 14 over the limit' },
  what: ({ probe, claim, observed }) => `${probe}: the samples prove ${claim} neither kept nor broken: ${observed}.`,
  state: looked,
  remedy: 'Give it more time or samples (`within`, `at-most`, `rate`), or set a limit further from the usual figure.',
})

export const samplesTooFew = defineProblem({
  code: 'probes/too-few-samples',
  example: { probe: 'latency /flights', atMost: 50, needed: 80, claim: 'p95 < 200 ms' },
  what: ({ probe, atMost, needed, claim }) =>
    `${probe}: ${atMost} samples can never prove ${claim}; it takes at least ${needed}, none of them over the limit.`,
  state: nothingHappened,
  remedy: ({ needed }) => `Write \`at-most: ${needed * 4}\`, or leave it out.`,
})

export const captureFailed = defineProblem({
  code: 'probes/capture-failed',
  example: { probe: 'scenario book-a-flight, step 1', capture: 'token', reason: 'No such key: token' },
  what: ({ probe, capture, reason }) => `${probe}: "${capture}" could not be captured: ${reason}.`,
  state: 'The clean-up steps of the scenario ran.',
  remedy: 'Correct the expression under `capture`; it sees status, headers, body and text of the answer.',
})

export const leftBehind = defineProblem({
  code: 'probes/left-behind',
  example: {
    probe: 'scenario book-a-flight',
    marker: 'fairlead-production-8412-5ba3f1c0',
    step: 'DELETE /bookings/:id',
    reason: 'its answer was lost',
  },
  what: ({ probe, marker, step, reason }) =>
    `${probe}: clean-up "${step}" is not proved: ${reason}. Records of this run carry the marker ${marker}.`,
  state: 'A test record may still be there.',
  remedy: ({ marker }) => `Look for ${marker} in the system and remove what carries it.`,
})

export const notRun = defineProblem({
  code: 'probes/not-run',
  example: { probe: 'http /health', identity: 'identity /version' },
  what: ({ probe, identity }) =>
    `${probe} was not run, because "${identity}" did not pass: its answer would say nothing about this release.`,
  state: looked,
  remedy: ({ identity }) => `Repair what "${identity}" tells of first.`,
})
