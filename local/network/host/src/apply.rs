//! Applying one InvokeHostFunction operation, as validators do.

use crate::entries::{decode, encode_all, text};
use crate::env::{
    e2e_invoke::{self, LedgerEntryChange},
    fees,
    xdr::*,
    HostError,
};
use crate::settings::{self, Settings};
use crate::wire::{Answer, Fallible, Reader, Writer};
use crate::modules;

/// An entry of the footprint: its XDR (empty when there is none) and the last ledger it lives in (0 when it has no end).
struct Input<'a> {
    entry: &'a [u8],
    live_until: u32,
}

struct Request<'a> {
    function: &'a [u8],
    source: &'a [u8],
    seed: [u8; 32],
    auth: Vec<&'a [u8]>,
    resources: &'a [u8],
    restored: Vec<u32>,
    inputs: Vec<Input<'a>>,
    diagnostics: bool,
}

struct Outcome {
    value: Result<Vec<u8>, HostError>,
    changes: Vec<LedgerEntryChange>,
    events: Vec<Vec<u8>>,
}

/// ledger info, bytes host function, bytes source account, 32 bytes seed, list of auth entries, bytes resources, list of u32 places in
/// the read-write footprint that are restored, list of (bytes entry, u32 live until) in the footprint's order, u32 with diagnostics
/// -> value or error, u64 instructions, u64 memory, u64 rent fee, list of changes, list of events, list of diagnostic events
pub fn invocation(request: &[u8]) -> Answer {
    settings::with(|settings| {
        let mut reader = Reader(request);
        let ledger = settings.ledger_info(&mut reader)?;
        let request = Request {
            function: reader.bytes()?,
            source: reader.bytes()?,
            seed: reader.array()?,
            auth: reader.list(|reader| reader.bytes())?,
            resources: reader.bytes()?,
            restored: reader.list(|reader| reader.u32())?,
            inputs: reader.list(|reader| Ok(Input { entry: reader.bytes()?, live_until: reader.u32()? }))?,
            diagnostics: reader.flag()?,
        };
        reader.end()?;
        let resources: SorobanResources = decode(request.resources, "resources")?;
        let budget = settings.budget(resources.instructions.into())?;
        let mut diagnostics = vec![];
        let sequence = ledger.sequence_number;
        let outcome = run(&request, &budget, ledger, settings, &mut diagnostics)?;
        if let (true, Err(error)) = (request.diagnostics, &outcome.value) {
            diagnostics.push(failure(error)?);
        }
        let rent = fees::compute_rent_fee(&e2e_invoke::extract_rent_changes(&outcome.changes), &settings.rent_configuration()?, sequence);

        let mut writer = Writer::default();
        put_value(&mut writer, outcome.value)?;
        writer.u64(budget.get_cpu_insns_consumed().map_err(text)?);
        writer.u64(budget.get_mem_bytes_consumed().map_err(text)?);
        writer.u64(rent as u64);
        writer.list(outcome.changes.iter(), put_change);
        writer.list(outcome.events.iter(), |writer, event| writer.bytes(event));
        writer.list(encode_all(&diagnostics)?.iter(), |writer, event| writer.bytes(event));
        Ok(writer.0)
    })
}

#[cfg(feature = "p27")]
fn run(
    request: &Request,
    budget: &crate::env::budget::Budget,
    ledger: crate::env::LedgerInfo,
    _settings: &Settings,
    diagnostics: &mut Vec<DiagnosticEvent>,
) -> Fallible<Outcome> {
    let present = || request.inputs.iter().filter(|input| !input.entry.is_empty());
    let entries: Vec<Vec<u8>> = present().map(|input| input.entry.to_vec()).collect();
    let lifetimes: Vec<Vec<u8>> = present().map(lifetime_entry).collect::<Fallible<_>>()?;
    let auth: Vec<Vec<u8>> = request.auth.iter().map(|entry| entry.to_vec()).collect();
    Ok(outcome(e2e_invoke::invoke_host_function(
        budget,
        request.diagnostics,
        request.function.to_vec(),
        request.resources.to_vec(),
        &request.restored,
        request.source.to_vec(),
        auth.into_iter(),
        ledger,
        entries.into_iter(),
        lifetimes.into_iter(),
        request.seed.to_vec(),
        diagnostics,
        None,
        Some(modules::cache()?),
    )))
}

/// The TTL entry that belongs to an entry; empty when it has none.
#[cfg(feature = "p27")]
fn lifetime_entry(input: &Input) -> Fallible<Vec<u8>> {
    use sha2::{Digest, Sha256};
    if input.live_until == 0 {
        return Ok(vec![]);
    }
    let key = crate::entries::encode(&key_of(&decode(input.entry, "ledger entry")?)?)?;
    crate::entries::encode(&TtlEntry { key_hash: Hash(Sha256::digest(&key).into()), live_until_ledger_seq: input.live_until })
}

#[cfg(feature = "p27")]
fn key_of(entry: &LedgerEntry) -> Fallible<LedgerKey> {
    match &entry.data {
        LedgerEntryData::ContractData(data) => Ok(LedgerKey::ContractData(LedgerKeyContractData {
            contract: data.contract.clone(),
            key: data.key.clone(),
            durability: data.durability,
        })),
        LedgerEntryData::ContractCode(code) => Ok(LedgerKey::ContractCode(LedgerKeyContractCode { hash: code.hash.clone() })),
        _ => Err("only contract data and code have a lifetime".into()),
    }
}

// From protocol 28 on, entry and lifetime come together, in the order of the footprint.
#[cfg(feature = "p28")]
fn run(
    request: &Request,
    budget: &crate::env::budget::Budget,
    ledger: crate::env::LedgerInfo,
    settings: &Settings,
    diagnostics: &mut Vec<DiagnosticEvent>,
) -> Fallible<Outcome> {
    let free = settings.budget(u64::MAX)?;
    let mut inputs = vec![];
    for input in &request.inputs {
        if input.entry.is_empty() {
            inputs.push((None, None));
            continue;
        }
        let lifetime = match input.live_until {
            0 => None,
            live_until_ledger => {
                let entry: LedgerEntry = decode(input.entry, "ledger entry")?;
                let entry_size_for_rent = e2e_invoke::entry_size_for_rent(&free, &entry, input.entry.len() as u32).map_err(text)?;
                Some(e2e_invoke::TtlLedgerEntryMeta { live_until_ledger, entry_size_for_rent })
            }
        };
        inputs.push((Some(input.entry), lifetime));
    }
    Ok(outcome(e2e_invoke::invoke_host_function(
        budget,
        request.diagnostics,
        request.function,
        request.resources,
        &request.restored,
        request.source,
        request.auth.iter().copied(),
        ledger,
        inputs.into_iter(),
        &request.seed[..],
        diagnostics,
        None,
        Some(modules::cache()?),
    )))
}

fn outcome(result: Result<e2e_invoke::InvokeHostFunctionResult, HostError>) -> Outcome {
    match result {
        Ok(done) => Outcome { value: done.encoded_invoke_result, changes: done.ledger_changes, events: done.encoded_contract_events },
        Err(error) => Outcome { value: Err(error), changes: vec![], events: vec![] },
    }
}

/// What validators add to the diagnostics of the host when it failed.
fn failure(error: &HostError) -> Fallible<DiagnosticEvent> {
    let name = ScSymbol("host_fn_failed".try_into().map_err(text)?);
    let error = error.error.try_into().unwrap_or(ScError::Context(ScErrorCode::InternalError));
    let topics = vec![ScVal::Symbol(name), ScVal::Error(error)].try_into().map_err(text)?;
    let body = ContractEventBody::V0(ContractEventV0 { topics, data: ScVal::Void });
    let event = ContractEvent { ext: ExtensionPoint::V0, contract_id: None, type_: ContractEventType::Diagnostic, body };
    Ok(DiagnosticEvent { in_successful_contract_call: false, event })
}

/// u32 0, bytes value; or 1, bytes text; or 2, bytes text when the fault is the host's own and not a contract's
fn put_value(writer: &mut Writer, value: Result<Vec<u8>, HostError>) -> Fallible<()> {
    match value {
        Ok(value) => {
            writer.u32(0);
            writer.bytes(&value);
        }
        Err(error) => {
            let internal = error.error.is_code(ScErrorCode::InternalError) && !error.error.is_type(ScErrorType::Contract);
            writer.u32(if internal { 2 } else { 1 });
            writer.bytes(text(error).as_bytes());
        }
    }
    Ok(())
}

/// u32 read-only, bytes key, bytes new entry (empty: removed, or unchanged when read-only), u32 old and u32 new last ledger (0, 0: no lifetime)
fn put_change(writer: &mut Writer, change: &LedgerEntryChange) {
    writer.flag(change.read_only);
    writer.bytes(&change.encoded_key);
    writer.bytes(change.encoded_new_value.as_deref().unwrap_or(&[]));
    let (old, new) = change.ttl_change.as_ref().map_or((0, 0), |lifetime| (lifetime.old_live_until_ledger, lifetime.new_live_until_ledger));
    writer.u32(old);
    writer.u32(new);
}
