import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../../..')
const archives = ['ledgers-p27.tar.xz', 'ledgers-p28.tar.xz'].map((name) => join(root, '../shared/golden', name))

// The recorded ledgers are data beside the repository, not part of it.
const testWhereRecorded = archives.every((archive) => existsSync(archive)) ? test : test.skip

testWhereRecorded(
  'recorded ledgers are reproduced on our own state, signatures checked, in result, entries, events and values: 895 of 896 scenarios',
  async () => {
    const report = join(await mkdtemp(join(tmpdir(), 'replay-report-')), 'replay.md')
    const { code, stdout } = await replay([...archives, '--level', 'state', '--report', report])

    expect(stdout.match(/^[0-9a-f]{16} .*$/gm)).toEqual(['9de1ea718b77ffa2 create_and_invoke_external_ref_contract'])
    expect(stdout).toContain('895 passed, 1 failed\n')
    expect(code).toBe(1)
    // The page says why each of the others differs in the rest of its meta.
    expect(await readFile(report, 'utf8')).toBe(readFileSync(join(root, 'action-docs/replay.md'), 'utf8'))
  },
  1_200_000,
)

function replay(words: readonly string[]): Promise<{ code: unknown; stdout: string }> {
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 10_000_000 }
    execFile(process.execPath, ['local/network/replay.ts', ...words], options, (error, stdout) =>
      resolve({ code: error?.code ?? 0, stdout }),
    )
  })
}
