import { expect, test } from '@jest/globals'
import { postgresOfMajor } from '../../support/postgres-wheels.ts'
import { proveZoo } from './prove-zoo.ts'

test.each([17, 18] as const)(
  'PostgreSQL %i: every built-in type and every kind of object is the same to the byte after a restore',
  async (major) => {
    const bin = await postgresOfMajor(major)
    if (bin === null) {
      console.warn(`PostgreSQL ${major} cannot be installed here: not tested`)
      return
    }
    expect(bin).toContain(String(major))
    await proveZoo(bin)
  },
)
