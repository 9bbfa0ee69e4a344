//! Carries out steps of a deployment within one invocation: all of them, or none. It keeps nothing and owns nothing.
#![no_std]

use soroban_sdk::{contract, contractimpl, contracttype, vec, Address, Bytes, BytesN, Env, Symbol, Val, Vec};

#[contracttype]
pub enum Step {
    /// Code to be on the chain.
    Upload(Bytes),
    /// An instance at the id that follows from the deployer and this salt: salt, hash of its code, constructor arguments.
    Create(BytesN<32>, BytesN<32>, Vec<Val>),
    /// A call of a contract: its id, function and arguments.
    Call(Address, Symbol, Vec<Val>),
}

#[contract]
pub struct BatchDeployer;

#[contractimpl]
impl BatchDeployer {
    /// Returns what the calls answer, in their order.
    pub fn run(env: Env, deployer: Address, steps: Vec<Step>) -> Vec<Val> {
        // Whatever needs the deployer's authority stands below this in what is signed: instances and calls with their
        // arguments. The steps themselves, with all code, need not be in there twice.
        deployer.require_auth_for_args(vec![&env]);
        let mut answers = Vec::new(&env);
        for step in steps {
            match step {
                Step::Upload(code) => {
                    env.deployer().upload_contract_wasm(code);
                }
                Step::Create(salt, code, arguments) => {
                    env.deployer().with_address(deployer.clone(), salt).deploy_v2(code, arguments);
                }
                Step::Call(contract, function, arguments) => {
                    answers.push_back(env.invoke_contract::<Val>(&contract, &function, arguments));
                }
            }
        }
        answers
    }
}
