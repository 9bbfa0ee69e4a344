//! XDR in and out.

use crate::env::{xdr::*, DEFAULT_XDR_RW_LIMITS};
use crate::wire::Fallible;

pub fn decode<T: ReadXdr>(bytes: &[u8], what: &str) -> Fallible<T> {
    T::from_xdr(bytes, DEFAULT_XDR_RW_LIMITS).map_err(|error| format!("{what}: {error}"))
}

pub fn encode(value: &impl WriteXdr) -> Fallible<Vec<u8>> {
    value.to_xdr(DEFAULT_XDR_RW_LIMITS).map_err(|error| error.to_string())
}

pub fn encode_all(values: &[impl WriteXdr]) -> Fallible<Vec<Vec<u8>>> {
    values.iter().map(encode).collect()
}

pub fn text(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}
