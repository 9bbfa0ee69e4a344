import type { xdr } from '@stellar/stellar-sdk/base'
import type { ContractId } from '../contract-id.ts'
import type { WasmHash } from '../wasm/contract-file.ts'
import type { Sdk } from './sdk.ts'

/** Key of an account (G...). */
export function accountKey(address: string, { xdr, Keypair }: Sdk): xdr.LedgerKey {
  return xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: Keypair.fromPublicKey(address).xdrAccountId() }))
}

/** Key of the code of that hash. */
export function codeKey(hash: WasmHash, { xdr }: Sdk): xdr.LedgerKey {
  return xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: new xdr.Hash(Buffer.from(hash, 'hex')) }))
}

/** Key of a contract's instance: its executable and its instance storage. */
export function instanceKey(id: ContractId, { xdr, Address }: Sdk): xdr.LedgerKey {
  return xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: new Address(id).toScAddress(),
      key: xdr.ScVal.scvLedgerKeyContractInstance(),
      durability: xdr.ContractDataDurability.persistent,
    }),
  )
}
