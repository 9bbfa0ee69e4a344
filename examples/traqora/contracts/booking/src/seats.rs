//! Since version 2: a passenger chooses a seat.

use soroban_sdk::{contracterror, contractimpl, contracttype, panic_with_error, Address, Env, Symbol};
use traqora_shared::administration::in_business;

use crate::{find, BookingContract, BookingContractArgs, BookingContractClient};

#[contracterror]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum SeatError {
    NotThePassenger = 20,
}

#[contracttype]
#[derive(Clone)]
enum SeatKey {
    Seat(u32),
}

#[contractimpl]
impl BookingContract {
    pub fn choose_seat(env: Env, passenger: Address, id: u32, seat: Symbol) {
        in_business(&env);
        passenger.require_auth();
        if find(&env, id).passenger != passenger {
            panic_with_error!(&env, SeatError::NotThePassenger)
        }
        env.storage().persistent().set(&SeatKey::Seat(id), &seat);
    }

    pub fn seat(env: Env, id: u32) -> Option<Symbol> {
        env.storage().persistent().get(&SeatKey::Seat(id))
    }
}
