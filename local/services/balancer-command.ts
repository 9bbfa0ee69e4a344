/** The embedded balancer as a process: `node balancer-command.ts CONFIGURATION.json`. Started by balancer.ts. */
import { readFileSync } from 'node:fs'
import { createAdmin } from './balancer-admin.ts'
import { openColorRegister } from './balancer-color.ts'
import { createProxy } from './balancer-proxy.ts'
import { newCounters, readCounters } from './balancer-statistics.ts'
import type { Color, Frontend } from './frontend.ts'

export interface BalancerConfiguration {
  readonly frontends: readonly Frontend[]
  readonly key: string
  /** Of the first start; later the state file decides. */
  readonly color: Color
  readonly adminPort: number
  readonly stateFile: string
}

/** Requests that still run at SIGTERM have this long. */
const lastRequestsMs = 5000

const configuration = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as BalancerConfiguration
const register = await openColorRegister({ ...configuration, now: Date.now })
const startedAt = new Date().toISOString()
const routes = configuration.frontends.map((frontend) => {
  const counters = newCounters()
  return { frontend, counters, server: createProxy({ frontend, counters, activeColor: () => register.current().color }) }
})
const statistics = () => ({
  pid: process.pid,
  startedAt,
  frontends: Object.fromEntries(routes.map(({ frontend, counters }) => [frontend.name, readCounters(counters)])),
})
const admin = createAdmin({ register, statistics })

for (const { frontend, server } of routes) server.listen(frontend.port, '127.0.0.1')
admin.listen(configuration.adminPort, '127.0.0.1')

process.once('SIGTERM', () => {
  for (const server of [admin, ...routes.map((route) => route.server)]) server.close()
  setTimeout(() => process.exit(0), lastRequestsMs).unref()
})
