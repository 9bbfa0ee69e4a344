#![no_std]
//! Holders of the token vote on proposals, each with the weight of what they hold.

use soroban_sdk::{contract, contracterror, contractimpl, contracttype, panic_with_error, Address, BytesN, Env, String};
use traqora_shared::administration::{appoint, in_business, Administered};
use traqora_shared::interfaces::TokenClient;

#[contracterror]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum GovernanceError {
    UnknownProposal = 10,
    NoWeight = 11,
    AlreadyVoted = 12,
    VotingEnded = 13,
    VotingNotEnded = 14,
    AlreadyClosed = 15,
}

#[contracttype]
#[derive(Clone)]
enum Key {
    Parameters,
    Count,
    Proposal(u32),
    Vote(u32, Address),
}

#[contracttype]
#[derive(Clone)]
pub struct Parameters {
    pub admin: Address,
    /// The least weight of all votes for a decision.
    pub quorum: i128,
    pub token: Address,
    pub voting_ledgers: u32,
}

#[contracttype]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum ProposalStatus {
    Open = 0,
    Passed = 1,
    Refused = 2,
}

#[contracttype]
#[derive(Clone)]
pub struct Proposal {
    pub against: i128,
    pub ends_at_ledger: u32,
    pub in_favor: i128,
    pub proposer: Address,
    pub status: ProposalStatus,
    pub title: String,
}

#[contract]
pub struct Governance;

#[contractimpl(contracttrait)]
impl Administered for Governance {
    fn version(_env: &Env) -> u32 {
        1
    }
}

#[contractimpl]
impl Governance {
    pub fn __constructor(env: Env, admin: Address, token: Address, quorum: i128, voting_ledgers: u32) {
        appoint(&env, &admin);
        env.storage().instance().set(&Key::Parameters, &Parameters { admin, quorum, token, voting_ledgers });
    }

    pub fn parameters(env: Env) -> Parameters {
        parameters(&env)
    }

    pub fn propose(env: Env, proposer: Address, title: String) -> u32 {
        in_business(&env);
        proposer.require_auth();
        weight(&env, &proposer);
        let id = count(&env) + 1;
        let ends_at_ledger = env.ledger().sequence() + parameters(&env).voting_ledgers;
        let proposal = Proposal { against: 0, ends_at_ledger, in_favor: 0, proposer, status: ProposalStatus::Open, title };
        save(&env, id, &proposal);
        env.storage().instance().set(&Key::Count, &id);
        id
    }

    pub fn vote(env: Env, voter: Address, id: u32, support: bool) {
        in_business(&env);
        voter.require_auth();
        let mut proposal = find(&env, id);
        if env.ledger().sequence() > proposal.ends_at_ledger {
            panic_with_error!(&env, GovernanceError::VotingEnded)
        }
        let ballot = Key::Vote(id, voter.clone());
        if env.storage().persistent().has(&ballot) {
            panic_with_error!(&env, GovernanceError::AlreadyVoted)
        }
        let weight = weight(&env, &voter);
        if support {
            proposal.in_favor += weight;
        } else {
            proposal.against += weight;
        }
        env.storage().persistent().set(&ballot, &support);
        save(&env, id, &proposal);
    }

    /// Decides a proposal whose voting has ended; anyone may ask for it.
    pub fn close(env: Env, id: u32) -> ProposalStatus {
        in_business(&env);
        let mut proposal = find(&env, id);
        if proposal.status != ProposalStatus::Open {
            panic_with_error!(&env, GovernanceError::AlreadyClosed)
        }
        if env.ledger().sequence() <= proposal.ends_at_ledger {
            panic_with_error!(&env, GovernanceError::VotingNotEnded)
        }
        let enough = proposal.in_favor + proposal.against >= parameters(&env).quorum;
        let passed = enough && proposal.in_favor > proposal.against;
        proposal.status = if passed { ProposalStatus::Passed } else { ProposalStatus::Refused };
        save(&env, id, &proposal);
        proposal.status
    }

    pub fn proposal(env: Env, id: u32) -> Proposal {
        find(&env, id)
    }

    pub fn count(env: Env) -> u32 {
        count(&env)
    }
}

fn weight(env: &Env, holder: &Address) -> i128 {
    let held = TokenClient::new(env, &parameters(env).token).balance(holder);
    if held <= 0 {
        panic_with_error!(env, GovernanceError::NoWeight)
    }
    held
}

fn find(env: &Env, id: u32) -> Proposal {
    match env.storage().persistent().get(&Key::Proposal(id)) {
        Some(proposal) => proposal,
        None => panic_with_error!(env, GovernanceError::UnknownProposal),
    }
}

fn save(env: &Env, id: u32, proposal: &Proposal) {
    env.storage().persistent().set(&Key::Proposal(id), proposal);
}

fn count(env: &Env) -> u32 {
    env.storage().instance().get(&Key::Count).unwrap_or(0)
}

fn parameters(env: &Env) -> Parameters {
    env.storage().instance().get(&Key::Parameters).unwrap()
}
