#![no_std]
//! The token of Traqora: airlines are paid out in it and its holders govern.

use soroban_sdk::{contract, contracterror, contractevent, contractimpl, contracttype, panic_with_error, Address, BytesN, Env, String};
use traqora_shared::administration::{administrator, appoint, in_business, Administered};

#[contracterror]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum TokenError {
    AmountNotPositive = 10,
    BalanceTooLow = 11,
}

#[contracttype]
#[derive(Clone)]
enum Key {
    Parameters,
    Supply,
    Balance(Address),
}

#[contracttype]
#[derive(Clone)]
pub struct Parameters {
    pub admin: Address,
    pub decimals: u32,
    pub name: String,
    pub supply: i128,
    pub symbol: String,
}

#[contractevent]
pub struct Mint {
    #[topic]
    pub to: Address,
    pub amount: i128,
}

#[contractevent]
pub struct Transfer {
    #[topic]
    pub from: Address,
    #[topic]
    pub to: Address,
    pub amount: i128,
}

#[contract]
pub struct Token;

#[contractimpl(contracttrait)]
impl Administered for Token {
    fn version(_env: &Env) -> u32 {
        1
    }
}

#[contractimpl]
impl Token {
    /// The whole first supply goes to the administrator.
    pub fn __constructor(env: Env, admin: Address, name: String, symbol: String, decimals: u32, supply: i128) {
        appoint(&env, &admin);
        if supply > 0 {
            add(&env, &admin, supply);
        }
        env.storage().instance().set(&Key::Supply, &supply);
        env.storage().instance().set(&Key::Parameters, &Parameters { admin, decimals, name, supply, symbol });
    }

    pub fn parameters(env: Env) -> Parameters {
        parameters(&env)
    }

    pub fn name(env: Env) -> String {
        parameters(&env).name
    }

    pub fn symbol(env: Env) -> String {
        parameters(&env).symbol
    }

    pub fn decimals(env: Env) -> u32 {
        parameters(&env).decimals
    }

    pub fn total_supply(env: Env) -> i128 {
        supply(&env)
    }

    pub fn balance(env: Env, id: Address) -> i128 {
        balance(&env, &id)
    }

    pub fn mint(env: Env, to: Address, amount: i128) {
        in_business(&env);
        administrator(&env).require_auth();
        check_positive(&env, amount);
        add(&env, &to, amount);
        env.storage().instance().set(&Key::Supply, &(supply(&env) + amount));
        Mint { to, amount }.publish(&env);
    }

    pub fn transfer(env: Env, from: Address, to: Address, amount: i128) {
        in_business(&env);
        from.require_auth();
        check_positive(&env, amount);
        let held = balance(&env, &from);
        if held < amount {
            panic_with_error!(&env, TokenError::BalanceTooLow)
        }
        env.storage().persistent().set(&Key::Balance(from.clone()), &(held - amount));
        add(&env, &to, amount);
        Transfer { from, to, amount }.publish(&env);
    }
}

fn check_positive(env: &Env, amount: i128) {
    if amount <= 0 {
        panic_with_error!(env, TokenError::AmountNotPositive)
    }
}

fn add(env: &Env, to: &Address, amount: i128) {
    let held = balance(env, to);
    env.storage().persistent().set(&Key::Balance(to.clone()), &(held + amount));
}

fn balance(env: &Env, id: &Address) -> i128 {
    env.storage().persistent().get(&Key::Balance(id.clone())).unwrap_or(0)
}

fn supply(env: &Env) -> i128 {
    env.storage().instance().get(&Key::Supply).unwrap_or(0)
}

fn parameters(env: &Env) -> Parameters {
    env.storage().instance().get(&Key::Parameters).unwrap()
}
