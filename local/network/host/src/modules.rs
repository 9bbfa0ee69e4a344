//! The parsed contracts that a validator keeps between ledgers. A contract that is not in here is parsed, and charged, anew.

use crate::entries::text;
use crate::env::{
    budget::{AsBudget, Budget},
    xdr::Hash,
    CompilationContext, Error, ErrorHandler, HostError, ModuleCache, Val,
};
use crate::wire::{Answer, Fallible, Reader};
use std::cell::RefCell;

thread_local! { static MODULES: RefCell<Option<ModuleCache>> = const { RefCell::new(None) }; }

/// wasm bytes -> nothing
pub fn add(request: &[u8]) -> Answer {
    let context = Unmetered::new()?;
    cache()?.parse_and_cache_module_simple(&context, crate::env::meta::INTERFACE_VERSION.protocol, request).map_err(text)?;
    Ok(vec![])
}

/// 32 bytes of a wasm hash -> nothing
pub fn remove(request: &[u8]) -> Answer {
    let mut reader = Reader(request);
    let hash = Hash(reader.array()?);
    reader.end()?;
    cache()?.remove_module(&hash).map_err(text)?;
    Ok(vec![])
}

pub fn cache() -> Fallible<ModuleCache> {
    MODULES.with(|kept| {
        let mut kept = kept.borrow_mut();
        if kept.is_none() {
            *kept = Some(ModuleCache::new(&Unmetered::new()?).map_err(text)?);
        }
        kept.clone().ok_or_else(|| "no module cache".into())
    })
}

/// Nobody pays for filling the cache, so it runs under the host's own limits, reset.
#[derive(Clone)]
struct Unmetered(Budget);

impl Unmetered {
    fn new() -> Fallible<Self> {
        let budget = Budget::default();
        budget.reset_default().map_err(text)?;
        Ok(Self(budget))
    }
}

impl AsBudget for Unmetered {
    fn as_budget(&self) -> &Budget {
        &self.0
    }
}

impl ErrorHandler for Unmetered {
    fn map_err<T, E>(&self, result: Result<T, E>) -> Result<T, HostError>
    where
        Error: From<E>,
        E: std::fmt::Debug,
    {
        result.map_err(|error| HostError::from(Error::from(error)))
    }

    fn error(&self, error: Error, _message: &str, _values: &[Val]) -> HostError {
        HostError::from(error)
    }
}

impl CompilationContext for Unmetered {}
