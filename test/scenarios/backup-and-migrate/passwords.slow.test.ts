import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import pg from 'pg'
import { recordingClient } from './recording-client.ts'
import { startSystem } from './system.ts'

const count = 200
/** Each what some shell, URL, log or SQL reads as more than a letter. */
const odd = fc.constantFrom(
  ...` '"\\$\`%:@/?#[]{}&=;,<>|~!^*()+\t\r\n☂ßé`,
  '%40',
  '${HOME}',
  '$(id)',
  '::error::',
  '::stop-commands::x',
  "';--",
  '\u{1F511}',
  'a',
  'Z',
  '0',
)
const passwords = fc.array(odd, { minLength: 6, maxLength: 14 }).map((parts) => `pw-${parts.join('')}-end`)

test(
  `${count} odd passwords: in no argument, log line, output, summary or error`,
  async () => {
    await using system = await startSystem()
    const client = await recordingClient({ bin: system.server.bin, repository: system.repository })
    await system.configure({ client: client.folder })
    const samples = fc.sample(passwords, { numRuns: count, seed: 20261126 })
    expect(new Set(samples).size).toBeGreaterThan(count * 0.95)
    let passed = 0
    for (const [index, password] of samples.entries()) {
      // Half of them are right, half are refused by the server: an error is a text as well.
      const isRight = index % 2 === 0
      await setPassword(system.server.url, isRight ? password : 'another one')
      const url = `postgres://app:${encodeURIComponent(password)}@127.0.0.1:${system.server.port}/traqora`
      const run = await system.release({ env: { DATABASE_URL: url }, inputs: { 'dry-run': 'true' } })
      expect({ password, code: run.outputs['reason-code'] }).toEqual({ password, code: isRight ? '' : 'postgres/wrong-password' })
      for (const form of [password, encodeURIComponent(password), JSON.stringify(password).slice(1, -1)])
        expect({ password, leaked: run.everythingItWrote.includes(form) }).toEqual({ password, leaked: false })
      passed += 1
    }
    const told = JSON.stringify((await client.starts()).map(({ arguments: given, environment }) => [given, environment]))
    for (const password of samples) expect(told.includes(JSON.stringify(password).slice(1, -1))).toBe(false)
    console.log(`${passed} passwords, 0 leaks`)
  },
  15 * 60_000,
)

async function setPassword(url: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`ALTER ROLE app PASSWORD ${pg.escapeLiteral(password)}`)
  } finally {
    await client.end()
  }
}
