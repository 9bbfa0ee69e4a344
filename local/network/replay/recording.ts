import type { ProfileName } from '../ledger/settings.ts'

/** How the nodes were set up that the streams were recorded from: unit tests of stellar-core, each with a network of its own. */
export const passphrase = '(V) (;,,;) (V)'

/** The tests whose node tells the events of classic operations and fees (EMIT_CLASSIC_EVENTS), by the beginning of their names. */
const tellingTests = [
  'Trustline_stellar_asset_contract-',
  'classic_payment_to_soroban_fee_bump_account-',
  'classic_phase_',
  'fee_bump_refund_account_merged-',
  'non-fee_source_account_is_recipient_of_payment_in_both_classic_and_soroban-',
  'refund_account_merged-',
  'refund_is_sent_to_fee-bump_source-',
  'refund_still_happens_on_bad_auth-',
  'refund_test_with_closeLedger-',
  'refund_to_source_in_tx1_and_SAC_transfer_from_same_account_in_tx2-',
  'source_account_of_first_tx_is_in_second_txs_footprint-',
]

/** The tests whose network begins with high limits (TESTING_SOROBAN_HIGH_LIMIT_OVERRIDE), by the beginning of their names. */
const largeTests = ['Native_stellar_asset_contract', 'Stellar_asset_contract_transfer_with_CAP-67_address_types-']

export function profileOf(scenario: string): ProfileName {
  return largeTests.some((beginning) => scenario.startsWith(beginning)) ? 'fresh-large' : 'fresh'
}

export function tellsClassicEvents(scenario: string): boolean {
  return tellingTests.some((beginning) => scenario.startsWith(beginning))
}
