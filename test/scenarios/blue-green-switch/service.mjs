// A service of the tests' system. What it does is told by behavior.json of its release folder.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const { PORT, COLOR, RELEASE_DIR, RELEASE_COMMIT, RELEASE_ID, API_KEY } = process.env
const behavior = JSON.parse(readFileSync(`${RELEASE_DIR}/behavior.json`, 'utf8'))
if (behavior.exit !== undefined) {
  console.error(`cannot start, and the key is ${API_KEY}`)
  process.exit(behavior.exit)
}
// Steps by which requests fail: with 4, every fourth one.
let sinceFailure = 0
const fails = () => {
  sinceFailure += 1
  if (behavior.failsEvery === undefined || sinceFailure < behavior.failsEvery) return false
  sinceFailure = 0
  return true
}

const server = createServer(async (request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  const { pathname } = new URL(request.url, 'http://service')
  if (pathname === '/version')
    return answer(200, { commit: behavior.commit ?? RELEASE_COMMIT, color: COLOR, ...(behavior.tellsRelease && { release: RELEASE_ID }) })
  if (pathname === '/health') return answer(behavior.sick ? 503 : 200, { environment: Object.keys(process.env).sort() })
  if (pathname === '/slow') await sleep(behavior.slowMs ?? 1_500)
  return fails() ? answer(500, { error: 'as it was told to' }) : answer(200, { color: COLOR })
})
server.listen(Number(PORT), '127.0.0.1')
process.on('SIGTERM', () => server.close(() => process.exit(0)))
