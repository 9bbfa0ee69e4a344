import { channel } from 'node:diagnostics_channel'
import type { Cancellation } from './signals.ts'

/**
 * Every effect on the outside goes through one of these: it refuses to start once the run was cancelled, and tells
 * subscribers of the diagnostics channel `fairlead:write` when it begins and when it has its answer. Fault tests
 * subscribe to it from outside to end the process exactly before or after each write.
 */
export type Write = <Result>(name: string, effect: () => Promise<Result>, options?: { evenWhenCancelled?: boolean }) => Promise<Result>

const writes = channel('fairlead:write')

export function writeThrough(cancellation: Cancellation): Write {
  return async (name, effect, { evenWhenCancelled = false } = {}) => {
    if (!evenWhenCancelled) cancellation.throwIfRequested(name)
    writes.publish({ name, when: 'before' })
    const result = await effect()
    writes.publish({ name, when: 'after' })
    return result
  }
}
