import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { administrationRoutes } from './administration.ts'
import { openBookingContract } from './booking-contract.ts'
import { bookingRoutes } from './bookings.ts'
import { openCache } from './cache.ts'
import { openDatabase } from './database.ts'
import { drain } from './drain.ts'
import { flightRoutes } from './flights.ts'
import { healthRoutes } from './health.ts'
import { createLog } from './log.ts'
import { createRouter } from './router.ts'
import { sessionRoutes } from './sessions.ts'
import { readSettings } from './settings.ts'
import { warmUp } from './wallet.ts'

const envFile = fileURLToPath(new URL('../.env', import.meta.url))
if (existsSync(envFile)) process.loadEnvFile(envFile)

const { settings, problems } = readSettings(process.env)
const log = createLog({ lowest: settings.logLevel, write: (line) => process.stdout.write(line) })
if (problems.length > 0) {
  for (const problem of problems) log('error', problem)
  process.exit(1)
}

const database = openDatabase({ url: settings.databaseUrl, log })
const cache = openCache({ url: settings.redisUrl, log })
const contract = openBookingContract(settings.stellar)
let draining = false

const routes = [
  ...healthRoutes({ database, cache, settings }),
  ...sessionRoutes({ settings, cache }),
  ...flightRoutes({ database, cache }),
  ...bookingRoutes({ database, contract, settings }),
  ...administrationRoutes({ database, settings }),
]
const server = createServer(
  { keepAliveTimeout: 65_000 },
  createRouter({ routes, clientOrigin: settings.clientOrigin, log, isDraining: () => draining }),
)

server.on('error', (error) => {
  log('error', 'cannot listen', { error: error.message })
  process.exit(1)
})
server.listen(settings.port, settings.host, () => {
  log('info', 'listening', { address: server.address(), ...settings.release })
  setImmediate(warmUp)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)

async function stop(signal: string): Promise<void> {
  if (draining) return
  draining = true
  log('info', 'draining', { signal })
  await drain(server)
  await Promise.all([database.end(), cache.close()])
  log('info', 'stopped')
  process.exit(0)
}
