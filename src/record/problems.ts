import { defineProblem } from '../core/problem.ts'

export const recordBroken = defineProblem({
  code: 'record/broken-chain',
  example: { entry: '00000004.json', location: 'directory:.fairlead/record', reason: 'it does not name the hash of the entry before it' },
  what: ({ entry, location, reason }) => `The record in ${location} is broken at ${entry}: ${reason}.`,
  state: 'Nothing was changed. Entries before the broken one are intact.',
  remedy: 'Restore the entry from a backup or the history of the branch. Never edit entries: every later one vouches for them.',
})

export const recordLostRace = defineProblem({
  code: 'record/lost-race',
  example: { sequence: 7, location: 'directory:.fairlead/record' },
  what: ({ sequence, location }) => `Another run wrote entry ${sequence} of ${location} at the same moment.`,
  state: 'This run wrote nothing.',
  remedy: 'Wait for the other run, then run this one again. `concurrency: { group: release-<environment>, queue: max }` prevents it.',
})

export const recordUnreachable = defineProblem({
  code: 'record/unreachable',
  example: { location: 'directory:/srv/record', reason: 'EACCES' },
  what: ({ location, reason }) => `The record in ${location} cannot be read or written: ${reason}.`,
  state: 'No write was begun that the record does not hold.',
  remedy: 'Make the folder writable, or give the token `contents: write` for a branch; then run again.',
})

export const recordLocationInvalid = defineProblem({
  code: 'record/location-invalid',
  example: { text: 's3:bucket' },
  what: ({ text }) => `"${text}" is not a place for the record.`,
  state: 'Nothing was changed.',
  remedy: 'Write `directory:PATH` or `branch:NAME`.',
})

export const planNotRecorded = defineProblem({
  code: 'plan/not-recorded',
  example: { planId: '9f2c', action: 'backup-and-migrate', environment: 'production' },
  what: ({ planId, action, environment }) => `The record of ${environment} holds no plan ${planId} with a part for ${action}.`,
  state: 'Nothing was changed.',
  remedy:
    'Run the plan job (dry-run: true) of this release with the same record, and hand its plan-id on. A record in the checkout does not outlive its job: use `record: { branch: fairlead-record }`.',
})

export const planDiffers = defineProblem({
  code: 'plan/differs',
  example: { planId: '9f2c', difference: 'deployer sequence changed since the plan was approved' },
  what: ({ planId, difference }) => `The fresh plan is not the approved one (${planId}): ${difference}.`,
  state: 'Nothing was changed.',
  remedy: 'Look at what changed, run the plan job again and approve the new plan.',
})
