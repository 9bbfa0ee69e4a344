import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { changeTextLiterals, readExpression } from '../../../src/core/expression.ts'
import { Problem } from '../../../src/core/problem.ts'

const body = { database: 'up', count: 3, ratio: 0.95, items: [{ up: true }], none: [], flag: true, nothing: null }

async function judged(text: string, values: Record<string, unknown> = { body }): Promise<boolean | string> {
  try {
    return (await readExpression(text)).judge(values).holds
  } catch (thrown) {
    return thrown instanceof Problem ? thrown.code : String(thrown)
  }
}

test.each<[string, boolean | string]>([
  ["body.database == 'up'", true],
  ["body.database == 'down'", false],
  ['body.count == 3 && body.count < 5', true],
  ['body.ratio <= 0.95', true],
  ['body.ratio < 0.93', false],
  ['body.items.all(item, item.up)', true],
  ['has(body.missing)', false],
  ['body.missing == 1', 'core/expression-unknown'],
  ['body.database < 5', 'core/expression-unknown'],
  ['body.count', 'core/expression-unknown'],
  ['body.nothing', 'core/expression-unknown'],
  ['body.none.all(item, item.up)', 'core/expression-unknown'],
  ['missing.database == 1', 'core/expression-unknown'],
  ["body.database = 'up'", 'core/expression-malformed'],
  ['', 'core/expression-malformed'],
])('%s: %s', async (text, expected) => {
  expect(await judged(text)).toBe(expected)
})

test('NaN is unknown, also behind a not', async () => {
  expect(await judged('!(figure > 5.0)', { figure: Number.NaN })).toBe('core/expression-unknown')
})

test('what it looked at is told, long texts cut', async () => {
  const { observed } = (await readExpression('body.database == "up" && size(body.text) > 0')).judge({
    body: { database: 'up', text: 'x'.repeat(500) },
  })
  expect(observed).toContain('body.database = "up"')
  expect(observed.length).toBeLessThan(150)
})

test('a value of another type never holds where a bound for a number is asked', async () => {
  const expression = await readExpression('body.value < 5')
  const other = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.array(fc.integer()), fc.dictionary(fc.string(), fc.integer()))
  fc.assert(
    fc.property(other, (value) => expect(() => expression.judge({ body: { value } })).toThrow(Problem)),
    { numRuns: 500 },
  )
})

test('a reference in a text literal is replaced, whatever kind of quotes it has', async () => {
  const ids: Record<string, string> = { '${contracts.token.id}': 'CB44' }
  const change = (literal: string) => ids[literal] ?? literal
  const written = `body.token == '\${contracts.token.id}' && body.other in ["\${contracts.token.id}", r'x']`
  const changed = await changeTextLiterals(written, { change })
  expect(await judged(changed, { body: { token: 'CB44', other: 'CB44' } })).toBe(true)
  expect(await judged(changed, { body: { token: 'CB44', other: 'x' } })).toBe(true)
  expect(await judged(changed, { body: { token: 'CB45', other: 'x' } })).toBe(false)
})

test('where literals are to be changed, an expression that cannot be read is told at its place', async () => {
  const at = { file: 'fairlead.yml', line: 7, column: 11 }
  const changed = changeTextLiterals("body.token = 'id'", { change: (literal) => literal, at })
  await expect(changed).rejects.toMatchObject({ code: 'core/expression-malformed', at })
})

test('whatever a value holds, it stays inside of its literal', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary-ascii' }),
    fc.constantFrom("' || true || '", '" || true || "', '\\', "\\'", '\n', "x') || ('1' == '1"),
  )
  await fc.assert(
    fc.asyncProperty(hostile, async (value) => {
      const changed = await changeTextLiterals("body.token == 'id'", { change: () => value })
      expect(await judged(changed, { body: { token: value } })).toBe(true)
      expect(await judged(changed, { body: { token: `${value}.` } })).toBe(false)
    }),
    { numRuns: 300 },
  )
})
