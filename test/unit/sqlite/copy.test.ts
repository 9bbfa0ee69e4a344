import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@jest/globals'
import { isBusy } from '../../../src/sqlite/connection.ts'
import { copyDatabase, replaceContent, watchCommits } from '../../../src/sqlite/copy.ts'

const modes = ['wal', 'delete'] as const

/** A live file of 300 rows with our connection and another one, a copy of it, and 7 more rows since the copy. */
async function liveAndCopy(journal: (typeof modes)[number]) {
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-copy-'))
  parts.defer(() => rm(folder, { recursive: true }))
  const [path, copy] = [join(folder, 'live.db'), join(folder, 'copy.db')]
  const other = parts.use(new DatabaseSync(path))
  other.exec(`PRAGMA journal_mode = ${journal}; CREATE TABLE t (a)`)
  const insert = (rows: number) =>
    other.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO t SELECT randomblob(900) FROM n`,
    )
  insert(300)
  const ours = parts.use(new DatabaseSync(path, { timeout: 20 }))
  await copyDatabase(ours, { to: copy })
  insert(7)
  const everything = parts.move()
  const rows = () => Number(other.prepare('SELECT count(*) AS rows FROM t').get()?.['rows'])
  return { path, copy, other, ours, insert, rows, [Symbol.asyncDispose]: () => everything.disposeAsync() }
}

test.each(modes)('the copy is put over the live file, and open connections see it (%s)', async (journal) => {
  await using live = await liveAndCopy(journal)
  using watch = watchCommits(live.ours, live.path)

  expect(live.rows()).toBe(307)
  expect(await replaceContent({ copy: live.copy, file: live }, () => watch.nobodyCommitted())).toBe(true)
  expect(live.rows()).toBe(300)
  live.insert(1)
  expect(live.rows()).toBe(301)
})

test.each(modes)('a commit between the look and the lock is seen, and nothing is replaced (%s)', async (journal) => {
  await using live = await liveAndCopy(journal)
  using watch = watchCommits(live.ours, live.path)
  live.insert(1)

  expect(await replaceContent({ copy: live.copy, file: live }, () => watch.nobodyCommitted())).toBe(false)
  expect(live.rows()).toBe(308)
  expect(live.other.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
})

test.each(modes)('while it is asked whether to replace, nobody can commit (%s)', async (journal) => {
  await using live = await liveAndCopy(journal)
  const refusals: unknown[] = []
  const tryToWrite = () => {
    try {
      live.insert(1)
    } catch (cause) {
      refusals.push(cause)
    }
    return true
  }

  expect(await replaceContent({ copy: live.copy, file: live }, tryToWrite)).toBe(true)
  expect(refusals.map(isBusy)).toEqual([true])
  expect(live.rows()).toBe(300)
})

test.each(modes)('a file that another writes is busy, and is not replaced (%s)', async (journal) => {
  await using live = await liveAndCopy(journal)
  live.other.exec('BEGIN IMMEDIATE; DELETE FROM t')

  const refusal = await replaceContent({ copy: live.copy, file: live }, () => true).catch((cause: unknown) => cause)
  expect(isBusy(refusal)).toBe(true)
  live.other.exec('ROLLBACK')
  expect(live.rows()).toBe(307)
})

test.each(modes)('a copy that is gone is not made anew, and nothing is put over the live file (%s)', async (journal) => {
  await using live = await liveAndCopy(journal)
  await rm(live.copy)

  await expect(replaceContent({ copy: live.copy, file: live }, () => true)).rejects.toThrow('unable to open database file')
  expect([live.rows(), existsSync(live.copy)]).toEqual([307, false])
})
