import { expect, test } from '@jest/globals'
import { createClient } from 'redis'
import { findRedis, startRedis } from '../../../local/services/redis.ts'

const installed = (await findRedis()) !== null
const here = installed ? test : test.skip

here(
  `it answers, keeps nothing over a restart, and ends${installed ? '' : ' (SKIPPED: redis-server is not installed; apt-get install redis-server)'}`,
  async () => {
    await using redis = await startRedis()
    const read = async (write: string | null) => {
      const client = await createClient({ url: redis?.url ?? '' }).connect()
      if (write !== null) await client.set('flight', write)
      const value = await client.get('flight')
      client.destroy()
      return value
    }

    expect(await read('QR1')).toBe('QR1')
    await redis?.kill()
    await redis?.start()
    expect(await read(null)).toBeNull()
  },
)
