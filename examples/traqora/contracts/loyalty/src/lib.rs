#![no_std]
//! Points for what passengers spend. Only the booking contract awards them.

use soroban_sdk::{contract, contracterror, contractimpl, contracttype, panic_with_error, Address, BytesN, Env};
use traqora_shared::administration::{appoint, in_business, Administered};

#[contracterror]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum LoyaltyError {
    PointsTooFew = 10,
    PointsNotPositive = 11,
}

#[contracttype]
#[derive(Clone)]
enum Key {
    Parameters,
    Points(Address),
}

#[contracttype]
#[derive(Clone)]
pub struct Parameters {
    pub admin: Address,
    pub booking: Address,
    /// What one point costs.
    pub spent_per_point: i128,
}

#[contract]
pub struct Loyalty;

#[contractimpl(contracttrait)]
impl Administered for Loyalty {
    fn version(_env: &Env) -> u32 {
        1
    }
}

#[contractimpl]
impl Loyalty {
    pub fn __constructor(env: Env, admin: Address, booking: Address, spent_per_point: i128) {
        appoint(&env, &admin);
        env.storage().instance().set(&Key::Parameters, &Parameters { admin, booking, spent_per_point });
    }

    pub fn parameters(env: Env) -> Parameters {
        parameters(&env)
    }

    /// Answers with the passenger's points after the award.
    pub fn award(env: Env, passenger: Address, spent: i128) -> i128 {
        in_business(&env);
        let Parameters { booking, spent_per_point, .. } = parameters(&env);
        booking.require_auth();
        set(&env, &passenger, points(&env, &passenger) + spent / spent_per_point)
    }

    pub fn redeem(env: Env, passenger: Address, amount: i128) -> i128 {
        in_business(&env);
        passenger.require_auth();
        if amount <= 0 {
            panic_with_error!(&env, LoyaltyError::PointsNotPositive)
        }
        let held = points(&env, &passenger);
        if held < amount {
            panic_with_error!(&env, LoyaltyError::PointsTooFew)
        }
        set(&env, &passenger, held - amount)
    }

    pub fn points(env: Env, passenger: Address) -> i128 {
        points(&env, &passenger)
    }
}

fn points(env: &Env, passenger: &Address) -> i128 {
    env.storage().persistent().get(&Key::Points(passenger.clone())).unwrap_or(0)
}

fn set(env: &Env, passenger: &Address, points: i128) -> i128 {
    env.storage().persistent().set(&Key::Points(passenger.clone()), &points);
    points
}

fn parameters(env: &Env) -> Parameters {
    env.storage().instance().get(&Key::Parameters).unwrap()
}
