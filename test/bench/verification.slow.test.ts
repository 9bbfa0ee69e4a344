import { expect, test } from '@jest/globals'
import { measureVerification } from './verification.ts'

test('50 contracts are verified with one read and the questions to them', async () => {
  const figures = await measureVerification()
  process.stdout.write(`verification: ${JSON.stringify(figures)}\n`)
  expect(figures).toMatchObject({ reads: 1, simulations: 100, problems: 0 })
  expect(figures.verify50Ms).toBeLessThan(2_000)
}, 180_000)
