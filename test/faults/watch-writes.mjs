// Loaded into an action with `--import`. Subscribes to the writes that the action announces, notes their names, and
// ends the process exactly before or after one of them. Nothing of the action is replaced.
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'

const { WATCH_WRITES_FILE: file, WATCH_WRITES_KILL: kill } = process.env
const [point, signal] = (kill ?? '').split(' ')
let count = 0

subscribe('fairlead:write', ({ name, when }) => {
  appendFileSync(file, `${JSON.stringify({ name, when })}\n`)
  count += 1
  if (String(count) === point) process.kill(process.pid, signal)
})
