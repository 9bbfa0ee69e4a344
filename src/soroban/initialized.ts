import type { ContractId } from './contract-id.ts'
import { invokeCall } from './engine/operations.ts'
import { readCall } from './engine/transaction.ts'
import type { Chain } from './network/chain.ts'
import type { FoundInstance } from './network/facts.ts'
import type { Initialized } from './plan/planner-facts.ts'
import { differenceOf, type ReadBack } from './read-back.ts'
import type { ContractSpec } from './spec/spec.ts'

interface ToRead {
  readonly id: ContractId
  readonly spec: ContractSpec
  readonly readBack: ReadBack
}

/** Whether a contract that is initialized by a call is. Without a read-back, an instance that stores something counts as it. */
export async function readInitialized(
  { id, spec, readBack, instance }: Omit<ToRead, 'readBack'> & { readBack: ReadBack | null; instance: FoundInstance },
  from: { chain: Chain; source: string },
): Promise<Initialized> {
  if (readBack === null) return { is: instance.storage.length > 0 ? 'yes' : 'no' }
  const answer = await answerOf({ id, spec, readBack }, from)
  // Before its initialization such a function traps: there is nothing to read.
  if ('failed' in answer) return { is: 'no' }
  return answer.difference === null ? { is: 'yes' } : { is: 'otherwise', call: readBack.call, found: answer.difference }
}

/** Reads back by simulation: how the answer differs from what is wanted (null: it does not), or why there is none. */
export async function answerOf(
  { id, spec, readBack }: ToRead,
  from: { chain: Chain; source: string },
): Promise<{ readonly difference: string | null } | { readonly failed: string }> {
  const call = invokeCall(`read ${readBack.call}`, { id, call: readBack.call, arguments: [], spec }, from.chain.sdk)
  const answer = await readCall(call, from)
  return 'failed' in answer ? answer : { difference: differenceOf(answer.value, readBack, from.chain.sdk) }
}
