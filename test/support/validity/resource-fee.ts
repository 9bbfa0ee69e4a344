import { xdr } from '@stellar/stellar-sdk'
import { configSettingKey } from '../../../local/network/ledger/keys.ts'
import { envelopeOf } from './attempt.ts'
import type { Base } from './kind.ts'
import { root } from './recorded.ts'

type Declared = Pick<Base, 'ledger' | 'tx' | 'soroban'>

/** Stroops that a transaction's declared resources cost, by the formulas of CAP-46-07 and CAP-66, from the settings as they lie in the ledger. */
export function computedResourceFee(base: Declared): bigint {
  const { soroban, tx, ledger } = base
  if (soroban === null) throw new Error('a classic transaction has no resources')
  const { instructions, diskReadBytes, writeBytes, footprint } = soroban.resources
  const compute = setting(base, 1, 'configSettingContractComputeV0').contractCompute
  const cost = setting(base, 2, 'configSettingContractLedgerCostV0').contractLedgerCost
  const writing = setting(base, 15, 'configSettingContractLedgerCostExtV0').contractLedgerCostExt
  const history = setting(base, 3, 'configSettingContractHistoricalDataV0').contractHistoricalData
  const bandwidth = setting(base, 5, 'configSettingContractBandwidthV0').contractBandwidth
  const size = BigInt(envelopeOf({ tx }, ledger.networkId, root).length)
  const written = BigInt(footprint.readWrite.length)
  // The result of a transaction, which history keeps beside it, counts as 300 bytes.
  const kept = size + 300n
  return (
    perPart(BigInt(instructions), compute.feeRatePerInstructionsIncrement, 10_000n) +
    diskReads(base) * cost.feeDiskReadLedgerEntry +
    written * cost.feeWriteLedgerEntry +
    perPart(BigInt(diskReadBytes), cost.feeDiskRead1Kb, 1_024n) +
    perPart(BigInt(writeBytes), writing.feeWrite1Kb, 1_024n) +
    perPart(kept, history.feeHistorical1Kb, 1_024n) +
    perPart(size, bandwidth.feeTxSize1Kb, 1_024n)
  )
}

function perPart(amount: bigint, price: bigint, part: bigint): bigint {
  return (amount * price + part - 1n) / part
}

// Classic entries, and what comes out of the archive; a restoration reads all that it writes.
function diskReads({ soroban, tx }: Declared): bigint {
  const { readOnly, readWrite } = soroban?.resources.footprint ?? { readOnly: [], readWrite: [] }
  if (tx.operations[0]?.body.type === 'restoreFootprint') return BigInt(readWrite.length)
  const classic = [...readOnly, ...readWrite].filter(({ type }) => type === 'account' || type === 'trustline')
  const archived = soroban?.ext.type === 'resourceExt' ? soroban.ext.resourceExt.archivedSorobanEntries : []
  return BigInt(classic.length + archived.length)
}

function setting<T extends xdr.ConfigSettingEntry['type']>({ ledger }: Declared, id: number, type: T) {
  const entry = xdr.LedgerEntry.fromXDR(ledger.state.get(configSettingKey(id)) ?? new Uint8Array())
  if (entry.data.type !== 'configSetting' || entry.data.configSetting.type !== type) throw new Error(`setting ${id} is another`)
  return entry.data.configSetting as Extract<xdr.ConfigSettingEntry, { type: T }>
}
