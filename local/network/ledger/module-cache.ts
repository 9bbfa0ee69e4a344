import * as xdr from '@stellar/stellar-sdk/xdr'
import { hex } from '../bytes.ts'
import type { Host } from '../host/host.ts'
import { entryType, keyBytes, readKey } from './keys.ts'
import type { Progress } from './progress.ts'

/** Has the host keep what was uploaded in a ledger: a contract is in the validators' cache from the next ledger on. */
export function keepNewContracts(all: readonly Progress[], host: Host): void {
  for (const { soroban } of all) {
    if (soroban?.result.succeeded !== true) continue
    for (const [key, entry] of soroban.writes) {
      if (entry === null || readKey(keyBytes(key)).type !== entryType.contractCode) continue
      const { data } = xdr.LedgerEntry.fromXDR(entry)
      if (data.type === 'contractCode') host.addContract(hex(data.contractCode.hash.value), data.contractCode.code)
    }
  }
}
