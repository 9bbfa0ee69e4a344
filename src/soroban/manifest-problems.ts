import { defineProblem } from '../core/problem.ts'

const nothingSent = 'Nothing was signed or sent.'

export const seedWhereAddressBelongs = defineProblem({
  code: 'soroban/seed-where-address-belongs',
  example: { argument: 'contracts.deploy.token.constructor.admin' },
  what: ({ argument }) => `${argument} holds a Stellar secret seed. Arguments are public on the chain.`,
  state: nothingSent,
  remedy: 'Write the public address (G...), such as "${deployer.address}". A seed that was committed or sent anywhere must be replaced.',
})

export const contractFileMissing = defineProblem({
  code: 'soroban/contract-file-missing',
  example: { contract: 'token', path: 'contracts/wasm/token.wasm' },
  what: ({ contract, path }) => `The wasm of "${contract}" is not there: ${path}.`,
  state: nothingSent,
  remedy: 'Build the contracts before this step, or correct the path (from the working directory).',
})

export const notAContract = defineProblem({
  code: 'soroban/not-a-contract',
  example: { contract: 'token', path: 'contracts/wasm/token.wasm', reason: 'it is not WebAssembly' },
  what: ({ contract, path, reason }) => `${path}, the wasm of "${contract}", is no Soroban contract: ${reason}.`,
  state: nothingSent,
  remedy: 'Build it with `stellar contract build`, or with cargo for the target wasm32v1-none.',
})

export const wasmChanged = defineProblem({
  code: 'soroban/wasm-changed',
  example: { contract: 'token', path: 'contracts/wasm/token.wasm' },
  what: ({ contract, path }) => `${path}, the wasm of "${contract}", changed while it was being deployed.`,
  state: 'Nothing was done with it. What was applied before stays, and the next run finds it.',
  remedy: 'Let nothing build while this step runs, and run again.',
})

export const functionMissing = defineProblem({
  code: 'soroban/function-missing',
  example: { contract: 'refund', call: 'initialise', hint: ' Did you mean "initialize"?' },
  what: ({ contract, call, hint }) => `"${contract}" has no function "${call}".${hint}`,
  state: nothingSent,
  remedy: 'Correct the name, or build the contract that has it.',
})

export const constructorMissing = defineProblem({
  code: 'soroban/constructor-missing',
  example: { contract: 'refund' },
  what: ({ contract }) => `"${contract}" has no constructor, and constructor arguments are given.`,
  state: nothingSent,
  remedy: 'Remove "constructor". A contract that is initialized by a call takes `init: { call: NAME, args: {...} }`.',
})

export const argumentMissing = defineProblem({
  code: 'soroban/argument-missing',
  example: { contract: 'token', call: '__constructor', argument: 'admin', type: 'Address' },
  what: ({ contract, call, argument, type }) => `${call} of "${contract}" needs the argument "${argument}" (${type}).`,
  state: nothingSent,
  remedy: ({ argument }) => `Add "${argument}: ...".`,
})

export const argumentUnknown = defineProblem({
  code: 'soroban/argument-unknown',
  example: { contract: 'token', call: '__constructor', argument: 'adnim', hint: ' Did you mean "admin"?' },
  what: ({ contract, call, argument, hint }) => `${call} of "${contract}" has no argument "${argument}".${hint}`,
  state: nothingSent,
  remedy: 'Correct or remove it.',
})

export const argumentMismatch = defineProblem({
  code: 'soroban/argument-mismatch',
  example: { argument: 'contracts.deploy.token.constructor.decimals', type: 'u32', reason: '"many" is not a whole number' },
  what: ({ argument, type, reason }) => `${argument} must be ${type}: ${reason}.`,
  state: nothingSent,
  remedy: ({ type }) => `Write a value of the type ${type}. action-docs/fairlead-yml.md shows how each type is written.`,
})

export const executableNotWasm = defineProblem({
  code: 'soroban/executable-not-wasm',
  example: { contract: 'token', id: 'CB44AMFN...', kind: 'contractExecutableStellarAsset' },
  what: ({ contract, id, kind }) => `At the id of "${contract}" (${id}) stands something that has no wasm of its own: ${kind}.`,
  state: nothingSent,
  remedy: ({ contract }) => `Set contracts.deploy.${contract}.generation one higher to get a fresh instance.`,
})

export const notUpgradable = defineProblem({
  code: 'soroban/not-upgradable',
  example: { contract: 'token', id: 'CB44AMFN...', reason: 'it has no function "upgrade"' },
  what: ({ contract, id, reason }) => `"${contract}" on the chain (${id}) runs other code and cannot be upgraded: ${reason}.`,
  state: nothingSent,
  remedy: ({ contract }) =>
    `Set contracts.deploy.${contract}.upgrade.call to its upgrade function, or generation one higher for a fresh instance with a new id.`,
})

export const initializedOtherwise = defineProblem({
  code: 'soroban/initialized-otherwise',
  example: { contract: 'refund', call: 'parameters', found: 'admin is GAIH..., wanted GB3K...' },
  what: ({ contract, call, found }) => `"${contract}" is initialized already, with other values: ${call} says ${found}.`,
  state: nothingSent,
  remedy: ({ contract }) =>
    `If somebody else initialized it, set contracts.deploy.${contract}.generation one higher. If the values were changed on purpose, bring fairlead.yml up to date.`,
})

export const orderedContractUnknown = defineProblem({
  code: 'soroban/ordered-contract-unknown',
  example: { contract: 'booking', key: 'calls', named: 'tokn', hint: ' Did you mean "token"?' },
  what: ({ contract, key, named, hint }) => `"${key}" of "${contract}" names "${named}", which is no contract of this file.${hint}`,
  state: nothingSent,
  remedy: 'Correct or remove the name.',
})

export const callCycle = defineProblem({
  code: 'soroban/call-cycle',
  example: { cycle: 'token, booking, token' },
  what: ({ cycle }) => `Contracts that must be made before each other: ${cycle}.`,
  state: nothingSent,
  remedy: 'Remove one of these "calls" or "after". Contracts may name each other\'s ids without them: ids are known before.',
})

export const envFileOutside = defineProblem({
  code: 'soroban/env-file-outside',
  example: { path: '../.env' },
  what: ({ path }) => `The env file ${path} would be outside of the release folder.`,
  state: nothingSent,
  remedy: 'Give a path inside it, such as packages/backend/.env.',
})

export const envFileUnreadable = defineProblem({
  code: 'soroban/env-file-unreadable',
  example: { path: 'config/contracts.json', format: 'json', reason: 'it is not an object' },
  what: ({ path, format, reason }) => `The env file ${path} cannot be rendered as ${format}: ${reason}.`,
  state: 'The file is as it was.',
  remedy: 'Correct the file, or give its `format` (dotenv, json, yaml) under contracts.env-files.',
})

export const seedInEnvFile = defineProblem({
  code: 'soroban/seed-in-env-file',
  example: { path: 'packages/backend/.env', variable: 'ADMIN' },
  what: ({ path, variable }) => `${variable} of ${path} would hold a Stellar secret seed.`,
  state: 'The file is as it was.',
  remedy: 'Give the seed to the service as a secret of its environment, not in a rendered file.',
})

export const readBackNotComparable = defineProblem({
  code: 'soroban/read-back-not-comparable',
  example: { contract: 'refund', call: 'parameters', reason: 'it answers u32, and a struct can be compared' },
  what: ({ contract, call, reason }) => `"${call}" of "${contract}" cannot be compared with what the contract was given: ${reason}.`,
  state: nothingSent,
  remedy:
    'Name a function without arguments that answers with a struct whose fields have the names of the arguments, or list fields under "equals".',
})
