//! The network's settings: given once, kept until they change.

use crate::entries::{decode, text};
use crate::env::{
    budget::Budget,
    fees::{compute_rent_write_fee_per_1kb, FeeConfiguration, RentFeeConfiguration, RentWriteFeeConfiguration},
    xdr::*,
    LedgerInfo,
};
use crate::wire::{Answer, Fallible, Reader};
use std::cell::RefCell;

thread_local! { static SETTINGS: RefCell<Option<Settings>> = const { RefCell::new(None) }; }

#[derive(Clone, Default)]
pub struct Settings {
    pub fees: FeeParts,
    pub max_instructions: i64,
    pub memory_limit: u32,
    pub cpu_costs: ContractCostParams,
    pub memory_costs: ContractCostParams,
    pub archival: Option<StateArchivalSettings>,
    pub window_mean: i64,
    #[cfg(feature = "recording")]
    pub entries: Vec<LedgerEntry>,
}

/// The settings that fees are made of, as they lie in the ledger.
#[derive(Clone, Default)]
pub struct FeeParts {
    compute: i64,
    ledger: Option<ConfigSettingContractLedgerCostV0>,
    write_1kb: i64,
    historical_1kb: i64,
    events_1kb: i64,
    size_1kb: i64,
}

/// list of ledger entries (config settings) -> nothing
pub fn configure(request: &[u8]) -> Answer {
    let mut reader = Reader(request);
    let entries = reader.list(|reader| decode::<LedgerEntry>(reader.bytes()?, "setting"))?;
    reader.end()?;
    let settings = read(entries)?;
    SETTINGS.with(|kept| *kept.borrow_mut() = Some(settings));
    Ok(vec![])
}

pub fn with<T>(use_them: impl FnOnce(&Settings) -> Fallible<T>) -> Fallible<T> {
    SETTINGS.with(|kept| use_them(kept.borrow().as_ref().ok_or("the settings were not given yet")?))
}

fn read(entries: Vec<LedgerEntry>) -> Fallible<Settings> {
    let mut settings = Settings::default();
    for entry in &entries {
        let LedgerEntryData::ConfigSetting(setting) = &entry.data else {
            return Err("an entry is no config setting".into());
        };
        take(&mut settings, setting);
    }
    #[cfg(feature = "recording")]
    {
        settings.entries = entries;
    }
    Ok(settings)
}

fn take(settings: &mut Settings, setting: &ConfigSettingEntry) {
    use ConfigSettingEntry as Setting;
    match setting {
        Setting::ContractComputeV0(compute) => {
            settings.max_instructions = compute.tx_max_instructions;
            settings.memory_limit = compute.tx_memory_limit;
            settings.fees.compute = compute.fee_rate_per_instructions_increment;
        }
        Setting::ContractLedgerCostV0(cost) => settings.fees.ledger = Some(cost.clone()),
        Setting::ContractLedgerCostExtV0(cost) => settings.fees.write_1kb = cost.fee_write1_kb,
        Setting::ContractHistoricalDataV0(history) => settings.fees.historical_1kb = history.fee_historical1_kb,
        Setting::ContractEventsV0(events) => settings.fees.events_1kb = events.fee_contract_events1_kb,
        Setting::ContractBandwidthV0(bandwidth) => settings.fees.size_1kb = bandwidth.fee_tx_size1_kb,
        Setting::StateArchival(archival) => settings.archival = Some(archival.clone()),
        Setting::ContractCostParamsCpuInstructions(costs) => settings.cpu_costs = costs.clone(),
        Setting::ContractCostParamsMemoryBytes(costs) => settings.memory_costs = costs.clone(),
        Setting::LiveSorobanStateSizeWindow(window) => {
            let sum = window.iter().fold(0u64, |sum, size| sum.saturating_add(*size));
            settings.window_mean = (sum / (window.len() as u64).max(1)) as i64;
        }
        _ => {}
    }
}

impl Settings {
    /// u32 protocol, u32 ledger, u64 close time, 32 bytes network id, u32 base reserve
    pub fn ledger_info(&self, reader: &mut Reader) -> Fallible<LedgerInfo> {
        let archival = self.archival()?;
        Ok(LedgerInfo {
            protocol_version: reader.u32()?,
            sequence_number: reader.u32()?,
            timestamp: reader.u64()?,
            network_id: reader.array()?,
            base_reserve: reader.u32()?,
            min_temp_entry_ttl: archival.min_temporary_ttl,
            min_persistent_entry_ttl: archival.min_persistent_ttl,
            max_entry_ttl: archival.max_entry_ttl,
        })
    }

    pub fn budget(&self, instructions: u64) -> Fallible<Budget> {
        Budget::try_from_configs(instructions, self.memory_limit.into(), self.cpu_costs.clone(), self.memory_costs.clone()).map_err(text)
    }

    pub fn fee_configuration(&self) -> Fallible<FeeConfiguration> {
        let ledger = self.ledger_cost()?;
        Ok(FeeConfiguration {
            fee_per_instruction_increment: self.fees.compute,
            fee_per_disk_read_entry: ledger.fee_disk_read_ledger_entry,
            fee_per_write_entry: ledger.fee_write_ledger_entry,
            fee_per_disk_read_1kb: ledger.fee_disk_read1_kb,
            fee_per_write_1kb: self.fees.write_1kb,
            fee_per_historical_1kb: self.fees.historical_1kb,
            fee_per_contract_event_1kb: self.fees.events_1kb,
            fee_per_transaction_size_1kb: self.fees.size_1kb,
        })
    }

    pub fn rent_configuration(&self) -> Fallible<RentFeeConfiguration> {
        let (ledger, archival) = (self.ledger_cost()?, self.archival()?);
        let state_price = RentWriteFeeConfiguration {
            state_target_size_bytes: ledger.soroban_state_target_size_bytes,
            rent_fee_1kb_state_size_low: ledger.rent_fee1_kb_soroban_state_size_low,
            rent_fee_1kb_state_size_high: ledger.rent_fee1_kb_soroban_state_size_high,
            state_size_rent_fee_growth_factor: ledger.soroban_state_rent_fee_growth_factor,
        };
        Ok(RentFeeConfiguration {
            fee_per_write_1kb: self.fees.write_1kb,
            fee_per_rent_1kb: compute_rent_write_fee_per_1kb(self.window_mean, &state_price),
            fee_per_write_entry: ledger.fee_write_ledger_entry,
            persistent_rent_rate_denominator: archival.persistent_rent_rate_denominator,
            temporary_rent_rate_denominator: archival.temp_rent_rate_denominator,
        })
    }

    fn ledger_cost(&self) -> Fallible<&ConfigSettingContractLedgerCostV0> {
        self.fees.ledger.as_ref().ok_or_else(|| "the ledger cost setting is missing".into())
    }

    fn archival(&self) -> Fallible<&StateArchivalSettings> {
        self.archival.as_ref().ok_or_else(|| "the state archival setting is missing".into())
    }
}
