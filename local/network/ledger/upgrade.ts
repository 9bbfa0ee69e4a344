import * as xdr from '@stellar/stellar-sdk/xdr'
import { equal, sha256 } from '../bytes.ts'
import { keyText } from './keys.ts'
import type { View } from './state.ts'

/** What a vote changes in the header. */
export interface HeaderUpgrade {
  ledgerVersion?: number
  baseFee?: number
  baseReserve?: number
  maxTxSetSize?: number
  ext?: xdr.LedgerHeaderExt
}

/** Reads one vote: puts into `header` what changes there, and gives the settings that it changes. */
export function readUpgrade(upgrade: xdr.LedgerUpgrade, view: View, header: HeaderUpgrade): readonly xdr.ConfigSettingEntry[] {
  switch (upgrade.type) {
    case 'ledgerUpgradeVersion':
      header.ledgerVersion = upgrade.newLedgerVersion
      return []
    case 'ledgerUpgradeBaseFee':
      header.baseFee = upgrade.newBaseFee
      return []
    case 'ledgerUpgradeBaseReserve':
      header.baseReserve = upgrade.newBaseReserve
      return []
    case 'ledgerUpgradeMaxTxSetSize':
      header.maxTxSetSize = upgrade.newMaxTxSetSize
      return []
    case 'ledgerUpgradeMaxSorobanTxSetSize':
      return [
        xdr.ConfigSettingEntry.configSettingContractExecutionLanes(
          new xdr.ConfigSettingContractExecutionLanesV0({ ledgerMaxTxCount: upgrade.newMaxSorobanTxSetSize }),
        ),
      ]
    case 'ledgerUpgradeConfig':
      return readSet(upgrade.newConfig, view)
    case 'ledgerUpgradeFlags':
      return []
  }
}

// An upgrade that is not in the ledger, or is not what its hash says, is not carried out.
function readSet({ contractId, contentHash }: xdr.ConfigUpgradeSetKey, view: View): readonly xdr.ConfigSettingEntry[] {
  const key = xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: xdr.ScAddress.scAddressTypeContract(contractId),
      key: xdr.ScVal.scvBytes(contentHash.value),
      durability: xdr.ContractDataDurability.temporary,
    }),
  )
  const entry = view.get(keyText(key.toXDR()))
  if (entry === null) return []
  const { data } = xdr.LedgerEntry.fromXDR(entry)
  if (data.type !== 'contractData' || data.contractData.val.type !== 'scvBytes') return []
  const content = data.contractData.val.bytes.value
  return equal(sha256(content), contentHash.value) ? xdr.ConfigUpgradeSet.fromXDR(content).updatedEntry : []
}
