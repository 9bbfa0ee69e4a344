import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../../..')
const archive = join(root, '../shared/golden/ledgers-p27.tar.xz')

/** Each needs an operation that the local network does not have: trust lines, or sponsorship. */
const known = ['6816f0c97293fa83', '9de975c631418bb4', 'd1522d4667822bc2', 'd927cb7228c4823f', 'efd47464023e9e55']

// The recorded ledgers are data beside the repository, not part of it.
const testWhereRecorded = existsSync(archive) ? test : test.skip

testWhereRecorded(
  'recorded ledgers are reproduced on our own state, signatures checked, in result, entries, events and values: 446 of 451 scenarios',
  async () => {
    const output = await new Promise<string>((resolve) => {
      const words = ['local/network/replay.ts', archive, '--level', 'state']
      execFile(process.execPath, words, { cwd: root, maxBuffer: 10_000_000 }, (_error, stdout) => resolve(stdout))
    })
    const failed = [...output.matchAll(/^([0-9a-f]{16}) /gm)].map((match) => match[1])

    expect(failed.sort()).toEqual(known)
    expect(output).toContain('446 passed, 5 failed')
  },
  600_000,
)
