import { expect, test } from '@jest/globals'
import { postgresOfMajor } from '../../support/postgres-wheels.ts'
import { proveZoo } from './prove-zoo.ts'

for (const major of [17, 18] as const) {
  const bin = await postgresOfMajor(major)
  // Where it cannot be installed that is told as skipped, never as passed.
  const testWithServer = bin === null ? test.skip : test
  testWithServer(`PostgreSQL ${major}: every built-in type and every kind of object is the same to the byte after a restore`, async () => {
    expect(bin).toContain(String(major))
    await proveZoo(bin)
  })
}
