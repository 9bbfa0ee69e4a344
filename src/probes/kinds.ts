import { contract } from './contract.ts'
import { http } from './http.ts'
import { identity } from './identity.ts'
import type { DeclaredProbe, ProbeKind } from './kind.ts'
import { latency } from './latency.ts'
import { postgres } from './postgres.ts'
import { redis } from './redis.ts'
import { scenario } from './scenario.ts'
import { soroban } from './soroban.ts'
import { tcp } from './tcp.ts'

/** Every kind of probe, in the order of the reference. A new one is one file and one line here. */
export const probeKinds: readonly ProbeKind[] = [identity, http, latency, scenario, contract, soroban, postgres, redis, tcp]

/** The kind of a probe. The schema has made sure that there is exactly one. */
export function kindOf(probe: DeclaredProbe): ProbeKind {
  const kind = probeKinds.find(({ name }) => name in probe)
  if (kind === undefined) throw new TypeError('a probe of no kind passed the schema')
  return kind
}
