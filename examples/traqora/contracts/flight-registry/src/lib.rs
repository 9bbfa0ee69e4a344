#![no_std]
//! The flights that can be booked.

use soroban_sdk::{contract, contracterror, contractimpl, contracttype, panic_with_error, Address, BytesN, Env, Symbol, Vec};
use traqora_shared::administration::{administrator, appoint, in_business, Administered};
use traqora_shared::interfaces::{AirlineClient, Flight};

#[contracterror]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum FlightRegistryError {
    UnknownFlight = 10,
    AlreadyRegistered = 11,
    CarrierNotActive = 12,
}

#[contracttype]
#[derive(Clone)]
enum Key {
    Parameters,
    Flights,
    Flight(Symbol),
}

#[contracttype]
#[derive(Clone)]
pub struct Parameters {
    pub admin: Address,
    pub airline: Address,
    pub carrier: Symbol,
    pub fare: i128,
    pub flights: Vec<Symbol>,
}

#[contract]
pub struct FlightRegistry;

#[contractimpl(contracttrait)]
impl Administered for FlightRegistry {
    fn version(_env: &Env) -> u32 {
        1
    }
}

#[contractimpl]
impl FlightRegistry {
    /// The first schedule: `flights` of the house's own `carrier`, each at least at `fare`.
    pub fn __constructor(env: Env, admin: Address, airline: Address, carrier: Symbol, fare: i128, flights: Vec<Symbol>) {
        appoint(&env, &admin);
        for code in flights.iter() {
            save(&env, &code, &Flight { carrier: carrier.clone(), fare, open: true });
        }
        env.storage().instance().set(&Key::Flights, &flights);
        env.storage().instance().set(&Key::Parameters, &Parameters { admin, airline, carrier, fare, flights });
    }

    pub fn parameters(env: Env) -> Parameters {
        env.storage().instance().get(&Key::Parameters).unwrap()
    }

    pub fn register(env: Env, carrier: Symbol, code: Symbol, fare: i128) {
        in_business(&env);
        administrator(&env).require_auth();
        let mut flights = flights(&env);
        if flights.contains(&code) {
            panic_with_error!(&env, FlightRegistryError::AlreadyRegistered)
        }
        if !AirlineClient::new(&env, &Self::parameters(env.clone()).airline).is_active(&carrier) {
            panic_with_error!(&env, FlightRegistryError::CarrierNotActive)
        }
        flights.push_back(code.clone());
        env.storage().instance().set(&Key::Flights, &flights);
        save(&env, &code, &Flight { carrier, fare, open: true });
    }

    /// Opens or closes a flight for booking.
    pub fn set_open(env: Env, code: Symbol, open: bool) {
        in_business(&env);
        administrator(&env).require_auth();
        let mut flight = find(&env, &code);
        flight.open = open;
        save(&env, &code, &flight);
    }

    pub fn flight(env: Env, code: Symbol) -> Flight {
        find(&env, &code)
    }

    pub fn flights(env: Env) -> Vec<Symbol> {
        flights(&env)
    }
}

fn find(env: &Env, code: &Symbol) -> Flight {
    match env.storage().persistent().get(&Key::Flight(code.clone())) {
        Some(flight) => flight,
        None => panic_with_error!(env, FlightRegistryError::UnknownFlight),
    }
}

fn save(env: &Env, code: &Symbol, flight: &Flight) {
    env.storage().persistent().set(&Key::Flight(code.clone()), flight);
}

fn flights(env: &Env) -> Vec<Symbol> {
    env.storage().instance().get(&Key::Flights).unwrap_or(Vec::new(env))
}
