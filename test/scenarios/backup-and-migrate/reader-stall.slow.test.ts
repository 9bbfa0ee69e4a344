import { expect, test } from '@jest/globals'
import { measureReaderStall } from './reader-stall.ts'

test.each(['sql', 'command'] as const)(
  'with a lock held for 6 s readers hardly notice a migration by %s, and stand still for seconds behind a plain one',
  async (kind) => {
    const { worstReaderStallMs, plainReaderStallMs, attempts } = await measureReaderStall(kind)
    console.log(
      `${kind}: worstReaderStallMs ${Math.round(worstReaderStallMs)}, plainReaderStallMs ${Math.round(plainReaderStallMs)}, ${attempts} attempts`,
    )
    expect(attempts).toBeGreaterThan(1)
    expect(plainReaderStallMs).toBeGreaterThan(4_000)
    // 150 ms on a machine of its own; a busy one adds what it adds to both.
    expect(worstReaderStallMs).toBeLessThan(plainReaderStallMs / 8)
  },
  120_000,
)
