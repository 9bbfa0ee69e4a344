import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { startSqliteSystem } from './sqlite-system.ts'

test('a secret of the command shows nowhere, the command sees no other, and an encrypted backup leaves no row in the plain', async () => {
  const [given, other, sync] = ['tool-key-canary-4471', 'other-secret-canary-9982', 'https://sync.example/canary-5513']
  await using system = await startSqliteSystem({
    encryptTo: await identityToRecipient(await generateX25519Identity()),
    rehearse: true,
    migrate: `command: 'echo "$TOOL_KEY $PLACE"; echo "to $SYNC_URL"; env > seen; echo "arguments $(tr "\\0" " " < /proc/$$/cmdline)"; node migrate.mjs', version-table: migrations, environment: { TOOL_KEY: "\${env.TOOL_KEY}", SYNC_URL: "\${env.REPLICA}", PLACE: "file:\${sqlite.file}" }`,
  })
  await system.write('migrations/002_bad.sql', '-- no transaction\nCREATE TABLE seats (code TEXT); SELECT no_such_function()')
  const failed = await system.release({ env: { TOOL_KEY: given, OTHER_SECRET: other, REPLICA: sync } })
  expect(failed.outputs['reason-code']).toBe('sqlite/rehearsal-failed')
  expect(failed.log).toContain(`[env.TOOL_KEY] file:${system.file}.rehearsal`)
  await system.write('migrations/002_bad.sql', 'CREATE TABLE seats (code TEXT)')
  const run = await system.release({ env: { TOOL_KEY: given, OTHER_SECRET: other, REPLICA: sync } })
  expect(run.errors).toEqual([])
  expect(run.log).toContain(`[env.TOOL_KEY] file:${system.file}\n`)

  const seen = await readFile(join(system.repository, 'seen'), 'utf8')
  expect(seen).toContain(`TOOL_KEY=${given}`)
  expect(seen).not.toContain(other)
  const files = await filesOf(system.repository)
  for (const { path, text } of files.filter(({ path: name }) => name !== 'seen')) {
    expect({ path, canary: text.includes(given) || text.includes(other) }).toEqual({ path, canary: false })
    // The live file and the copies beside it have the rights of the live file; everything else is sealed.
    if (!path.startsWith('data/')) expect({ path, row: text.includes('passenger \u00c3\u00bcn') }).toEqual({ path, row: false })
  }
  expect(files.some(({ path }) => path === 'backups/staging-1/database.sqlite.age')).toBe(true)
  for (const written of [failed, run]) {
    expect(written.everythingItWrote).not.toContain(given)
    expect(written.everythingItWrote).not.toContain(sync)
  }
})

async function filesOf(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return Promise.all(
    entries.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name)
      return { path: path.slice(folder.length + 1), text: await readFile(path, 'latin1') }
    }),
  )
}
