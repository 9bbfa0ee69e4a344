import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'

/** How long a connection may idle before it is closed: busy ones end by themselves, since every answer asks for it. */
const idleMs = 1000
/** After this the rest is cut. */
const mostMs = 10_000

/** Accepts no more connections, lets every request in flight end, and resolves when the last connection is closed. */
export async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    // http's own close would cut idle connections at once, some of them just as a request arrives on them.
    NetServer.prototype.close.call(server, () => resolve())
  })
  const sweep = setInterval(() => server.closeIdleConnections(), idleMs)
  const cut = setTimeout(() => server.closeAllConnections(), mostMs)
  await closed
  clearInterval(sweep)
  clearTimeout(cut)
}
