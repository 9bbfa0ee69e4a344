// Loaded into an action with `--import`. Subscribes to the writes that the action announces, notes their names, and
// ends or stops the process exactly before or after one of them, told by number or by `after NAME` (the first of the name). Nothing of the action is replaced.
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'

const { WATCH_WRITES_FILE: file, WATCH_WRITES_KILL: kill } = process.env
const [, point, signal] = /^(.*) (\w+)$/.exec(kill ?? '') ?? []
let count = 0
let isDone = false

subscribe('fairlead:write', ({ name, when }) => {
  appendFileSync(file, `${JSON.stringify({ name, when })}\n`)
  count += 1
  if (isDone || (point !== String(count) && point !== `${when} ${name}`)) return
  isDone = true
  process.kill(process.pid, signal)
})
