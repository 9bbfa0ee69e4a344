#![no_std]
//! The airlines that sell through Traqora, and their pay.

use soroban_sdk::{contract, contracterror, contractimpl, contracttype, panic_with_error, Address, BytesN, Env, String, Symbol, Vec};
use traqora_shared::administration::{administrator, appoint, in_business, Administered};
use traqora_shared::interfaces::TokenClient;

#[contracterror]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum AirlineError {
    UnknownCarrier = 10,
    CarrierSuspended = 11,
}

#[contracttype]
#[derive(Clone)]
enum Key {
    Parameters,
    Carriers,
    Airline(Symbol),
}

#[contracttype]
#[derive(Clone)]
pub struct Parameters {
    pub admin: Address,
    pub token: Address,
}

#[contracttype]
#[derive(Clone)]
pub struct AirlineRecord {
    pub active: bool,
    pub name: String,
    pub treasury: Address,
}

#[contract]
pub struct Airline;

#[contractimpl(contracttrait)]
impl Administered for Airline {
    fn version(_env: &Env) -> u32 {
        1
    }
}

#[contractimpl]
impl Airline {
    pub fn __constructor(env: Env, admin: Address, token: Address) {
        appoint(&env, &admin);
        env.storage().instance().set(&Key::Parameters, &Parameters { admin, token });
    }

    pub fn parameters(env: Env) -> Parameters {
        parameters(&env)
    }

    /// Adds an airline, or brings a suspended one back.
    pub fn enlist(env: Env, carrier: Symbol, name: String, treasury: Address) {
        in_business(&env);
        administrator(&env).require_auth();
        let mut known = carriers(&env);
        if !known.contains(&carrier) {
            known.push_back(carrier.clone());
            env.storage().instance().set(&Key::Carriers, &known);
        }
        save(&env, &carrier, &AirlineRecord { active: true, name, treasury });
    }

    pub fn suspend(env: Env, carrier: Symbol) {
        in_business(&env);
        administrator(&env).require_auth();
        let mut airline = find(&env, &carrier);
        airline.active = false;
        save(&env, &carrier, &airline);
    }

    /// Pays an airline from what this contract holds of the token.
    pub fn pay_out(env: Env, carrier: Symbol, amount: i128) {
        in_business(&env);
        administrator(&env).require_auth();
        let airline = find(&env, &carrier);
        if !airline.active {
            panic_with_error!(&env, AirlineError::CarrierSuspended)
        }
        TokenClient::new(&env, &parameters(&env).token).transfer(&env.current_contract_address(), &airline.treasury, &amount);
    }

    pub fn airline(env: Env, carrier: Symbol) -> AirlineRecord {
        find(&env, &carrier)
    }

    pub fn carriers(env: Env) -> Vec<Symbol> {
        carriers(&env)
    }

    pub fn is_active(env: Env, carrier: Symbol) -> bool {
        let found: Option<AirlineRecord> = env.storage().persistent().get(&Key::Airline(carrier));
        found.is_some_and(|airline| airline.active)
    }
}

fn find(env: &Env, carrier: &Symbol) -> AirlineRecord {
    match env.storage().persistent().get(&Key::Airline(carrier.clone())) {
        Some(airline) => airline,
        None => panic_with_error!(env, AirlineError::UnknownCarrier),
    }
}

fn save(env: &Env, carrier: &Symbol, airline: &AirlineRecord) {
    env.storage().persistent().set(&Key::Airline(carrier.clone()), airline);
}

fn carriers(env: &Env) -> Vec<Symbol> {
    env.storage().instance().get(&Key::Carriers).unwrap_or(Vec::new(env))
}

fn parameters(env: &Env) -> Parameters {
    env.storage().instance().get(&Key::Parameters).unwrap()
}
