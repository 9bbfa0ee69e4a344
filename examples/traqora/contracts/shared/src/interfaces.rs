//! What the contracts know of each other: the calls they make and the data that crosses.

use soroban_sdk::{contractclient, contracttype, Address, Env, Symbol};

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Flight {
    pub carrier: Symbol,
    /// The least price a seat is sold for.
    pub fare: i128,
    pub open: bool,
}

#[contracttype]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum BookingStatus {
    Booked = 0,
    Cancelled = 1,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Booking {
    pub passenger: Address,
    pub flight: Symbol,
    pub price: i128,
    pub status: BookingStatus,
}

#[contractclient(name = "AirlineClient")]
pub trait AirlineInterface {
    fn is_active(env: Env, carrier: Symbol) -> bool;
}

#[contractclient(name = "FlightRegistryClient")]
pub trait FlightRegistryInterface {
    fn flight(env: Env, code: Symbol) -> Flight;
}

#[contractclient(name = "BookingClient")]
pub trait BookingInterface {
    fn booking(env: Env, id: u32) -> Booking;
    fn cancel(env: Env, id: u32);
}

#[contractclient(name = "LoyaltyClient")]
pub trait LoyaltyInterface {
    fn award(env: Env, passenger: Address, spent: i128) -> i128;
}

#[contractclient(name = "TokenClient")]
pub trait TokenInterface {
    fn balance(env: Env, id: Address) -> i128;
    fn transfer(env: Env, from: Address, to: Address, amount: i128);
}
