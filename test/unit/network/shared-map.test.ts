import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { SharedMap } from '../../../local/network/ledger/shared-map.ts'

type Step = { do: 'set'; key: string; value: number } | { do: 'delete'; key: string } | { do: 'copy' } | { do: 'go'; to: number }

const key = fc.integer({ min: 0, max: 40 }).map((number) => `key ${number}`)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key, value: fc.integer() }),
  fc.record({ do: fc.constant('delete' as const), key }),
  fc.constant({ do: 'copy' as const }),
  fc.record({ do: fc.constant('go' as const), to: fc.nat() }),
)

test('copies are what plain maps copied in full would be, whichever of them is written to', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let [shared, plain] = [new SharedMap<string, number>(), new Map<string, number>()]
      const copies = [{ shared, plain }]
      for (const one of steps) {
        if (one.do === 'set') {
          shared.set(one.key, one.value)
          plain.set(one.key, one.value)
        } else if (one.do === 'delete') {
          shared.delete(one.key)
          plain.delete(one.key)
        } else if (one.do === 'copy') {
          copies.push({ shared: shared.copy(), plain: new Map(plain) })
        } else {
          const chosen = copies[one.to % copies.length]
          if (chosen !== undefined) ({ shared, plain } = chosen)
        }
      }
      for (const copy of [...copies, { shared, plain }]) {
        expect([...copy.shared].sort()).toEqual([...copy.plain].sort())
        expect(copy.shared.size).toBe(copy.plain.size)
        for (const [name, value] of copy.plain) expect(copy.shared.get(name)).toBe(value)
      }
    }),
  )
})

test('keys that differ only in their last letters are told apart', () => {
  const map = new SharedMap<string, number>()
  for (let number = 0; number < 5_000; number += 1) map.set(`AAAAB${'x'.repeat(60)}${number}`, number)
  expect(map.size).toBe(5_000)
  expect(map.get(`AAAAB${'x'.repeat(60)}4711`)).toBe(4_711)
  expect(map.get('AAAAB')).toBeUndefined()
})
