import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { Problem } from '../../src/core/problem.ts'
import { noFreePort, portTaken } from './problems.ts'

/** Below the range from which Linux (32768 up) and macOS (49152 up) take the ports of outgoing connections, so that none of those takes it first. */
const lowest = 15_000
const highest = 32_000

/** Ports handed out by this process, so that two servers that start at the same time do not get the same. */
const handedOut = new Set<number>()

/** A loopback port on which nothing listens. Another process may still take it: see `onFreePort`. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(lowest, highest)
    if (handedOut.has(port) || !(await isFree(port))) continue
    handedOut.add(port)
    return port
  }
  throw noFreePort({ lowest, highest })
}

/** Several different free ports, in order. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) ports.push(await freePort())
  return ports
}

/** Starts something on the wanted port, or on a free one, and tries others when a neighbour was faster. */
export async function onFreePort<Started>(wanted: number | null, start: (port: number) => Promise<Started>): Promise<Started> {
  if (wanted !== null) return start(wanted)
  for (let left = 3; ; left -= 1) {
    try {
      return await start(await freePort())
    } catch (error) {
      if (left === 0 || !(error instanceof Problem) || error.code !== portTaken.definition.code) throw error
    }
  }
}

/** Whether 127.0.0.1:port can be listened on now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
