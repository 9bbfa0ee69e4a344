import { defineProblem } from '../../core/problem.ts'

export const releaseUnknown = defineProblem({
  code: 'rollback/release-unknown',
  example: { release: 'production-8412', location: 'directory:.fairlead/record' },
  what: ({ release, location }) => `The record in ${location} knows no release "${release}".`,
  state: 'Nothing was changed.',
  remedy: 'Give the release-id that the summary of the release shows, and the same record.',
})

export const recordEmpty = defineProblem({
  code: 'rollback/record-empty',
  example: { location: 'directory:/checkout/.fairlead/record/production' },
  what: ({ location }) => `The record in ${location} is empty, and it lies in the checkout, which does not outlive a job.`,
  state: 'Nothing was changed by this run. What a release changed before is not known here.',
  remedy:
    'Keep the record where every job finds it (`record: { branch: fairlead-record }`, or a folder outside of the checkout) and give this run the same one. A release that failed before its gates were judged has changed nothing.',
})

export const nothingToPause = defineProblem({
  code: 'rollback/nothing-to-pause',
  example: { location: 'branch:fairlead-record' },
  what: ({ location }) => `No contract that was deployed, as the record in ${location} tells, has a pause function in fairlead.yml.`,
  state: 'Nothing was sent. The contracts go on.',
  remedy: 'Name the function under `contracts.deploy.NAME.pause` (`pause: { call: pause }`), and give this run the record of the release.',
})

export const wayBackHeld = defineProblem({
  code: 'rollback/held',
  example: { release: 'production-8412', because: '12 rows were written since the backup and max-lost-rows is 0' },
  what: ({ release, because }) => `${release} was not taken back: ${because}.`,
  state: 'Nothing was changed by this run. Users stay where they are.',
  remedy:
    'Decide: release a corrected commit (loses nothing), or raise max-lost-rows for this environment and run the rollback again (loses the rows it names).',
})

export const undoHeld = defineProblem({
  code: 'rollback/undo-held',
  example: { release: 'production-8412', because: '3 rows were written since the swap and max-lost-rows is 0' },
  what: ({ release, because }) => `The database of ${release} was not swapped in again: ${because}.`,
  state: 'Nothing was changed by this run: the live database stays the live one, what is kept aside stays kept.',
  remedy:
    'Rows written since: raise max-lost-rows for this environment and undo again (loses the rows it names). Otherwise release that commit again: its migration runs anew on the rows of now.',
})

export const downFailed = defineProblem({
  code: 'rollback/down-failed',
  example: { reason: 'column "passenger" contains null values' },
  what: ({ reason }) => `The down migrations, which led back on a copy, failed on the rows of now: ${reason}.`,
  state: 'They ran in one transaction, which was undone: the database is as it was.',
  remedy: 'Run rollback with mode: database to put the backup back within max-lost-rows, or correct forward with a new release.',
})

export const downLedElsewhere = defineProblem({
  code: 'rollback/down-led-elsewhere',
  example: {},
  what: () => 'The down migrations, which led back on a copy, led to another schema than the one of before.',
  state: 'They ran in one transaction, which was undone: the database is as it was.',
  remedy: 'Run rollback with mode: database to put the backup back within max-lost-rows, or correct forward with a new release.',
})

export const downNotProved = defineProblem({
  code: 'rollback/down-not-proved',
  example: {},
  what: () => 'The down migrations were not run: the files or the schema are no longer those that were proved on a copy.',
  state: 'The database is as it was.',
  remedy: 'Run the rollback again: it decides on what is there now.',
})

export const maintenanceFailed = defineProblem({
  code: 'rollback/maintenance-failed',
  example: { to: 'off', exitCode: 1, tail: 'no such unit' },
  what: ({ to, exitCode, tail }) => `The command database.maintenance.${to} ended with ${exitCode}: ${tail}`,
  state: ({ to }) => (to === 'on' ? 'The database is as it was.' : 'The services may still tell users that they are closed.'),
  remedy: ({ to }) =>
    to === 'on'
      ? 'Correct the command and run the rollback again.'
      : 'Open the services by hand, then correct the command: it must be safe to repeat.',
})

export const notStable = defineProblem({
  code: 'rollback/not-stable',
  example: { release: 'production-8411', found: 'http /health: status 503' },
  what: ({ release, found }) => `${release} serves again, but does not prove itself: ${found}.`,
  state: 'Every step of the way back was done. No second rollback is tried.',
  remedy: 'Look at the release that serves now; what failed is named here.',
})

export const stepFailed = defineProblem({
  code: 'rollback/step-failed',
  example: { step: 'traffic', reason: 'another writer was faster', done: 'database' },
  what: ({ step, reason }) => `The way back stopped at ${step}: ${reason}.`,
  state: ({ done }) => (done === '' ? 'Nothing was undone yet.' : `Undone so far: ${done}.`),
  remedy: 'Run the rollback again: it reads the targets and goes on from there.',
})

export const databaseNotSwapped = defineProblem({
  code: 'rollback/database-not-swapped',
  example: { because: 'rows-written', rows: '12' },
  what: ({ because, rows }) => `The backup was not swapped in (${because}): ${rows} rows were written since it was taken.`,
  state: 'The database is open and as it was.',
  remedy: 'Raise max-lost-rows and run the rollback again to give those rows up, or correct forward with a new release.',
})
