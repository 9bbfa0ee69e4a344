//! Since version 3: how many seats of a flight were sold.

use soroban_sdk::{contractimpl, contracttype, Env, Symbol};

use crate::{BookingContract, BookingContractArgs, BookingContractClient};

#[contracttype]
#[derive(Clone)]
enum OccupancyKey {
    Taken(Symbol),
}

#[contractimpl]
impl BookingContract {
    /// Seats sold since this version.
    pub fn taken(env: Env, flight: Symbol) -> u32 {
        count(&env, &flight)
    }
}

pub fn take(env: &Env, flight: &Symbol) {
    env.storage().persistent().set(&OccupancyKey::Taken(flight.clone()), &(count(env, flight) + 1));
}

fn count(env: &Env, flight: &Symbol) -> u32 {
    env.storage().persistent().get(&OccupancyKey::Taken(flight.clone())).unwrap_or(0)
}
