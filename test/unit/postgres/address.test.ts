import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Problem } from '../../../src/core/problem.ts'
import { programEnvironment, readAddress } from '../../../src/postgres/address.ts'

test('any password goes through an encoded url, and only into the variable that is made for it', () => {
  const text = fc.string({ minLength: 8, unit: 'grapheme' }).filter((password) => password.isWellFormed())
  fc.assert(
    fc.property(text, (password) => {
      const address = readAddress(`postgres://app:${encodeURIComponent(password)}@db.internal:6543/traqora`, null)
      expect(address).toMatchObject({ user: 'app', password, host: 'db.internal', port: 6543, database: 'traqora', tls: null })
      const { PGPASSWORD, ...others } = programEnvironment(address, { database: 'traqora', application: 'x' })
      expect(PGPASSWORD).toBe(password)
      expect(Object.values(others)).not.toContain(password)
    }),
    { numRuns: 200 },
  )
})

test.each([
  ['mysql://a:b@h/d', 'postgres://'],
  ['postgres://u:secret-part/of-it@h/d', 'no URL'],
  ['postgres://app:secret-part@h', 'names no database'],
  ['postgres://h/d', 'names no user'],
  ['postgres://app:secret-part@h/d?sslmode=verify_full', 'sslmode'],
  ['postgres://app:100%secret-part@h/d', 'percent-encoding'],
])('%s is refused without being repeated', (url, reason) => {
  const read = () => readAddress(url, null)
  expect(read).toThrow(Problem)
  expect(read).toThrow(reason)
  expect(read).not.toThrow('secret-part')
})

test('a socket folder, an IPv6 host and TLS settings are read', () => {
  expect(readAddress('postgresql://app@/d?host=/var/run/postgresql'.replace('@/', '@localhost/'), null).host).toBe('/var/run/postgresql')
  expect(readAddress('postgres://app@[::1]/d', null)).toMatchObject({ host: '::1', port: 5432, password: '' })
  const tls = readAddress('postgres://app@h/d?sslmode=verify-full&sslrootcert=/etc/ca.pem', null)
  expect(programEnvironment(tls, { database: 'd', application: 'x' })).toMatchObject({
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: '/etc/ca.pem',
  })
})
