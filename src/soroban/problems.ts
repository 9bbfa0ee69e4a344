import { defineProblem } from '../core/problem.ts'

const nothingSent = 'Nothing was signed or sent.'
const runAgain = 'Run the release again: it goes on from what is on the chain.'

export const rpcNotSecure = defineProblem({
  code: 'soroban/rpc-not-https',
  example: { host: 'rpc.traqora.example' },
  what: ({ host }) => `The RPC at ${host} is spoken to without TLS.`,
  state: nothingSent,
  remedy: 'Give network.rpc an https address. Plain http is for a node on this machine (127.0.0.1, ::1, localhost).',
})

export const rpcAddressInvalid = defineProblem({
  code: 'soroban/rpc-address-invalid',
  example: {},
  what: () => 'network.rpc is not an address.',
  state: nothingSent,
  remedy: 'Write the whole address: https://host/path.',
})

export const rpcUnreachable = defineProblem({
  code: 'soroban/rpc-unreachable',
  example: { host: 'rpc.traqora.example', method: 'getLedgerEntries', reason: 'connect ECONNREFUSED' },
  what: ({ host, method, reason }) => `The RPC at ${host} did not answer ${method}: ${reason}.`,
  state: 'What was sent before is settled on the chain; nothing more was sent.',
  remedy: `Check network.rpc and the node behind it. ${runAgain}`,
})

export const rpcRefused = defineProblem({
  code: 'soroban/rpc-refused',
  example: { host: 'rpc.traqora.example', method: 'simulateTransaction', rpcCode: -32602, reason: 'invalid parameters' },
  what: ({ host, method, rpcCode, reason }) => `The RPC at ${host} refused ${method} (${rpcCode}): ${reason}.`,
  state: 'What was sent before is settled on the chain; nothing more was sent.',
  remedy: 'Use a stellar-rpc node of the network, of a version that serves this method.',
})

export const rpcLags = defineProblem({
  code: 'soroban/rpc-lags',
  example: { host: 'rpc.traqora.example', seen: 812, served: 808 },
  what: ({ host, seen, served }) => `The RPC at ${host} served ledger ${seen} before and now only ${served}: a node behind it lags.`,
  state: 'What was sent before is settled on the chain; nothing more was sent.',
  remedy: `Use one node, or a balancer that keeps a client on one. ${runAgain}`,
})

export const wrongPassphrase = defineProblem({
  code: 'soroban/wrong-passphrase',
  example: {
    wanted: 'Public Global Stellar Network ; September 2015',
    served: 'Test SDF Network ; September 2015',
    environment: 'production',
  },
  what: ({ wanted, served }) => `The RPC serves "${served}", the environment wants "${wanted}".`,
  state: nothingSent,
  remedy: ({ environment }) => `Set environments.${environment}.network, or point its rpc at a node of that network.`,
})

export const seedInFile = defineProblem({
  code: 'soroban/seed-in-fairlead-yml',
  example: {},
  what: () => 'The key of the deployer stands in fairlead.yml itself.',
  state: nothingSent,
  remedy:
    'Write "${env.STELLAR_SECRET_KEY}" and give the step `env: STELLAR_SECRET_KEY: ${{ secrets.STELLAR_SECRET_KEY }}`. If it was a real seed, replace it.',
})

export const addressWhereSeedBelongs = defineProblem({
  code: 'soroban/address-where-seed-belongs',
  example: { reference: '${env.STELLAR_SECRET_KEY}' },
  what: ({ reference }) => `${reference} holds a public address, and a secret seed is needed to sign.`,
  state: nothingSent,
  remedy: 'Put the secret seed of the deployer (S...) into that secret.',
})

export const seedInvalid = defineProblem({
  code: 'soroban/seed-invalid',
  example: { reference: '${env.STELLAR_SECRET_KEY}' },
  what: ({ reference }) => `${reference} is not a Stellar secret seed: 56 letters from S, the last ones a checksum.`,
  state: nothingSent,
  remedy: 'Copy the whole seed of the deployer into that secret, without quotes or line breaks.',
})

export const deployerUnfunded = defineProblem({
  code: 'soroban/deployer-unfunded',
  example: { who: 'deployer', address: 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR', network: 'testnet', needed: '12.5' },
  what: ({ who, address, network }) => `The ${who} ${address} has no account on ${network}.`,
  state: nothingSent,
  remedy: ({ address, needed }) => `Send at least ${needed} XLM to ${address}.`,
})

export const balanceTooLow = defineProblem({
  code: 'soroban/balance-too-low',
  example: {
    who: 'deployer',
    address: 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR',
    spendable: '1.2',
    needed: '12.5',
    missing: '11.3',
  },
  what: ({ who, spendable, needed }) => `The ${who} can spend ${spendable} XLM, and the plan needs about ${needed} XLM of it.`,
  state: nothingSent,
  remedy: ({ address, missing }) => `Send at least ${missing} XLM to ${address}.`,
})

export const spendLimitTooLow = defineProblem({
  code: 'soroban/spend-limit-too-low',
  example: { needed: '125.40', limit: '100.00' },
  what: ({ needed, limit }) => `The plan may cost up to ${needed} XLM, and the spend limit is ${limit} XLM.`,
  state: nothingSent,
  remedy: ({ needed }) => `Look at the itemised forecast of the plan, then set the input spend-limit to at least ${needed} XLM.`,
})

export const simulationFailed = defineProblem({
  code: 'soroban/simulation-failed',
  example: { step: 'init refund', reason: 'Error(Contract, #3)' },
  what: ({ step, reason }) => `"${step}" would fail on the chain: ${reason}.`,
  state: 'It was not sent. Steps before it are done.',
  remedy: `Correct the contract or its arguments. ${runAgain}`,
})

export const signatureMissing = defineProblem({
  code: 'soroban/signature-missing',
  example: { step: 'init refund', signers: 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR' },
  what: ({ step, signers }) => `"${step}" needs the authorization of ${signers}, and only the deployer signs.`,
  state: 'It was not sent. Steps before it are done.',
  remedy: 'Make the deployer the administrator that this call asks for, or call it by hand.',
})

export const spendLimitReached = defineProblem({
  code: 'soroban/spend-limit-reached',
  example: { step: 'upload token', fee: 5_001_000_000n, most: 90_000_000n, limit: 1_000_000_000n },
  what: ({ step, fee, most, limit }) =>
    `"${step}" may cost ${xlm(fee)} XLM; of the spend limit of ${xlm(limit)} XLM, ${xlm(most)} XLM are left for it.`,
  state: 'It was not applied. Steps before it are done; nothing beyond the limit was charged.',
  remedy: `Raise the input spend-limit, or wait until the network charges less. ${runAgain}`,
})

export const transactionFailed = defineProblem({
  code: 'soroban/transaction-failed',
  example: { step: 'upgrade booking', hash: '9f2c...', result: 'txFailed: invokeHostFunctionTrapped' },
  what: ({ step, hash, result }) => `"${step}" was applied and failed (${result}), transaction ${hash}.`,
  state: 'Its fee was charged, and it changed nothing else. Steps before it are done.',
  remedy: `Look at the transaction. ${runAgain}`,
})

export const transactionRefused = defineProblem({
  code: 'soroban/transaction-refused',
  example: { step: 'upload token', result: 'txInsufficientBalance' },
  what: ({ step, result }) => `The network refused "${step}": ${result}.`,
  state: 'It was not applied. Steps before it are done.',
  remedy: `Correct what the code names (balance, signer, limits). ${runAgain}`,
})

export const neverApplied = defineProblem({
  code: 'soroban/never-applied',
  example: { step: 'upload token', attempts: 3 },
  what: ({ step, attempts }) => `"${step}" was sent ${attempts} times and the network included none of them before its last ledger.`,
  state: 'It is proved never applied. Steps before it are done.',
  remedy: `The network is busy or drops transactions. ${runAgain}`,
})

export const outcomeUnknown = defineProblem({
  code: 'soroban/outcome-unknown',
  example: { step: 'upload token', hash: '9f2c...', maxLedger: 824, seconds: 180 },
  what: ({ step, hash, maxLedger, seconds }) =>
    `The outcome of "${step}" could not be learned within ${seconds} s: transaction ${hash} may be applied until ledger ${maxLedger}.`,
  state: 'It may be applied or not. Steps before it are done.',
  remedy: `${runAgain} It finds out first.`,
})

export const interrupted = defineProblem({
  code: 'soroban/interrupted',
  example: { step: 'upload token', hash: '9f2c...', maxLedger: 824 },
  what: ({ step, hash, maxLedger }) =>
    `The run was cancelled while "${step}" was on its way, and no ledger has taken it yet: transaction ${hash} may be applied until ledger ${maxLedger}.`,
  state: 'It is applied by then or never. Steps before it are done; no new one was begun.',
  remedy: `${runAgain} It finds out first.`,
})

export const laneMissing = defineProblem({
  code: 'soroban/channel-missing',
  example: { step: 'upload token', address: 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR', network: 'testnet' },
  what: ({ step, address, network }) => `The account ${address}, which lends "${step}" its sequence number, is not on ${network}.`,
  state: 'It was not sent. Steps before it are done.',
  remedy: `${runAgain} It opens the channel accounts that are missing.`,
})

export const readBackDiffers = defineProblem({
  code: 'soroban/read-back-differs',
  example: { contract: 'refund', call: 'parameters', found: 'admin is GAIH..., wanted GB3K...' },
  what: ({ contract, call, found }) => `"${call}" of "${contract}" does not answer what it was given: ${found}.`,
  state: 'Somebody else may have initialized the contract first, or changed it since.',
  remedy: ({ contract }) => `Do not use this instance: set contracts.deploy.${contract}.generation one higher and release again.`,
})

export const contractMissing = defineProblem({
  code: 'soroban/contract-missing',
  example: { id: 'CB44AMFN...', network: 'testnet' },
  what: ({ id, network }) => `There is no contract ${id} on ${network}.`,
  state: nothingSent,
  remedy: 'Deploy it first (deploy-soroban-contracts), or correct the id.',
})

export const codeMissing = defineProblem({
  code: 'soroban/code-missing',
  example: { contract: 'booking', wasmHash: '214a...' },
  what: ({ contract, wasmHash }) => `The code ${wasmHash}, which "${contract}" is to be brought back to, is no longer on the chain.`,
  state: nothingSent,
  remedy: 'Release the commit that built this code: deploy-soroban-contracts uploads it again.',
})

export const contractReadFailed = defineProblem({
  code: 'soroban/contract-read-failed',
  example: { call: 'parameters', id: 'CB44AMFN...', reason: 'Error(Contract, #2) (NotInitialized)' },
  what: ({ call, id, reason }) => `"${call}" of ${id} does not answer: ${reason}.`,
  state: 'Nothing was changed: it was a simulation.',
  remedy: 'Look at the state of the contract, or correct the call.',
})

/** Stroops as lumens. */
function xlm(stroops: bigint): string {
  return (Number(stroops) / 1e7).toFixed(2)
}
