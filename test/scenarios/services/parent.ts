/** A parent that starts children, tells their ports, and waits to be killed. */
import { startLoad } from '../../../local/load/client.ts'
import { startBalancer } from '../../../local/services/balancer.ts'
import { startHAProxy } from '../../../local/services/haproxy.ts'
import { freePorts } from '../../../local/services/ports.ts'
import { startPostgres } from '../../../local/services/postgres.ts'
import { startRedis } from '../../../local/services/redis.ts'

const [front = 0, other = 0] = await freePorts(2)
const frontendOn = (port: number) => ({ name: 'backend', port, blue: 1, green: 1 })
const postgres = await startPostgres()
const redis = await startRedis()
const haproxy = await startHAProxy({ frontends: [frontendOn(front)], key: 'traqora', color: 'blue' })
const balancer = await startBalancer({ frontends: [frontendOn(other)], key: 'traqora', color: 'blue' })
const load = await startLoad({ targets: [balancer.url['backend'] ?? ''], ratePerSecond: 5 })
const ports = [postgres.port, other, ...(redis === null ? [] : [redis.port]), ...(haproxy === null ? [] : [front])]
const logs = [postgres.log, balancer.log, load.log, ...(redis === null ? [] : [redis.log]), ...(haproxy === null ? [] : [haproxy.log])]
process.stdout.write(`${JSON.stringify({ ports, logs })}\n`)
