import { setImmediate as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { together } from '../../../src/core/together.ts'

test('gives both results in the order of the works, whichever ends first', async () => {
  const { promise: second, resolve } = Promise.withResolvers<string>()
  const both = together(
    () => second,
    async () => 2,
  )
  resolve('one')
  expect(await both).toEqual(['one', 2])
})

test('a failure tells the other work to stop, and is thrown when that has ended, whatever it ends with', async () => {
  const seen: string[] = []
  const failing = together(
    async (stop) => {
      await new Promise((stopped) => stop.addEventListener('abort', stopped))
      await pause()
      seen.push('ended')
      throw new Error('ended before its time')
    },
    () => Promise.reject(new Error('disk full')),
  )
  await expect(failing).rejects.toThrow('disk full')
  expect(seen).toEqual(['ended'])
})
