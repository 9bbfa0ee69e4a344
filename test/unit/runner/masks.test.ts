import { expect, test } from '@jest/globals'
import { Masks } from '../../../local/runner/masks.ts'

function masksOf(...values: string[]): Masks {
  const masks = new Masks()
  for (const value of values) masks.add(value)
  return masks
}

// Encodings by coreutils base64 and Python's urllib.parse.quote, not by the code under test.
test.each([
  ['as it is', 'password=s3cr&t "word"!', 'password=***!'],
  ['base64', 'czNjciZ0ICJ3b3JkIg==', '***'],
  ['in a URL', 'postgres://u:s3cr%26t%20%22word%22@h', 'postgres://u:***@h'],
  ['in JSON', '{"p":"s3cr&t \\"word\\""}', '{"p":"***"}'],
  ['in XML', '<p>s3cr&amp;t &quot;word&quot;</p>', '<p>***</p>'],
])('a secret is masked %s', (_form, text, masked) => {
  expect(masksOf('s3cr&t "word"').apply(text)).toBe(masked)
})

test('a secret inside of a longer text is masked in base64 at every shift', () => {
  const masks = masksOf('correct horse battery')
  for (const before of ['ab:', 'a:', 'abcd:']) {
    const encoded = Buffer.from(`${before}correct horse battery`).toString('base64')
    expect(masks.apply(encoded)).toContain('***')
  }
})

test('each line of a secret is masked by itself', () => {
  expect(masksOf('first line\nsecond line').apply('so second line')).toBe('so ***')
})

test('values that overlap or touch become one', () => {
  expect(masksOf('abcdef', 'defghi', 'jkl').apply('-abcdefghijkl-')).toBe('-***-')
})

test('text without a secret stays as it is', () => {
  expect(masksOf('secret').apply('nothing here')).toBe('nothing here')
  expect(masksOf('secret').touches('nothing here')).toBe(false)
  expect(masksOf('secret').touches('a secret')).toBe(true)
})
