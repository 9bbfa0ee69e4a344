import { expect, test } from '@jest/globals'
import { durationText, parseDuration } from '../../../src/core/duration.ts'
import { Problem } from '../../../src/core/problem.ts'
import { keeps, parseThreshold, thresholdText } from '../../../src/core/threshold.ts'

test.each([
  ['>= 80 %', 80, true],
  ['>= 80 %', 79.99, false],
  ['> 80 %', 80, false],
  ['< 200 ms', 199.9, true],
  ['< 200 ms', 200, false],
  ['<= 3', 3, true],
  ['== 0', 0, true],
  ['== 0', 1, false],
])('%s is kept by %d: %s', (text, figure, kept) => {
  expect(keeps(parseThreshold(text), figure)).toBe(kept)
})

test.each(['>= 80 %', '< 200 ms', '> -3', '== 0.5 %'])('%s is written as it was read', (text) => {
  expect(thresholdText(parseThreshold(text))).toBe(text)
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%d keeps no threshold', (figure) => {
  for (const text of ['>= 0', '<= 0', '> -1', '< 1', '== 0']) expect(keeps(parseThreshold(text), figure)).toBe(false)
})

test.each(['80', '80 %', '=> 80', '>= eighty', '>= ', ''])('"%s" is not a threshold', (text) => {
  expect(() => parseThreshold(text)).toThrow(Problem)
})

test.each([
  ['200 ms', 200],
  ['200ms', 200],
  ['30s', 30_000],
  ['1.5 h', 5_400_000],
  ['5m', 300_000],
  ['7d', 604_800_000],
])('%s is %d milliseconds', (text, ms) => {
  expect(parseDuration(text)).toEqual({ ms })
})

test.each(['30', '5 min', 's', '-3s', '1e3s', ''])('"%s" is not a duration', (text) => {
  expect(() => parseDuration(text)).toThrow(Problem)
})

test.each([
  [999.6, '1000 ms'],
  [1_000, '1.0 s'],
  [59_000, '59.0 s'],
  [200_000, '3 min 20 s'],
])('%d ms reads as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})
