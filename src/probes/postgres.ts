import { z } from 'zod'
import { abortion } from './abortion.ts'
import { defineProbe, patienceKeys } from './kind.ts'
import { addressInvalid, postgresFailed } from './problems.ts'
import { passed, refused } from './result.ts'

/** A database that answers SELECT 1 on a fresh connection. */
export const postgres = defineProbe({
  name: 'postgres',
  schema: z.strictObject({ url: z.string().describe('A reference to the secret address: "${env.DATABASE_URL}".'), ...patienceKeys }),
  title: ({ url }) => databaseText(url),
  patience: (declared) => declared,
  async prepare({ url, timeout }, { references, at, world, probe }) {
    const connectionString = references.secret(url, { at: at('url') })
    if (!URL.canParse(connectionString)) throw addressInvalid({ probe, reason: 'it is no postgres address', at: at('url') })
    const { default: pg } = await import('pg')
    const expected = 'SELECT 1 answers 1'
    return async (signal) => {
      const client = new pg.Client({
        connectionString,
        application_name: 'fairlead probe',
        connectionTimeoutMillis: timeout === undefined ? 5_000 : 60_000,
      })
      // A server that dies while the client is idle must not end the process.
      client.on('error', () => {})
      const giveUp = abortion(signal)
      try {
        const { rows } = await Promise.race([client.connect().then(() => client.query<{ one: number }>('SELECT 1 AS one')), giveUp.promise])
        if (rows.length === 1 && rows[0]?.one === 1) return passed(expected, 'answered 1')
        return refused(postgresFailed({ probe, reason: `it answered ${rows.length} rows`, at: at() }), {
          expected,
          observed: `${rows.length} rows`,
        })
      } catch (thrown) {
        const reason = world.secrets.redact(reasonOf(thrown, signal))
        return refused(postgresFailed({ probe, reason, at: at() }), { expected, observed: reason })
      } finally {
        giveUp.cancel()
        // An aborted connection attempt may never end on its own; nobody waits for it.
        void client.end().catch(() => {})
      }
    }
  },
})

function databaseText(url: string): string {
  if (!URL.canParse(url)) return url
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

function reasonOf(thrown: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'no answer in time'
  const { code, message } = thrown as { code?: string; message?: string }
  return message === undefined || message === '' ? (code ?? String(thrown)) : message
}
