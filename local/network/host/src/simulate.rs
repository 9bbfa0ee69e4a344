//! Simulation in the way of stellar-rpc (its lib/preflight): default headroom, recorded authorization, restore preamble.

use crate::entries::{decode, encode, encode_all, text};
use crate::env::{
    e2e_invoke::RecordingInvocationAuthMode,
    storage::{EntryWithLiveUntil, SnapshotSource},
    xdr::*,
    HostError,
};
use crate::settings::{self, Settings};
use crate::simulation::{
    simulation::{self as simulator, LedgerEntryDiff, SimulationAdjustmentConfig},
    AutoRestoringSnapshotSource, NetworkConfig,
};
use crate::wire::{Answer, Fallible, Reader, Writer};
use std::rc::Rc;

const ENFORCE: u32 = 0;
const RECORD: u32 = 1;

/// ledger info, bytes InvokeHostFunctionOp, bytes source account, 32 bytes seed, u32 auth mode (0 enforce, 1 record, 2 record with
/// other than root invocations), u32 with upgraded credentials, u32 instruction leeway
/// -> bytes error (empty: none), bytes value, u32 instructions, u32 memory, bytes transaction data, list of auth entries, list of
///    diagnostic events, list of (bytes before, bytes after)
pub fn invocation(request: &[u8]) -> Answer {
    settings::with(|settings| {
        let mut reader = Reader(request);
        let ledger = settings.ledger_info(&mut reader)?;
        let operation: InvokeHostFunctionOp = decode(reader.bytes()?, "operation")?;
        let source: AccountId = decode(reader.bytes()?, "source account")?;
        let seed = reader.array()?;
        let mode = match (reader.u32()?, reader.flag()?) {
            (ENFORCE, _) => RecordingInvocationAuthMode::Enforcing(operation.auth.to_vec()),
            (mode, upgraded) => RecordingInvocationAuthMode::recording(mode == RECORD, upgraded),
        };
        let leeway = reader.u32()?;
        reader.end()?;
        let mut headroom = SimulationAdjustmentConfig::default_adjustment();
        headroom.instructions.additive_factor = headroom.instructions.additive_factor.max(leeway);

        let network = network(settings)?;
        let done = simulator::simulate_invoke_host_function_op(
            Rc::new(Outside),
            &network,
            &headroom,
            &ledger,
            operation.host_function,
            mode,
            &source,
            seed,
            true,
        )
        .map_err(text)?;

        let mut writer = Writer::default();
        match &done.invoke_result {
            Ok(value) => {
                writer.bytes(&[]);
                writer.bytes(&encode(value)?);
            }
            Err(error) => {
                writer.bytes(text(error).as_bytes());
                writer.bytes(&[]);
            }
        }
        writer.u32(done.simulated_instructions);
        writer.u32(done.simulated_memory);
        writer.bytes(&optional(&done.transaction_data)?);
        writer.list(encode_all(&done.auth)?.iter(), |writer, entry| writer.bytes(entry));
        writer.list(encode_all(&done.diagnostic_events)?.iter(), |writer, event| writer.bytes(event));
        let changes = done.modified_entries.iter().map(before_and_after).collect::<Fallible<Vec<_>>>()?;
        writer.list(changes.iter(), |writer, (before, after)| {
            writer.bytes(before);
            writer.bytes(after);
        });
        Ok(writer.0)
    })
}

/// ledger info, list of keys, u32 extend to -> bytes error, bytes transaction data, bytes transaction data of the restoration that must come before
pub fn extension(request: &[u8]) -> Answer {
    settings::with(|settings| {
        let mut reader = Reader(request);
        let ledger = settings.ledger_info(&mut reader)?;
        let keys = reader.list(|reader| decode::<LedgerKey>(reader.bytes()?, "key"))?;
        let extend_to = reader.u32()?;
        reader.end()?;
        let (network, headroom) = (network(settings)?, SimulationAdjustmentConfig::default_adjustment());
        let restoring = AutoRestoringSnapshotSource::new(Rc::new(Outside), &ledger).map_err(text)?;
        let done = simulator::simulate_extend_ttl_op(&restoring, &network, &headroom, &ledger, &keys, extend_to)
            .and_then(|done| Ok((done.transaction_data, restoring.simulate_restore_keys_op(&network, &headroom, &ledger)?)));
        let mut writer = Writer::default();
        match done {
            Ok((data, restoration)) => {
                writer.bytes(&[]);
                writer.bytes(&encode(&data)?);
                writer.bytes(&optional(&restoration.map(|restoration| restoration.transaction_data))?);
            }
            Err(error) => put_error(&mut writer, error),
        }
        Ok(writer.0)
    })
}

/// ledger info, list of keys -> bytes error, bytes transaction data, empty bytes
pub fn restoration(request: &[u8]) -> Answer {
    settings::with(|settings| {
        let mut reader = Reader(request);
        let ledger = settings.ledger_info(&mut reader)?;
        let keys = reader.list(|reader| decode::<LedgerKey>(reader.bytes()?, "key"))?;
        reader.end()?;
        let headroom = SimulationAdjustmentConfig::default_adjustment();
        let mut writer = Writer::default();
        match simulator::simulate_restore_op(&Outside, &network(settings)?, &headroom, &ledger, &keys) {
            Ok(done) => {
                writer.bytes(&[]);
                writer.bytes(&encode(&done.transaction_data)?);
                writer.bytes(&[]);
            }
            Err(error) => put_error(&mut writer, error),
        }
        Ok(writer.0)
    })
}

fn put_error(writer: &mut Writer, error: impl std::fmt::Debug) {
    writer.bytes(text(error).as_bytes());
    writer.bytes(&[]);
    writer.bytes(&[]);
}

fn optional(value: &Option<impl WriteXdr>) -> Answer {
    value.as_ref().map_or(Ok(vec![]), encode)
}

fn before_and_after(change: &LedgerEntryDiff) -> Fallible<(Vec<u8>, Vec<u8>)> {
    Ok((optional(&change.state_before)?, optional(&change.state_after)?))
}

/// The simulation crate reads its configuration out of ledger entries, of which these are the ones.
struct Given<'a>(&'a [LedgerEntry]);

impl SnapshotSource for Given<'_> {
    fn get(&self, key: &Rc<LedgerKey>) -> Result<Option<EntryWithLiveUntil>, HostError> {
        let LedgerKey::ConfigSetting(wanted) = key.as_ref() else { return Ok(None) };
        let found = self.0.iter().find(|entry| match &entry.data {
            LedgerEntryData::ConfigSetting(setting) => setting.discriminant() == wanted.config_setting_id,
            _ => false,
        });
        Ok(found.map(|entry| (Rc::new(entry.clone()), None)))
    }
}

fn network(settings: &Settings) -> Fallible<NetworkConfig> {
    NetworkConfig::load_from_snapshot(&Given(&settings.entries)).map_err(text)
}

/// The ledger outside, asked key by key.
struct Outside;

impl SnapshotSource for Outside {
    fn get(&self, key: &Rc<LedgerKey>) -> Result<Option<EntryWithLiveUntil>, HostError> {
        look_up(key).map_err(|_| HostError::from((ScErrorType::Storage, ScErrorCode::InternalError)))
    }
}

fn look_up(key: &LedgerKey) -> Fallible<Option<EntryWithLiveUntil>> {
    let Some(found) = ask(&encode(key)?) else { return Ok(None) };
    let mut reader = Reader(&found);
    let live_until = match reader.u32()? {
        0 => None,
        ledger => Some(ledger),
    };
    Ok(Some((Rc::new(decode(reader.0, "ledger entry")?), live_until)))
}

#[cfg(target_arch = "wasm32")]
fn ask(key: &[u8]) -> Option<Vec<u8>> {
    crate::interface::ask(key)
}

// A native build is for tests of this crate, which have no ledger.
#[cfg(not(target_arch = "wasm32"))]
fn ask(_key: &[u8]) -> Option<Vec<u8>> {
    None
}
