#![no_std]
//! Books seats on registered flights. The refund contract cancels, the loyalty contract rewards.

use soroban_sdk::{contract, contracterror, contractevent, contractimpl, contracttype, panic_with_error, Address, BytesN, Env, Symbol};
use traqora_shared::administration::{appoint, in_business, Administered};
use traqora_shared::interfaces::{Booking, BookingStatus, FlightRegistryClient, LoyaltyClient};

#[cfg(feature = "v3")]
mod occupancy;
#[cfg(feature = "v2")]
mod seats;

const VERSION: u32 = if cfg!(feature = "v3") {
    3
} else if cfg!(feature = "v2") {
    2
} else {
    1
};

#[contracterror]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum BookingError {
    UnknownBooking = 10,
    FlightClosed = 11,
    PriceTooLow = 12,
    AlreadyCancelled = 13,
}

/// What is stored. A later version only adds keys (seats, occupancy), so that every earlier one still reads its own.
#[contracttype]
#[derive(Clone)]
enum Key {
    Parameters,
    Count,
    Booking(u32),
}

#[contracttype]
#[derive(Clone)]
pub struct Parameters {
    pub admin: Address,
    pub flight_registry: Address,
    pub loyalty: Address,
    pub refund: Address,
}

#[contractevent]
pub struct Booked {
    #[topic]
    pub passenger: Address,
    #[topic]
    pub flight: Symbol,
    pub id: u32,
}

#[contractevent]
pub struct Cancelled {
    #[topic]
    pub passenger: Address,
    pub id: u32,
}

#[contract]
pub struct BookingContract;

#[contractimpl(contracttrait)]
impl Administered for BookingContract {
    fn version(_env: &Env) -> u32 {
        VERSION
    }
}

#[contractimpl]
impl BookingContract {
    pub fn __constructor(env: Env, admin: Address, flight_registry: Address, refund: Address, loyalty: Address) {
        appoint(&env, &admin);
        env.storage().instance().set(&Key::Parameters, &Parameters { admin, flight_registry, loyalty, refund });
    }

    pub fn parameters(env: Env) -> Parameters {
        parameters(&env)
    }

    /// Answers with the id of the booking: 1, 2, 3...
    pub fn book(env: Env, passenger: Address, flight: Symbol, price: i128) -> u32 {
        in_business(&env);
        passenger.require_auth();
        let Parameters { flight_registry, loyalty, .. } = parameters(&env);
        let listed = FlightRegistryClient::new(&env, &flight_registry).flight(&flight);
        if !listed.open {
            panic_with_error!(&env, BookingError::FlightClosed)
        }
        if price < listed.fare {
            panic_with_error!(&env, BookingError::PriceTooLow)
        }
        let id = count(&env) + 1;
        let booking = Booking { passenger: passenger.clone(), flight: flight.clone(), price, status: BookingStatus::Booked };
        save(&env, id, &booking);
        env.storage().instance().set(&Key::Count, &id);
        #[cfg(feature = "v3")]
        occupancy::take(&env, &flight);
        LoyaltyClient::new(&env, &loyalty).award(&passenger, &price);
        Booked { passenger, flight, id }.publish(&env);
        id
    }

    /// Only the refund contract may cancel.
    pub fn cancel(env: Env, id: u32) {
        in_business(&env);
        parameters(&env).refund.require_auth();
        let mut booking = find(&env, id);
        if booking.status == BookingStatus::Cancelled {
            panic_with_error!(&env, BookingError::AlreadyCancelled)
        }
        booking.status = BookingStatus::Cancelled;
        save(&env, id, &booking);
        Cancelled { passenger: booking.passenger, id }.publish(&env);
    }

    pub fn booking(env: Env, id: u32) -> Booking {
        find(&env, id)
    }

    pub fn count(env: Env) -> u32 {
        count(&env)
    }
}

fn find(env: &Env, id: u32) -> Booking {
    match env.storage().persistent().get(&Key::Booking(id)) {
        Some(booking) => booking,
        None => panic_with_error!(env, BookingError::UnknownBooking),
    }
}

fn save(env: &Env, id: u32, booking: &Booking) {
    env.storage().persistent().set(&Key::Booking(id), booking);
}

fn count(env: &Env) -> u32 {
    env.storage().instance().get(&Key::Count).unwrap_or(0)
}

fn parameters(env: &Env) -> Parameters {
    env.storage().instance().get(&Key::Parameters).unwrap()
}
