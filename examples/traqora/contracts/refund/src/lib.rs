#![no_std]
//! Passengers ask for their money back; an approved request cancels the booking.
//! Has no constructor: it is initialized by a call, once.

use soroban_sdk::{contract, contracterror, contractimpl, contracttype, panic_with_error, Address, BytesN, Env, String};
use traqora_shared::administration::{administrator, appoint, in_business, is_appointed, Administered, AdministrationError};
use traqora_shared::interfaces::{BookingClient, BookingStatus};

#[contracterror]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum RefundError {
    UnknownRequest = 10,
    AlreadyRequested = 11,
    NotThePassenger = 12,
    NotBooked = 13,
    AlreadyDecided = 14,
}

#[contracttype]
#[derive(Clone)]
enum Key {
    Parameters,
    Request(u32),
}

#[contracttype]
#[derive(Clone)]
pub struct Parameters {
    pub admin: Address,
    pub booking: Address,
}

#[contracttype]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum RequestStatus {
    Requested = 0,
    Approved = 1,
    Refused = 2,
}

#[contracttype]
#[derive(Clone)]
pub struct Request {
    pub amount: i128,
    pub passenger: Address,
    pub reason: String,
    pub status: RequestStatus,
}

#[contract]
pub struct Refund;

#[contractimpl(contracttrait)]
impl Administered for Refund {
    fn version(_env: &Env) -> u32 {
        1
    }
}

#[contractimpl]
impl Refund {
    pub fn initialize(env: Env, admin: Address, booking: Address) {
        if is_appointed(&env) {
            panic_with_error!(&env, AdministrationError::AlreadyInitialized)
        }
        admin.require_auth();
        appoint(&env, &admin);
        env.storage().instance().set(&Key::Parameters, &Parameters { admin, booking });
    }

    pub fn initialized(env: Env) -> bool {
        is_appointed(&env)
    }

    pub fn parameters(env: Env) -> Parameters {
        parameters(&env)
    }

    pub fn request(env: Env, passenger: Address, booking_id: u32, reason: String) {
        in_business(&env);
        passenger.require_auth();
        if env.storage().persistent().has(&Key::Request(booking_id)) {
            panic_with_error!(&env, RefundError::AlreadyRequested)
        }
        let booking = booking(&env).booking(&booking_id);
        if booking.passenger != passenger {
            panic_with_error!(&env, RefundError::NotThePassenger)
        }
        if booking.status != BookingStatus::Booked {
            panic_with_error!(&env, RefundError::NotBooked)
        }
        save(&env, booking_id, &Request { amount: booking.price, passenger, reason, status: RequestStatus::Requested });
    }

    pub fn approve(env: Env, booking_id: u32) {
        decide(&env, booking_id, RequestStatus::Approved);
        booking(&env).cancel(&booking_id);
    }

    pub fn refuse(env: Env, booking_id: u32) {
        decide(&env, booking_id, RequestStatus::Refused);
    }

    /// The request for one booking.
    pub fn request_for(env: Env, booking_id: u32) -> Request {
        find(&env, booking_id)
    }
}

fn decide(env: &Env, booking_id: u32, status: RequestStatus) {
    in_business(env);
    administrator(env).require_auth();
    let mut request = find(env, booking_id);
    if request.status != RequestStatus::Requested {
        panic_with_error!(env, RefundError::AlreadyDecided)
    }
    request.status = status;
    save(env, booking_id, &request);
}

fn booking(env: &Env) -> BookingClient<'_> {
    BookingClient::new(env, &parameters(env).booking)
}

fn find(env: &Env, booking_id: u32) -> Request {
    match env.storage().persistent().get(&Key::Request(booking_id)) {
        Some(request) => request,
        None => panic_with_error!(env, RefundError::UnknownRequest),
    }
}

fn save(env: &Env, booking_id: u32, request: &Request) {
    env.storage().persistent().set(&Key::Request(booking_id), request);
}

fn parameters(env: &Env) -> Parameters {
    match env.storage().instance().get(&Key::Parameters) {
        Some(parameters) => parameters,
        None => panic_with_error!(env, AdministrationError::NotInitialized),
    }
}
