import { EventEmitter, once } from 'node:events'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { listenForSignals } from '../../../src/core/signals.ts'

test('a timeout of months does not end the run at once, and a short one does', async () => {
  using months = listenForSignals(new EventEmitter() as unknown as NodeJS.Process)
  using moment = listenForSignals(new EventEmitter() as unknown as NodeJS.Process)
  months.after(60 * 86_400_000)
  moment.after(5)
  const held = setTimeout(10_000, undefined, { ref: true, signal: moment.signal }).catch(() => {})
  if (!moment.requested()) await once(moment.signal, 'abort')
  await held
  await setImmediate()
  expect([moment.requested(), months.requested()]).toEqual([true, false])
})
