import type { Log } from './log.ts'

/** Redis, or nothing: every function answers as if the cache were empty while it is away. */
export interface Cache {
  state(): Promise<'up' | 'down' | 'not-configured'>
  read(key: string): Promise<string | null>
  write(key: string, value: string, lifeSeconds: number): Promise<void>
  /** How often it was called for this key within the running period; null when there is no Redis to count. */
  count(key: string, periodSeconds: number): Promise<number | null>
  close(): Promise<void>
}

export function openCache({ url, log }: { url: string | null; log: Log }): Cache {
  return url === null ? noCache : redisCache(url, log)
}

const noCache: Cache = {
  state: async () => 'not-configured',
  read: async () => null,
  write: async () => {},
  count: async () => null,
  close: async () => {},
}

function redisCache(url: string, log: Log): Cache {
  // Not awaited: the service starts, and serves, without its cache.
  const connecting = connect(url, log)
  const ask = async <T>(question: (client: Client) => Promise<T>): Promise<T | null> => {
    const client = await Promise.race([connecting, away])
    if (!client?.isReady) return null
    return question(client).catch((error: unknown) => {
      log('warn', 'cache request failed', { error: String(error) })
      return null
    })
  }
  return {
    state: async () => ((await ask((client) => client.ping())) === 'PONG' ? 'up' : 'down'),
    read: (key) => ask((client) => client.get(key)),
    write: async (key, value, lifeSeconds) => {
      await ask((client) => client.set(key, value, { expiration: { type: 'EX', value: lifeSeconds } }))
    },
    count: (key, periodSeconds) =>
      ask(async (client) => {
        const [counted] = await client.multi().incr(key).expire(key, periodSeconds, 'NX').exec()
        return Number(counted)
      }),
    close: async () => {
      ;(await connecting).destroy()
    },
  }
}

const away = Promise.resolve(null)

type Client = Awaited<ReturnType<typeof connect>>

async function connect(url: string, log: Log) {
  const { createClient } = await import('redis')
  const reconnectStrategy = (retries: number) => Math.min(100 * 2 ** retries, 5000)
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: 1000 },
    socket: { connectTimeout: 2000, reconnectStrategy },
  })
  client.on('error', (error: unknown) => log('warn', 'cache connection failed', { error: String(error) }))
  client.on('ready', () => log('info', 'cache connected'))
  client.connect().catch(() => {})
  return client
}
