import { diagnosticError, figure } from './diagnostics.ts'
import { entryType, type Key } from './keys.ts'
import type { Settings } from './settings.ts'

/** XDR of a diagnostic event when contract data or code is larger than the network allows; null when it is not. Other entries have no limit. */
export function sizeProblem(key: Key, size: number, { maxContractSize, maxEntrySize }: Settings): Uint8Array | null {
  if (key.type === entryType.contractCode && size > maxContractSize) {
    return diagnosticError('budget', 'Wasm size exceeds network config maximum contract size', [figure(size), figure(maxContractSize)])
  }
  if (key.type === entryType.contractData && size > maxEntrySize) {
    return diagnosticError('budget', 'ContractData size exceeds network config maximum size', [figure(size), figure(maxEntrySize)])
  }
  return null
}
