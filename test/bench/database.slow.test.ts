import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..')

test(
  'the small benchmark of the database prints its figures, and those that no machine changes hold',
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'scripts', 'bench.ts'), 'database', '--json'])
    const { figures } = JSON.parse(stdout) as { figures: Record<string, number> }
    console.log(stdout)
    for (const value of Object.values(figures)) expect(Number.isFinite(value)).toBe(true)
    expect(figures['mixedReads']).toBe(0)
    expect(figures['dumpSizeRatio']).toBeLessThan(0.3)
    expect(figures['peakMemoryMb']).toBeLessThan(200)
    // Behind a lock held for 6 s; without a lock timeout readers wait as long as that.
    expect(figures['worstReaderStallMs']).toBeLessThan((figures['plainReaderStallMs'] ?? 0) / 8)
  },
  10 * 60_000,
)
