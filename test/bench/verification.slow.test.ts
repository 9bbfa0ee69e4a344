import { expect, test } from '@jest/globals'
import { measureVerification } from './verification.ts'

test('50 contracts are verified with one read and the questions to them', async () => {
  const figures = await measureVerification()
  process.stdout.write(`verification: ${JSON.stringify(figures)}\n`)
  expect(figures).toMatchObject({ reads: 1, simulations: 100, problems: 0 })
  // The goal is 2 s; machines that do other work too get more.
  expect(figures.verify50Ms).toBeLessThan(10_000)
}, 180_000)
