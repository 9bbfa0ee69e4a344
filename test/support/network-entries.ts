import * as xdr from '@stellar/stellar-sdk/xdr'
import { keyOf } from '../../local/network/ledger/key-of.ts'
import { lifetimeEntry, readKey } from '../../local/network/ledger/keys.ts'
import type { Network } from '../../local/network/network.ts'

/** Contract data with lifetimes that soon end, as if contracts had stored so much. */
export function fill({ ledger }: Network, entries: number): void {
  const contract = xdr.ScAddress.scAddressTypeContract(new xdr.ContractId(Buffer.alloc(32, 7)))
  const { persistent } = xdr.ContractDataDurability
  for (let index = 0; index < entries; index += 1) {
    const data = { ext: xdr.ExtensionPoint.v0(), contract, key: xdr.ScVal.scvU32(index), durability: persistent, val: xdr.ScVal.scvU32(1) }
    const entry = new xdr.LedgerEntry({
      lastModifiedLedgerSeq: 1,
      data: xdr.LedgerEntryData.contractData(new xdr.ContractDataEntry(data)),
      ext: xdr.LedgerEntryExt.v0(),
    })
    const key = readKey(keyOf(entry))
    ledger.state.set(key.text, entry.toXDR())
    ledger.state.set(key.lifetime, lifetimeEntry(key.bytes, 1_000, 1))
  }
}
