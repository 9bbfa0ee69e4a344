import * as xdr from '@stellar/stellar-sdk/xdr'
import { equal, sha256 } from '../bytes.ts'
import { protocols } from '../host/provenance.ts'
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

export interface Upgrade {
  header: HeaderUpgrade
  settings: readonly xdr.ConfigSettingEntry[]
}

/** Reads one vote; null when it cannot be carried out, and is passed over. */
export function readUpgrade(upgrade: xdr.LedgerUpgrade, view: View, protocol: number): Upgrade | null {
  const change = (header: HeaderUpgrade, settings: Upgrade['settings'] = []): Upgrade => ({ header, settings })
  switch (upgrade.type) {
    case 'ledgerUpgradeVersion': {
      const { newLedgerVersion } = upgrade
      const known = protocols.some((one) => one === newLedgerVersion)
      return known && newLedgerVersion > protocol ? change({ ledgerVersion: newLedgerVersion }) : null
    }
    case 'ledgerUpgradeBaseFee':
      return change({ baseFee: upgrade.newBaseFee })
    case 'ledgerUpgradeBaseReserve':
      return change({ baseReserve: upgrade.newBaseReserve })
    case 'ledgerUpgradeMaxTxSetSize':
      return change({ maxTxSetSize: upgrade.newMaxTxSetSize })
    case 'ledgerUpgradeMaxSorobanTxSetSize': {
      const lanes = new xdr.ConfigSettingContractExecutionLanesV0({ ledgerMaxTxCount: upgrade.newMaxSorobanTxSetSize })
      return change({}, [xdr.ConfigSettingEntry.configSettingContractExecutionLanes(lanes)])
    }
    case 'ledgerUpgradeConfig': {
      const settings = readSet(upgrade.newConfig, view)
      return settings === null ? null : change({}, settings)
    }
    case 'ledgerUpgradeFlags':
      return null
  }
}

/** Whether contract code takes another size in memory after it, so that all samples of the size are taken anew. */
export function changesStateSize({ header, settings }: Upgrade): boolean {
  return header.ledgerVersion !== undefined || settings.some(({ type }) => type === 'configSettingContractCostParamsMemoryBytes')
}

// An upgrade that is not in the ledger, or is not what its hash says, is not carried out.
function readSet({ contractId, contentHash }: xdr.ConfigUpgradeSetKey, view: View): readonly xdr.ConfigSettingEntry[] | null {
  const key = xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: xdr.ScAddress.scAddressTypeContract(contractId),
      key: xdr.ScVal.scvBytes(contentHash.value),
      durability: xdr.ContractDataDurability.temporary,
    }),
  )
  const entry = view.get(keyText(key.toXDR()))
  if (entry === null) return null
  const { data } = xdr.LedgerEntry.fromXDR(entry)
  if (data.type !== 'contractData' || data.contractData.val.type !== 'scvBytes') return null
  const content = data.contractData.val.bytes.value
  return equal(sha256(content), contentHash.value) ? xdr.ConfigUpgradeSet.fromXDR(content).updatedEntry : null
}
