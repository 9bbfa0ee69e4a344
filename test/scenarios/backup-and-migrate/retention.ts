import { expect } from '@jest/globals'
import type { Configuration, System } from './system.ts'

/**
 * Every backup has expired. One that nobody restored (level 1) does not make the one before it needless; one that was
 * restored does.
 */
export async function proveRetention(
  system: System,
  {
    store,
    env = {},
    kept,
    from,
  }: { store: Configuration; env?: Readonly<Record<string, string>>; kept: () => Promise<string[]>; from: number },
): Promise<void> {
  const release = async (number: number, configuration: Configuration) => {
    await system.configure({ ...store, ...configuration, keep: '1ms', command: 'true' })
    const run = await system.release({ env, id: String(number) })
    expect({ number, errors: run.errors }).toEqual({ number, errors: [] })
    return kept()
  }
  const name = (number: number) => `staging-${from + number}`
  expect(await release(from, {})).toEqual([name(0)])
  expect(await release(from + 1, { restoreTo: 'none' })).toEqual([name(0), name(1)])
  expect(await release(from + 2, { restoreTo: 'none' })).toEqual([name(0), name(2)])
  expect(await release(from + 3, {})).toEqual([name(3)])
}
