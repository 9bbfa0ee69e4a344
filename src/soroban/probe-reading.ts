import type { ContractId } from './contract-id.ts'
import type { ContractProbe } from './contract-probe.ts'
import { invokeCall } from './engine/operations.ts'
import { readCall } from './engine/transaction.ts'
import type { Chain } from './network/chain.ts'
import type { ContractSpec } from './spec/spec.ts'

/** Whether a contract answers a probe as it should, asked by simulation. One that fails proves nothing. */
export async function isProved(
  { id, spec, probe: { call, values, equals } }: { id: ContractId; spec: ContractSpec; probe: ContractProbe },
  from: { chain: Chain; source: string },
): Promise<boolean> {
  const answer = await readCall(invokeCall(`read ${call}`, { id, call, arguments: values, spec }, from.chain.sdk), from)
  return 'value' in answer && (equals === null || answer.value.equals(equals))
}
