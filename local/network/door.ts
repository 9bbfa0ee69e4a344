import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { portTaken } from './problems.ts'

/** Where clients come in. */
export interface Door {
  readonly port: number
  /** Ends all connections, and opens again after so many milliseconds. */
  shut(milliseconds: number): void
  close(): Promise<void>
}

/** Listens; port 0 takes a free one. Throws the Problem portTaken. */
export async function openDoor(server: Server, { host, port: wanted }: { host: string; port: number }): Promise<Door> {
  const port = await listen(server, host, wanted)
  let reopening: NodeJS.Timeout | null = null

  async function close(): Promise<void> {
    if (reopening !== null) clearTimeout(reopening)
    server.closeAllConnections()
    if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return {
    port,
    shut(milliseconds) {
      if (reopening !== null) clearTimeout(reopening)
      if (server.listening) server.close()
      server.closeAllConnections()
      reopening = setTimeout(() => server.listen(port, host), milliseconds)
    },
    close,
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? portTaken({ port, cause: error }) : error)
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
