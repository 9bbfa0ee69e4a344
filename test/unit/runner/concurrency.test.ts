import { expect, test } from '@jest/globals'
import { Concurrency, type Turn } from '../../../local/runner/concurrency.ts'

const never = new AbortController().signal

function turn(changes: Partial<Turn> & { log?: string[]; name?: string } = {}): Turn {
  return {
    group: 'release',
    cancelInProgress: false,
    queue: 'max',
    onCancel: () => changes.log?.push(`${changes.name} cancelled`),
    ...changes,
  }
}

test('queue: max lets all wait, and they come in order', async () => {
  const groups = new Concurrency()
  const order: string[] = []
  const enter = async (name: string) => {
    using held = await groups.enter(turn(), never)
    order.push(held === null ? `${name} refused` : name)
  }
  await Promise.all(['one', 'two', 'three', 'four'].map(enter))
  expect(order).toEqual(['one', 'two', 'three', 'four'])
})

test('queue: single cancels the one that waits when a newer one comes', async () => {
  const groups = new Concurrency()
  const log: string[] = []
  const first = await groups.enter(turn({ queue: 'single' }), never)
  const second = groups.enter(turn({ queue: 'single', log, name: 'second' }), never)
  const third = groups.enter(turn({ queue: 'single', log, name: 'third' }), never)
  expect(await second).toBeNull()
  first?.[Symbol.dispose]()
  expect(await third).not.toBeNull()
  expect(log).toEqual(['second cancelled'])
})

test('cancel-in-progress cancels the one that runs, and waits for it to end', async () => {
  const groups = new Concurrency()
  const log: string[] = []
  const first = await groups.enter(turn({ log, name: 'first' }), never)
  const second = groups.enter(turn({ cancelInProgress: true }), never)
  expect(log).toEqual(['first cancelled'])
  first?.[Symbol.dispose]()
  expect(await second).not.toBeNull()
})

test('a cancelled run stops waiting, and other groups do not wait at all', async () => {
  const groups = new Concurrency()
  const controller = new AbortController()
  await groups.enter(turn(), never)
  const waiting = groups.enter(turn(), controller.signal)
  expect(await groups.enter(turn({ group: 'other' }), never)).not.toBeNull()
  controller.abort()
  expect(await waiting).toBeNull()
})
