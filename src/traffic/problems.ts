import { defineProblem } from '../core/problem.ts'

const nothingChanged = 'Nothing was changed by this step.'

export const balancerUnreachable = defineProblem({
  code: 'traffic/balancer-unreachable',
  example: { balancer: 'haproxy traqora', place: '/run/haproxy/admin.sock', reason: 'ECONNREFUSED' },
  what: ({ balancer, place, reason }) => `The balancer (${balancer}) does not answer at ${place}: ${reason}.`,
  state: 'Users are routed as before; what was begun is in the record.',
  remedy: 'Start the balancer, or correct `balancer` in fairlead.yml; then run this again.',
})

export const colorUnknown = defineProblem({
  code: 'traffic/color-unknown',
  example: { balancer: 'haproxy traqora', found: 'no entry "traqora"' },
  what: ({ balancer, found }) => `The balancer (${balancer}) does not say which color is active: ${found}.`,
  state: nothingChanged,
  remedy: 'Give its key exactly one entry, `blue` or `green`, whichever color users should have now; then run this again.',
})

export const switchLost = defineProblem({
  code: 'traffic/switch-lost',
  example: { balancer: 'haproxy traqora', color: 'green' },
  what: ({ balancer, color }) => `Another writer was faster: the balancer (${balancer}) was not switched to ${color} by this run.`,
  state: 'Users are where the other writer sent them.',
  remedy: 'See who else switches this balancer. Run this again once it has ended; it reads the balancer first.',
})

export const switchRefused = defineProblem({
  code: 'traffic/switch-refused',
  example: { balancer: 'haproxy traqora', answer: 'Unknown map identifier.' },
  what: ({ balancer, answer }) => `The balancer (${balancer}) refused: ${answer}`,
  state: 'Users are routed as before.',
  remedy: 'Correct `balancer` in fairlead.yml: the socket needs level admin, HAProxy must be 2.4 or later and know the map.',
})

export const mapFileNotWritten = defineProblem({
  code: 'traffic/map-file-not-written',
  example: { map: '/etc/haproxy/color.map', reason: 'EACCES' },
  what: ({ map, reason }) => `The map file ${map} cannot be written: ${reason}.`,
  state: 'The running balancer is as the record says; a reload would fall back to what the file says.',
  remedy: 'Let the user of the runner write the file and its folder (temporary file and rename), then run this again.',
})

export const statisticsMissing = defineProblem({
  code: 'traffic/statistics-missing',
  example: { balancer: 'haproxy traqora', service: 'backend', color: 'green', found: 'backend-blue' },
  what: ({ balancer, service, color, found }) => `The balancer (${balancer}) counts nothing for ${service} ${color}; it knows ${found}.`,
  state: nothingChanged,
  remedy: ({ service, color }) => `Call its backend ${service}-${color}, or correct the name under \`services\`.`,
})

export const identityUnreadable = defineProblem({
  code: 'traffic/identity-unreadable',
  example: { service: 'backend', url: 'http://127.0.0.1:3001/version', reason: 'status 404' },
  what: ({ service, url, reason }) => `${service} answers at ${url}, but does not tell which release it is: ${reason}.`,
  state: 'A color that cannot be identified is never switched to, nor from.',
  remedy: 'Answer JSON there: {"commit": "<the commit that was released>", "color": "<COLOR>"}.',
})

export const wrongRelease = defineProblem({
  code: 'traffic/wrong-release',
  example: { service: 'backend', color: 'green', wanted: '1111111', found: '2222222' },
  what: ({ service, color, wanted, found }) => `${service} on ${color} answers as ${found}, wanted is ${wanted}.`,
  state: 'Users are routed as before: this color got no traffic.',
  remedy: 'See that `start` runs what RELEASE_DIR holds, and that the identity endpoint tells RELEASE_COMMIT and COLOR.',
})

export const startFailed = defineProblem({
  code: 'traffic/start-failed',
  example: { service: 'backend', color: 'green', reason: 'it ended', tail: 'Error: Cannot find module' },
  what: ({ service, color, reason, tail }) =>
    `${service} on ${color} did not start: ${reason}.${tail === '' ? '' : ` Its last words:\n${tail}`}`,
  state: 'Users are routed as before: this color got no traffic.',
  remedy: 'Correct what its log says, then run this again.',
})

export const stopFailed = defineProblem({
  code: 'traffic/stop-failed',
  example: { service: 'backend', color: 'blue', reason: 'exit code 1', tail: '' },
  what: ({ service, color, reason, tail }) =>
    `${service} on ${color} could not be stopped: ${reason}.${tail === '' ? '' : ` Its last words:\n${tail}`}`,
  state: 'It may still run. Users are on the other color.',
  remedy: 'Stop it by hand, or correct `stop`; then run this again.',
})

export const portTaken = defineProblem({
  code: 'traffic/port-taken',
  example: { service: 'backend', color: 'green', address: '127.0.0.1:3101' },
  what: ({ service, color, address }) => `Something that was not started as ${service} ${color} listens on ${address}.`,
  state: 'Users are routed as before; it was left alone.',
  remedy: ({ address }) => `End what listens on ${address}, or give another port under \`services\`; then run this again.`,
})

export const trafficLocked = defineProblem({
  code: 'traffic/locked',
  example: { holder: 'production-8412 (process 4711)', file: '/srv/releases/.colors/lock' },
  what: ({ holder, file }) => `Another run is moving traffic: ${holder} holds ${file}.`,
  state: 'This run changed nothing.',
  remedy: 'Wait for it, then run this again. `concurrency: { group: release-<environment>, queue: max }` prevents it.',
})

export const trafficMoved = defineProblem({
  code: 'traffic/moved',
  example: { planned: 'blue', found: 'green' },
  what: ({ planned, found }) => `The active color is ${found}; it was ${planned} when this run made its plan.`,
  state: nothingChanged,
  remedy: 'Run this again: it makes a new plan from what the balancer says now.',
})

export const notConfirmed = defineProblem({
  code: 'traffic/not-confirmed',
  example: { service: 'backend', url: 'https://api.example.org/version', wanted: '1111111 on green', found: '2222222 on blue' },
  what: ({ service, url, wanted, found }) => `After the switch ${service} does not answer as ${wanted} at ${url}: ${found}.`,
  state: 'See rolled-back and active-color for where users are now.',
  remedy: 'See that the public address leads through this balancer, and that nothing in front of it keeps answers.',
})

export const soakBreached = defineProblem({
  code: 'traffic/soak-breached',
  example: { source: 'backend', bad: 9, samples: 120, limit: '< 1 %', seconds: 1.5, now: 'Users are back on blue.' },
  what: ({ source, bad, samples, limit, seconds }) =>
    `${source}: ${bad} of ${samples} requests failed within ${seconds} s of the switch, which proves more than the limit (${limit}).`,
  state: ({ now }) => now,
  remedy: 'Read the log of the new color. Release a corrected commit; what this release changed besides is undone by the rollback action.',
})

export const soakInconclusive = defineProblem({
  code: 'traffic/soak-inconclusive',
  example: { source: 'backend', samples: 12, wanted: 299, seconds: 24 },
  what: ({ source, samples, wanted, seconds }) => `${source} had ${samples} requests in ${seconds} s; judging its errors takes ${wanted}.`,
  state: 'Users are on the new color, the old one still runs. The release is not accepted.',
  remedy: 'Run this again to go on watching, with a longer `soak.for` or with `soak.top-up`; or run the rollback action.',
})

export const soakInvalid = defineProblem({
  code: 'traffic/soak-invalid',
  example: { reason: 'soak.services names "backnd", and there is no such service' },
  what: ({ reason }) => `The soak cannot be judged: ${reason}.`,
  state: nothingChanged,
  remedy:
    'Correct `soak` in fairlead.yml: `errors` is a share such as "< 1 %", `services` are names under `services`. For a long watch give the job `env: FAIRLEAD_TIMEOUT: 2h`, and `timeout-minutes` that fit.',
})

export const soakCancelled = defineProblem({
  code: 'traffic/soak-cancelled',
  example: { signal: 'SIGINT', now: 'Users are back on blue.' },
  what: ({ signal }) => `The run was cancelled by ${signal} before the release was accepted.`,
  state: ({ now }) => now,
  remedy: 'Run the release again, or the rollback action to undo what it changed besides traffic.',
})

export const revertHeld = defineProblem({
  code: 'traffic/revert-held',
  example: { because: 'the old release is not proved on the migrated schema', who: 'who owns the database decides' },
  what: ({ because }) => `Traffic was not sent back: ${because}.`,
  state: 'Users are on the new color; the old one was left as it is. The release is not accepted.',
  remedy: ({ who }) => `A person decides, ${who}: correct forward with a new release, or run the rollback action, which tells the choices.`,
})
