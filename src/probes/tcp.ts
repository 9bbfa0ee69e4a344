import { connect } from 'node:net'
import { z } from 'zod'
import { defineProbe, patienceKeys } from './kind.ts'
import { addressInvalid, portClosed } from './problems.ts'
import { passed, refused } from './result.ts'

/** A port that takes connections. */
export const tcp = defineProbe({
  name: 'tcp',
  schema: z.strictObject({ host: z.string(), port: z.union([z.int().min(1).max(65_535), z.string()]), ...patienceKeys }),
  title: ({ host, port }) => `${host}:${port}`,
  patience: (declared) => declared,
  async prepare(declared, context) {
    const host = context.text(declared.host, 'host')
    const port = Number(context.text(String(declared.port), 'port'))
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw addressInvalid({ probe: context.probe, reason: 'the port is no number from 1 to 65535', at: context.at('port') })
    }
    const address = `${host}:${port}`
    return async (signal) => {
      const reason = await connectReason({ host, port, signal })
      if (reason === null) return passed('a connection', 'connected')
      return refused(portClosed({ probe: context.probe, address, reason, at: context.at() }), {
        expected: 'a connection',
        observed: reason,
      })
    }
  },
})

/** Null when a connection came to be, else why not. */
function connectReason({ host, port, signal }: { host: string; port: number; signal: AbortSignal }): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal })
    const end = (reason: string | null) => {
      socket.destroy()
      resolve(reason)
    }
    socket.once('connect', () => end(null))
    socket.on('error', (error: NodeJS.ErrnoException) => end(signal.aborted ? 'no answer in time' : (error.code ?? error.message)))
  })
}
