//! What a transaction and what lies in the ledger costs.

use crate::entries::{decode, text};
use crate::env::{e2e_invoke::entry_size_for_rent, fees, xdr::LedgerEntry};
use crate::settings;
use crate::wire::{Answer, Reader, Writer};

/// u32 each: instructions, disk reads, written entries, bytes read, bytes written, bytes of events, size -> u64 not refundable, u64 refundable
pub fn resource_fee(request: &[u8]) -> Answer {
    let mut reader = Reader(request);
    let resources = fees::TransactionResources {
        instructions: reader.u32()?,
        disk_read_entries: reader.u32()?,
        write_entries: reader.u32()?,
        disk_read_bytes: reader.u32()?,
        write_bytes: reader.u32()?,
        contract_events_size_bytes: reader.u32()?,
        transaction_size_bytes: reader.u32()?,
    };
    reader.end()?;
    let configuration = settings::with(|settings| settings.fee_configuration())?;
    let (fixed, refundable) = fees::compute_transaction_resource_fee(&resources, &configuration);
    let mut writer = Writer::default();
    writer.u64(fixed as u64);
    writer.u64(refundable as u64);
    Ok(writer.0)
}

/// u32 ledger, list of (persistent, code, old size, new size, old last ledger, new last ledger; u32 each) -> u64
pub fn rent_fee(request: &[u8]) -> Answer {
    let mut reader = Reader(request);
    let ledger = reader.u32()?;
    let changes = reader.list(|reader| {
        Ok(fees::LedgerEntryRentChange {
            is_persistent: reader.flag()?,
            is_code_entry: reader.flag()?,
            old_size_bytes: reader.u32()?,
            new_size_bytes: reader.u32()?,
            old_live_until_ledger: reader.u32()?,
            new_live_until_ledger: reader.u32()?,
        })
    })?;
    reader.end()?;
    let configuration = settings::with(|settings| settings.rent_configuration())?;
    Ok(fees::compute_rent_fee(&changes, &configuration, ledger).to_le_bytes().to_vec())
}

/// ledger entry -> u32: its size, and for a contract's code that of the parsed module
pub fn size_for_rent(request: &[u8]) -> Answer {
    let entry: LedgerEntry = decode(request, "ledger entry")?;
    let size = settings::with(|settings| entry_size_for_rent(&settings.budget(u64::MAX)?, &entry, request.len() as u32).map_err(text))?;
    Ok(size.to_le_bytes().to_vec())
}
