import { createHash } from 'node:crypto'
import { canonicalJson, type JsonObject } from '../core/plan.ts'
import type { GateResult } from './gate.ts'
import type { WrittenGate } from './gates-section.ts'

/** How long a verdict may be relied on. */
const validMs = 30 * 60 * 1_000

/** The verdict bound to what it is about: another commit, environment or gate file makes it worthless. */
export function verdictStatement({
  commit,
  tree,
  environment,
  repository,
  runId,
  gates,
  results,
  now,
}: {
  commit: string
  /** Git tree of the commit, null where git does not know it. */
  tree: string | null
  environment: string
  repository: string
  runId: string
  gates: readonly WrittenGate[]
  results: readonly GateResult[]
  now: Date
}): JsonObject {
  const told = results.map(({ name, kind, verdict, expected, observed }) => ({ name, kind, verdict, expected, observed }))
  return {
    schema: 1,
    subject: { repository, commit, tree, environment },
    gatesSha256: sha256(canonicalJson(gates)),
    resultsSha256: sha256(canonicalJson(told)),
    results: told,
    runId,
    issued: now.toISOString(),
    expires: new Date(now.getTime() + validMs).toISOString(),
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
