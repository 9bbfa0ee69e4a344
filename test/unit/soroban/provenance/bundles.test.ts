import { expect, test } from '@jest/globals'
import { bundlesIn } from '../../../../src/soroban/provenance/bundles.ts'

test.each([
  ['one bundle', '{"mediaType":"a"}', [{ mediaType: 'a' }]],
  ['one bundle over several lines', '{\n  "mediaType": "a"\n}\n', [{ mediaType: 'a' }]],
  ['one a line', '{"mediaType":"a"}\n\n{"mediaType":"b"}\n', [{ mediaType: 'a' }, { mediaType: 'b' }]],
  ['a list', '[{"mediaType":"a"}]', [{ mediaType: 'a' }]],
  ['an answer of the API', '{"attestations":[{"bundle":{"mediaType":"a"}},{"bundle":null},null]}', [{ mediaType: 'a' }, null, null]],
  ['a line that is not JSON', '{"mediaType":"a"}\n{"media', [{ mediaType: 'a' }, null]],
  ['nothing', '', []],
])('a text holds %s', (_, text, bundles) => {
  expect(bundlesIn(text)).toEqual(bundles)
})
