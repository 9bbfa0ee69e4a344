import { z } from 'zod'
import { abortion } from './abortion.ts'
import { defineProbe, patienceKeys } from './kind.ts'
import { addressInvalid, redisFailed } from './problems.ts'
import { passed, refused } from './result.ts'

/** How long a key of the probe lives should the probe die before it deletes it, in seconds. */
const keyLifetime = 10

/** A Redis that takes a value, gives it back, and will forget it. */
export const redis = defineProbe({
  name: 'redis',
  schema: z.strictObject({ url: z.string().describe('"${env.REDIS_URL}"'), ...patienceKeys }),
  title: ({ url }) => (URL.canParse(url) ? new URL(url).host : url),
  patience: (declared) => declared,
  async prepare({ url: declared }, { references, at, world, probe }) {
    const url = references.secret(declared, { at: at('url') })
    if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
      throw addressInvalid({ probe, reason: 'it is no redis or rediss address', at: at('url') })
    }
    const { createClient } = await import('@redis/client')
    const expected = 'PING, SET, GET and TTL answer'
    return async (signal) => {
      const client = createClient({ url, disableOfflineQueue: true, socket: { connectTimeout: 5_000, reconnectStrategy: false } })
      client.on('error', () => {})
      const giveUp = abortion(signal)
      const key = `fairlead:probe:${Buffer.from(world.randomBytes(8)).toString('hex')}`
      try {
        const roundTrip = async (): Promise<string | null> => {
          await client.connect()
          if ((await client.ping()) !== 'PONG') return 'PING was not answered with PONG'
          await world.write('redis probe key', () => client.set(key, key, { EX: keyLifetime }))
          if ((await client.get(key)) !== key) return 'GET did not give back what was SET'
          const lifetime = await client.ttl(key)
          await world.write('redis probe key removal', () => client.del(key), { evenWhenCancelled: true })
          return lifetime > 0 && lifetime <= keyLifetime ? null : `TTL is ${lifetime}, it should be at most ${keyLifetime}`
        }
        const wrong = await Promise.race([roundTrip(), giveUp.promise])
        if (wrong === null) return passed(expected, 'round trip done')
        return refused(redisFailed({ probe, reason: wrong, at: at() }), { expected, observed: wrong })
      } catch (thrown) {
        world.cancellation.throwIfRequested(probe)
        const reason = world.secrets.redact(signal.aborted ? 'no answer in time' : reasonOf(thrown))
        return refused(redisFailed({ probe, reason, at: at() }), { expected, observed: reason })
      } finally {
        giveUp.cancel()
        client.destroy()
      }
    }
  },
})

function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as { code?: string; message?: string }
  return message === undefined || message === '' ? (code ?? String(thrown)) : message
}
