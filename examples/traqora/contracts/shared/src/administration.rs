//! One administrator who may pause, resume and upgrade a contract.

use soroban_sdk::{contracterror, contracttrait, contracttype, panic_with_error, Address, BytesN, Env};

/// Ledgers of about five seconds.
const DAY: u32 = 17_280;

/// Errors that any of the contracts can answer with; a contract's own errors start at 10.
#[contracterror]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum AdministrationError {
    Paused = 1,
    NotInitialized = 2,
    AlreadyInitialized = 3,
}

#[contracttype]
#[derive(Clone)]
enum Slot {
    Admin,
    Paused,
}

#[contracttrait]
pub trait Administered {
    /// The release of the contract's code: 1, 2, 3...
    fn version(env: &Env) -> u32;

    fn admin(env: &Env) -> Address {
        administrator(env)
    }

    fn paused(env: &Env) -> bool {
        is_paused(env)
    }

    /// Refuses all business until `unpause`; reading, upgrading and resuming stay possible.
    fn pause(env: &Env) {
        administrator(env).require_auth();
        env.storage().instance().set(&Slot::Paused, &true);
    }

    fn unpause(env: &Env) {
        administrator(env).require_auth();
        env.storage().instance().set(&Slot::Paused, &false);
    }

    /// Replaces the code in place: the address and the storage stay.
    fn upgrade(env: &Env, new_wasm_hash: BytesN<32>) {
        administrator(env).require_auth();
        env.deployer().update_current_contract_wasm(new_wasm_hash);
    }
}

pub fn appoint(env: &Env, admin: &Address) {
    env.storage().instance().set(&Slot::Admin, admin);
}

pub fn is_appointed(env: &Env) -> bool {
    env.storage().instance().has(&Slot::Admin)
}

pub fn administrator(env: &Env) -> Address {
    match env.storage().instance().get(&Slot::Admin) {
        Some(admin) => admin,
        None => panic_with_error!(env, AdministrationError::NotInitialized),
    }
}

pub fn is_paused(env: &Env) -> bool {
    env.storage().instance().get(&Slot::Paused).unwrap_or(false)
}

/// Opens every business function: refuses while paused, and keeps the contract alive.
pub fn in_business(env: &Env) {
    if is_paused(env) {
        panic_with_error!(env, AdministrationError::Paused)
    }
    env.storage().instance().extend_ttl(30 * DAY, 60 * DAY);
}
