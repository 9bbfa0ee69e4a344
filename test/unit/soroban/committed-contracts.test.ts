import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { batchDeployerCode } from '../../../src/soroban/batch/batch-deployer-code.ts'

const root = join(import.meta.dirname, '..', '..', '..')

test.each(['contracts/batch-deployer', 'test/fixtures/upgrade'])('what %s is made of is what its wasm was built from', (folder) => {
  const sums = readFileSync(join(root, folder, 'SHA256SUMS'), 'utf8')
    .trim()
    .split('\n')
  expect(sums.length).toBeGreaterThanOrEqual(4)
  for (const line of sums) {
    const [sum, file = ''] = line.split('  ')
    expect([
      file,
      createHash('sha256')
        .update(readFileSync(join(root, folder, file)))
        .digest('hex'),
    ]).toEqual([file, sum])
  }
})

test('the bundle holds the batch deployer that lies there, in less than 4 KB', () => {
  const wasm = readFileSync(join(root, 'contracts', 'batch-deployer', 'batch-deployer.wasm'))
  expect(Buffer.from(batchDeployerCode, 'base64').equals(wasm)).toBe(true)
  expect(wasm.length).toBeLessThan(4_096)
})
