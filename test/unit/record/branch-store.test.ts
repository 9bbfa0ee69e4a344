import { expect, test } from '@jest/globals'
import { type GitHub, startGitHub } from '../../../local/github/github.ts'
import type { RunFacts, Runner } from '../../../src/core/runner.ts'
import { branchStore } from '../../../src/github/branch-store.ts'

async function gitHub(): Promise<GitHub> {
  const github = await startGitHub({ repository: 'traqora/traqora' })
  github.repository.addCommit({ sha: 'a'.repeat(40), branch: 'main' })
  return github
}

async function store(github: GitHub, permissions: Parameters<GitHub['issueToken']>[0]['permissions'] = { contents: 'write' }) {
  const facts = { apiUrl: github.apiUrl, repository: 'traqora/traqora' } as RunFacts
  const token = github.issueToken({ permissions })
  return branchStore({ branch: 'fairlead-record', folder: 'production', token: token.value, world: { runner: { facts } as Runner } })
}

test('entries are appended to a branch that is made by the first, and read back', async () => {
  await using github = await gitHub()
  const writer = await store(github)
  expect(await writer.read()).toEqual([])
  expect(await writer.append({ sequence: 1, text: 'one\n' })).toBe('appended')
  expect(await writer.append({ sequence: 2, text: 'two ü\n' })).toBe('appended')
  expect(await (await store(github)).read()).toEqual([
    { name: '00000001.json', text: 'one\n' },
    { name: '00000002.json', text: 'two ü\n' },
  ])
})

test('of writers at the same moment exactly one wins, for the first entry and for a later one', async () => {
  await using github = await gitHub()
  const writers = await Promise.all(Array.from({ length: 4 }, () => store(github)))
  for (const sequence of [1, 2, 3]) {
    const results = await Promise.all(writers.map((writer, index) => writer.append({ sequence, text: `${sequence} by ${index}\n` })))
    expect(results.filter((result) => result === 'appended')).toHaveLength(1)
    expect(results.filter((result) => result === 'lost')).toHaveLength(3)
  }
  expect(await writers[0]?.read()).toHaveLength(3)
})

test('a lost answer of the write that counts is settled by reading the branch', async () => {
  await using github = await gitHub()
  const writer = await store(github)
  github.fault('lose-answer', { method: 'POST', path: '/git/refs' })
  expect(await writer.append({ sequence: 1, text: 'one\n' })).toBe('appended')
  github.fault('lose-answer', { method: 'PATCH', path: '/git/refs' })
  expect(await writer.append({ sequence: 2, text: 'two\n' })).toBe('appended')
  expect(await writer.read()).toHaveLength(2)
})

test('a request that never arrived is told, and the record is as before', async () => {
  await using github = await gitHub()
  const writer = await store(github)
  await writer.append({ sequence: 1, text: 'one\n' })
  github.fault('lose-request', { method: 'PATCH', path: '/git/refs' })
  await expect(writer.append({ sequence: 2, text: 'two\n' })).rejects.toMatchObject({ code: 'github/unreachable' })
  expect(await writer.read()).toHaveLength(1)
})

test('an append interrupted before the branch moved leaves the record as it was', async () => {
  await using github = await gitHub()
  const writer = await store(github)
  await writer.append({ sequence: 1, text: 'one\n' })
  github.fault('server-error', { method: 'POST', path: '/git/commits' })
  await expect(writer.append({ sequence: 2, text: 'two\n' })).rejects.toMatchObject({ code: 'github/unreachable' })
  expect(await writer.append({ sequence: 2, text: 'two again\n' })).toBe('appended')
  expect((await writer.read()).map(({ text }) => text)).toEqual(['one\n', 'two again\n'])
})

test('a token that may only read is told which permission is missing', async () => {
  await using github = await gitHub()
  const reader = await store(github, { contents: 'read' })
  await expect(reader.append({ sequence: 1, text: 'one\n' })).rejects.toMatchObject({
    code: 'github/token-refused',
    remedy: expect.stringContaining('contents: write'),
  })
})
