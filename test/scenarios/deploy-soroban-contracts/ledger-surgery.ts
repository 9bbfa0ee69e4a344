import { xdr } from '@stellar/stellar-sdk/base'
import { lifetimeEntry, readKey } from '../../../local/network/ledger/keys.ts'
import type { Network } from '../../../local/network/network.ts'

/** What an instance is, as the ledger has it. */
export interface Instance {
  readonly executable: xdr.ContractExecutable
  readonly storage: readonly { readonly key: xdr.ScVal; readonly val: xdr.ScVal }[]
}

/** Changes entries of a network's ledger behind everybody's back, and can put all of them back. */
export function ledgerSurgery({ ledger }: Network) {
  const { state } = ledger
  const healthy = new Map(state)
  const entryAt = (key: xdr.LedgerKey) => ({ ...readKey(key.toXdr()), entry: state.get(readKey(key.toXdr()).text) })
  return {
    changeInstance(key: xdr.LedgerKey, change: (instance: Instance) => Instance): void {
      const { text, entry } = entryAt(key)
      const { data, ext, lastModifiedLedgerSeq } = xdr.LedgerEntry.fromXdr(entry ?? new Uint8Array())
      if (data.type !== 'contractData' || data.value.val.type !== 'scvContractInstance') throw new TypeError('no instance')
      const { contract, durability, key: dataKey } = data.value
      const { executable, storage } = data.value.val.value
      const changed = change({ executable, storage: storage ?? [] })
      const val = xdr.ScVal.scvContractInstance(
        new xdr.ScContractInstance({
          executable: changed.executable,
          storage: changed.storage.map((pair) => new xdr.ScMapEntry(pair)),
        }),
      )
      const written = new xdr.ContractDataEntry({ ext: data.value.ext, contract, key: dataKey, durability, val })
      state.set(text, new xdr.LedgerEntry({ lastModifiedLedgerSeq, data: xdr.LedgerEntryData.contractData(written), ext }).toXdr())
    },
    /** As if the account had sent so many transactions more. */
    useNumbers(key: xdr.LedgerKey, count: bigint): void {
      const { text, entry } = entryAt(key)
      const { data, ext, lastModifiedLedgerSeq } = xdr.LedgerEntry.fromXdr(entry ?? new Uint8Array())
      if (data.type !== 'account') throw new TypeError('no account')
      const account = new xdr.AccountEntry({ ...data.value, seqNum: data.value.seqNum + count })
      state.set(text, new xdr.LedgerEntry({ lastModifiedLedgerSeq, data: xdr.LedgerEntryData.account(account), ext }).toXdr())
    },
    setLifetime(key: xdr.LedgerKey, liveUntil: number): void {
      const { lifetime, bytes } = entryAt(key)
      state.set(lifetime, lifetimeEntry(bytes, liveUntil, ledger.sequence))
    },
    remove(key: xdr.LedgerKey): void {
      state.set(entryAt(key).text, null)
    },
    heal(): void {
      for (const [text] of [...state]) if (!healthy.has(text)) state.set(text, null)
      for (const [text, entry] of healthy) state.set(text, entry)
    },
  }
}

export type Surgery = ReturnType<typeof ledgerSurgery>
