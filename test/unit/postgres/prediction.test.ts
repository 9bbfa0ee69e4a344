import { expect, test } from '@jest/globals'
import { judgePredictions } from '../../../src/postgres/migration/prediction.ts'

test.each([
  [400, 800, true],
  [400, 801, false],
  [800, 400, true],
  [801, 400, false],
  // Below the time of a round trip nothing can be told apart.
  [1, 11, true],
  [1, 12, false],
])('%d ms were predicted and it took %d: within 2x is %s', (predictedMs, ms, within2x) => {
  expect(judgePredictions([{ migration: 'one', ms: predictedMs }], [{ migration: 'one', ms }])).toEqual([
    { migration: 'one', predictedMs, ms, within2x },
  ])
})

test('what was not rehearsed has no prediction, and what did not run is not judged', () => {
  expect(judgePredictions([{ migration: 'one', ms: 1 }], [{ migration: 'two', ms: 1 }])).toEqual([])
})
