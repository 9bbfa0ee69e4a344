import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../src/log.ts'
import { readSettings } from '../src/settings.ts'

const good = {
  DATABASE_URL: 'postgresql://127.0.0.1/traqora',
  JWT_SECRET: 'j'.repeat(32),
  JWT_REFRESH_SECRET: 'r'.repeat(32),
  ADMIN_API_KEY: 'a'.repeat(12),
}

test('defaults stand in for what may be left out', () => {
  const { settings, problems } = readSettings({ ...good, REDIS_URL: '' })
  assert.deepEqual(problems, [])
  assert.equal(settings.port, 3001)
  assert.equal(settings.redisUrl, null)
  assert.equal(settings.logLevel, 'info')
})

test('all problems are told at once, without any value', () => {
  const { problems } = readSettings({ JWT_SECRET: 'short-secret', JWT_REFRESH_SECRET: 'short-secret', PORT: 'x', LOG_LEVEL: 'loud' })
  assert.equal(problems.length, 7)
  assert.ok(!problems.join().includes('short-secret'))
})

test('the log drops what is below its level', () => {
  const lines: string[] = []
  const log = createLog({ lowest: 'warn', write: (line) => lines.push(line) })
  log('info', 'quiet')
  log('error', 'loud', { code: 7 })
  assert.equal(lines.length, 1)
  assert.match(lines[0] ?? '', /"level":"error","message":"loud","code":7/)
})
