//! The production Soroban host behind one call: `answer(operation, request)`, bytes in, bytes out.
//!
//! A build serves one protocol. The plain build applies transactions, the recording build simulates them; each knows
//! only its own operations. The ledger stays outside: what a call needs of it comes in the request, or is asked for.
//!
//! Bytes are little endian: u32 and u64 plain, `bytes` = u32 length and the bytes, `list` = u32 count and the items.
//! An answer is u8 0 and the result, or u8 1 and a text when the request itself could not be served.

#[cfg(feature = "p27")]
use env27 as env;
#[cfg(feature = "p28")]
use env28 as env;
#[cfg(feature = "p27-recording")]
use simulation27 as simulation;
#[cfg(feature = "p28-recording")]
use simulation28 as simulation;

#[cfg(not(feature = "recording"))]
mod apply;
mod entries;
#[cfg(not(feature = "recording"))]
mod fees;
#[cfg(not(feature = "recording"))]
mod modules;
// Each build uses its own part of these two.
#[allow(dead_code)]
mod settings;
#[cfg(feature = "recording")]
mod simulate;
#[allow(dead_code)]
mod wire;

#[cfg(target_arch = "wasm32")]
mod interface;

use wire::{Answer, Writer};

/// Operations that the caller can ask for.
pub const VERSION: u32 = 0;
pub const CONFIGURE: u32 = 1;
pub const APPLY_INVOCATION: u32 = 2;
pub const ADD_MODULE: u32 = 3;
pub const REMOVE_MODULE: u32 = 4;
pub const RESOURCE_FEE: u32 = 5;
pub const RENT_FEE: u32 = 6;
pub const SIZE_FOR_RENT: u32 = 7;
pub const SIMULATE_INVOCATION: u32 = 10;
pub const SIMULATE_EXTENSION: u32 = 11;
pub const SIMULATE_RESTORATION: u32 = 12;
pub const PANIC: u32 = 99;

pub fn answer(operation: u32, request: &[u8]) -> Vec<u8> {
    let (status, body) = match serve(operation, request) {
        Ok(body) => (0, body),
        Err(text) => (1, text.into_bytes()),
    };
    let mut answer = vec![status];
    answer.extend_from_slice(&body);
    answer
}

fn serve(operation: u32, request: &[u8]) -> Answer {
    match operation {
        VERSION => version(),
        CONFIGURE => settings::configure(request),
        #[cfg(not(feature = "recording"))]
        APPLY_INVOCATION => apply::invocation(request),
        #[cfg(not(feature = "recording"))]
        ADD_MODULE => modules::add(request),
        #[cfg(not(feature = "recording"))]
        REMOVE_MODULE => modules::remove(request),
        #[cfg(not(feature = "recording"))]
        RESOURCE_FEE => fees::resource_fee(request),
        #[cfg(not(feature = "recording"))]
        RENT_FEE => fees::rent_fee(request),
        #[cfg(not(feature = "recording"))]
        SIZE_FOR_RENT => fees::size_for_rent(request),
        #[cfg(feature = "recording")]
        SIMULATE_INVOCATION => simulate::invocation(request),
        #[cfg(feature = "recording")]
        SIMULATE_EXTENSION => simulate::extension(request),
        #[cfg(feature = "recording")]
        SIMULATE_RESTORATION => simulate::restoration(request),
        // Lets a test prove that the embedder survives a panic.
        PANIC => panic!("asked to panic"),
        _ => Err(format!("this build has no operation {operation}")),
    }
}

/// -> u32 protocol, u32 pre-release number
fn version() -> Answer {
    let mut writer = Writer::default();
    writer.u32(env::meta::INTERFACE_VERSION.protocol);
    writer.u32(env::meta::INTERFACE_VERSION.pre_release);
    Ok(writer.0)
}
