import type { xdr } from '@stellar/stellar-sdk/base'
import type { WasmHash } from './contract-file.ts'
import type { ContractId } from './contract-id.ts'
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

/** Keys of the network settings a plan depends on. */
export function settingKeys({ xdr }: Sdk): { archival: xdr.LedgerKey; timing: xdr.LedgerKey } {
  return {
    archival: settingKey(xdr.ConfigSettingId.configSettingStateArchival, xdr),
    timing: settingKey(xdr.ConfigSettingId.configSettingScpTiming, xdr),
  }
}

/** Key of the most bytes that a wasm may have. */
export function wasmSizeKey({ xdr }: Sdk): xdr.LedgerKey {
  return settingKey(xdr.ConfigSettingId.configSettingContractMaxSizeBytes, xdr)
}

function settingKey(configSettingId: xdr.ConfigSettingId, types: Sdk['xdr']): xdr.LedgerKey {
  return types.LedgerKey.configSetting(new types.LedgerKeyConfigSetting({ configSettingId }))
}
