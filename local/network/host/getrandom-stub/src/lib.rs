//! All randomness of the host comes from the seed that its caller gives, so there is nothing to ask a system for.
#![no_std]

#[cfg(feature = "std")]
extern crate std;

use core::fmt;
use core::num::NonZeroU32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error(NonZeroU32);

impl Error {
    pub const INTERNAL_START: u32 = 1 << 31;
    pub const CUSTOM_START: u32 = (1 << 31) | (1 << 30);
    pub const UNSUPPORTED: Error = match NonZeroU32::new(Self::INTERNAL_START) {
        Some(code) => Error(code),
        None => panic!("the code is not zero"),
    };

    pub const fn code(self) -> NonZeroU32 {
        self.0
    }

    pub fn raw_os_error(self) -> Option<i32> {
        None
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this module has no source of entropy")
    }
}

impl From<NonZeroU32> for Error {
    fn from(code: NonZeroU32) -> Self {
        Error(code)
    }
}

#[cfg(feature = "std")]
impl std::error::Error for Error {}

#[cfg(feature = "std")]
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        std::io::Error::other(error)
    }
}

pub fn getrandom(destination: &mut [u8]) -> Result<(), Error> {
    if destination.is_empty() {
        Ok(())
    } else {
        Err(Error::UNSUPPORTED)
    }
}
