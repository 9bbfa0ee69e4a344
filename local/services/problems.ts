import { defineProblem } from '../../src/core/problem.ts'

const nothingStarted = 'Nothing was started.'

export const programMissing = defineProblem({
  code: 'services/program-missing',
  example: { program: 'initdb', searched: ['/usr/lib/postgresql/*/bin', 'PATH'] as readonly string[], package: 'postgresql' },
  what: ({ program, searched }) => `${program} is not on this machine: looked in ${searched.join(', ')}.`,
  state: nothingStarted,
  remedy: (parameters) => `Install it (Debian and Ubuntu: apt-get install ${parameters.package}) or put its folder on PATH.`,
})

export const startFailed = defineProblem({
  code: 'services/start-failed',
  example: { service: 'PostgreSQL', ended: 'it ended with code 1', output: 'FATAL: data directory has wrong ownership' },
  what: ({ service, ended, output }) =>
    `${service} did not start: ${ended}.${output === '' ? ' It wrote nothing.' : ` Its last words:\n${output}`}`,
  state: nothingStarted,
  remedy: ({ service }) => `Read the last words of ${service} above, mend their cause and start again.`,
})

export const folderClosed = defineProblem({
  code: 'services/folder-closed',
  example: { folder: '/tmp/private', uid: 65_534 },
  what: ({ folder, uid }) => `Services do not run as root but as the user ${uid}, who may not enter ${folder}.`,
  state: nothingStarted,
  remedy: ({ folder }) => `Let others enter it (chmod o+x ${folder}), or set TMPDIR to a folder that they may enter.`,
})

export const portTaken = defineProblem({
  code: 'services/port-taken',
  example: { service: 'HAProxy', ports: [3000] as readonly number[] },
  what: ({ service, ports }) => `${service} cannot listen on 127.0.0.1:${ports.join(' or ')}: another process has the port.`,
  state: nothingStarted,
  remedy: 'End the process that listens there, or give another port.',
})

export const noFreePort = defineProblem({
  code: 'services/no-free-port',
  example: { lowest: 15_000, highest: 32_000 },
  what: ({ lowest, highest }) => `200 random loopback ports between ${lowest} and ${highest} were all taken.`,
  state: nothingStarted,
  remedy: 'End what listens on them, or give a port.',
})

export const pathTooLong = defineProblem({
  code: 'services/path-too-long',
  example: { path: '/very/long/admin.sock', bytes: 130, limit: 100 },
  what: ({ path, bytes, limit }) => `The path of the socket has ${bytes} bytes, a system allows about ${limit}: ${path}.`,
  state: nothingStarted,
  remedy: 'Give a folder with a shorter path, or none.',
})

export const stopFailed = defineProblem({
  code: 'services/stop-failed',
  example: { service: 'PostgreSQL', pid: 4711, seconds: 20 },
  what: ({ service, pid, seconds }) => `${service} (process ${pid}) did not end within ${seconds} s of being asked to.`,
  state: 'It was killed.',
  remedy: 'Look at its log for what kept it.',
})
