import { expect, test } from '@jest/globals'
import type { Run } from '../../../src/core/action.ts'
import { refuseUnsettledReleases, type Settlement, unsettledAttempt } from '../../../src/database/unsettled-release.ts'
import type { Entry } from '../../../src/record/entry.ts'

/** Entries in a line: `a<` begun, `a:held` ended with a state, `a!CODE` ended by a problem. */
function entriesOf(line: string): Entry[] {
  return line.split(' ').map((word, sequence) => {
    const [, release = '', sign = '', text = ''] = /^(\w+)([<:!])(.*)$/.exec(word) ?? []
    const facts = sign === ':' ? { state: text } : {}
    const reasonCode = sign === '!' ? text : null
    return {
      action: 'backup-and-migrate',
      kind: sign === '<' ? 'begun' : 'ended',
      release,
      sequence,
      facts,
      reasonCode,
    } as unknown as Entry
  })
}

/** Releases that are asked about, and what came of it. */
async function refused(line: string, settlements: Readonly<Record<string, Settlement>>, settled: string | null = null) {
  const asked: string[] = []
  const run = { history: { entries: entriesOf(line) }, release: { id: 'me' } } as unknown as Pick<Run, 'history' | 'release'>
  const answer = await refuseUnsettledReleases({ run, settled }, async ({ release }) => {
    asked.push(release)
    return settlements[release] ?? 'open'
  }).then(
    () => 'goes on',
    ({ message }: Error) => /"(\w+)" may have left/.exec(message)?.[1],
  )
  return [asked.join(' '), answer]
}

test('one that changed nothing does not settle what was before it, nor does one that was refused for it', async () => {
  expect(await refused('a< b< b!postgres/dump-failed', { b: 'not-begun' })).toEqual(['b a', 'a'])
  expect(await refused('a< a:held b< b!database/unsettled-migration', {})).toEqual(['a', 'a'])
  expect(await refused('a< a:held b< b!database/unsettled-migration', { a: 'settled' })).toEqual(['a', 'goes on'])
  expect(await refused('a< b<', { b: 'settled' })).toEqual(['b', 'goes on'])
  expect(await refused('a< b< b:migrated', {})).toEqual(['', 'goes on'])
  expect(await refused('a< me< me!database/unsettled-migration', {}, 'a')).toEqual(['', 'goes on'])
  expect(await refused('a< b<', { b: 'not-begun' }, 'b')).toEqual(['', 'goes on'])
})

test('an attempt that was refused leaves what the one before it did', () => {
  const entries = entriesOf('a< a:held b< b:migrated a< a!database/unsettled-migration')
  expect(unsettledAttempt(entries, 'a')).toMatchObject({ held: true, begun: { sequence: 0 } })
  expect(unsettledAttempt(entries, 'b')).toBeNull()
  expect(unsettledAttempt(entries, 'c')).toBeNull()
})
