import { spawnSync } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../../..')

test('what is no recording is refused, with what is wrong with it', async () => {
  const [empty, named, broken] = [
    await folder({}),
    await folder({ 'index.json': '{"abc":{"name":"one"}}' }),
    await folder({ 'index.json': '[1]' }),
  ]
  const refused = (path: string) => {
    const { status, stdout, stderr } = replay([path])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    return stderr
  }

  expect(refused('nowhere.tar.xz')).toContain('replay/no-recording: nowhere.tar.xz does not exist. Nothing was replayed.')
  expect(refused(join(root, 'package.json'))).toContain('package.json cannot be unpacked.')
  expect(refused(empty)).toContain(`${empty} holds no index.json.`)
  expect(refused(named)).toContain('names scenarios without a file: abc.')
  expect(refused(broken)).toContain('is not an index of scenarios.')
})

test('a stream that cannot be read is a scenario that fails, never one that is left out', async () => {
  const path = await folder({ 'index.json': '{"abc":{"name":"family-one"}}', 'abc.xdr': '\u0000\u0000\u0000\u0010short' })
  const told = replay([path])
  const inJson = replay([path, '--json', '--level', 'meta'])

  expect(told.stdout).toContain('abc family-one\n    ledger 0, could not be replayed: Error: abc.xdr ends inside a record')
  expect(told.stdout).toContain('0 passed, 1 failed\n')
  expect([told.status, inJson.status]).toEqual([1, 1])
  expect(JSON.parse(inJson.stdout)).toEqual({ level: 'meta', passed: 0, failed: 1, seconds: expect.any(Number) })
})

test('a wrong word is refused before anything is read', () => {
  const { status, stderr } = replay(['nowhere', '--levle', 'meta'])

  expect(status).toBe(2)
  expect(stderr).toContain('replay/bad-argument: --levle is not an option that there is; did you mean --level?')
  expect(stderr).not.toContain('no-recording')
})

function replay(words: readonly string[]) {
  return spawnSync(process.execPath, ['local/network/replay.ts', ...words], { cwd: root, encoding: 'utf8' })
}

async function folder(files: Record<string, string>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'replay-'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content)
  return path
}
