import { defineProblem } from '../core/problem.ts'

const asFound = 'Nothing was changed; the chain and the files are as told here.'
const release = 'Look who changed it. A release brings it back to what fairlead.yml wants.'

interface InContract {
  readonly contract: string
}

export const deployerMissing = defineProblem({
  code: 'soroban/drift-deployer-missing',
  example: { address: 'GAIH3ULL...', network: 'testnet' },
  what: ({ address, network }) => `The deployer ${address} has no account on ${network}.`,
  state: asFound,
  remedy: ({ address }) => `Fund ${address}, or give the key of the account that deploys.`,
})

export const instanceMissing = defineProblem({
  code: 'soroban/drift-instance-missing',
  example: { contract: 'token', id: 'CB44AMFN...' },
  what: ({ contract, id }) => `"${contract}" is not on the chain: there is no instance ${id}.`,
  state: asFound,
  remedy: 'Deploy it. If it was there, this is another network, deployer, environment or generation.',
})

export const otherCode = defineProblem({
  code: 'soroban/drift-code',
  example: { contract: 'token', found: '77bb...', wanted: '557b...' },
  what: ({ contract, found, wanted }) => `"${contract}" runs the code ${found}, and fairlead.yml wants ${wanted}.`,
  state: asFound,
  remedy: release,
})

export const otherExecutable = defineProblem({
  code: 'soroban/drift-executable',
  example: { contract: 'token', found: 'the built-in code of a Stellar asset' },
  what: ({ contract, found }) => `"${contract}" has no code of its own: it runs ${found}.`,
  state: asFound,
  remedy: ({ contract }) => `Look who created it. contracts.deploy.${contract}.generation one higher makes a fresh instance.`,
})

export const instanceArchived = defineProblem({
  code: 'soroban/drift-instance-archived',
  example: { contract: 'token' } as InContract,
  what: ({ contract }) => `The instance of "${contract}" is archived: it can only be called once it is restored.`,
  state: asFound,
  remedy: 'A release restores it. Release, or extend lifetimes on a schedule, more often than contracts.ttl says.',
})

export const codeArchived = defineProblem({
  code: 'soroban/drift-code-archived',
  example: { contract: 'token' } as InContract,
  what: ({ contract }) => `The code of "${contract}" is archived: it can only be called once it is restored.`,
  state: asFound,
  remedy: 'A release restores it. Release, or extend lifetimes on a schedule, more often than contracts.ttl says.',
})

export const codeNotThere = defineProblem({
  code: 'soroban/drift-code-missing',
  example: { contract: 'token', wasmHash: '557b...' },
  what: ({ contract, wasmHash }) => `The code that "${contract}" is to run (${wasmHash}) is not on the chain.`,
  state: asFound,
  remedy: 'A release uploads it.',
})

export const lifetimeShort = defineProblem({
  code: 'soroban/drift-lifetime',
  example: { contract: 'token', entry: 'instance', ledgers: 12_000, policy: 259_200 },
  what: ({ contract, entry, ledgers, policy }) =>
    `The ${entry} of "${contract}" lives ${ledgers} ledgers more, and contracts.ttl wants at least ${policy}.`,
  state: asFound,
  remedy: 'A release extends it.',
})

export const wayBackLost = defineProblem({
  code: 'soroban/drift-way-back-lost',
  example: { contract: 'token', wasmHash: '77bb...' },
  what: ({ contract, wasmHash }) =>
    `The code that "${contract}" ran before the last release (${wasmHash}) is no longer alive: there is no way back to it.`,
  state: asFound,
  remedy: 'Release the commit that built it to have it uploaded again, or accept that the way back is a release.',
})

export const wayBackShort = defineProblem({
  code: 'soroban/drift-way-back-lifetime',
  example: { contract: 'token', wasmHash: '77bb...', ledgers: 12_000, policy: 259_200 },
  what: ({ contract, wasmHash, ledgers, policy }) =>
    `The code that "${contract}" ran before the last release (${wasmHash}) lives ${ledgers} ledgers more, and contracts.ttl wants at least ${policy}.`,
  state: asFound,
  remedy: 'Extend it: it is the way back of the last release.',
})

export const readBackFails = defineProblem({
  code: 'soroban/drift-read-back-fails',
  example: { contract: 'refund', call: 'parameters', reason: 'Error(Contract, #2) (NotInitialized)' },
  what: ({ contract, call, reason }) => `"${call}" of "${contract}" does not answer: ${reason}.`,
  state: asFound,
  remedy: 'Look at what the contract stores: it was not initialized, or its state was changed.',
})

export const notMigrated = defineProblem({
  code: 'soroban/not-migrated',
  example: { contract: 'booking', call: 'migrate', proof: 'version' },
  what: ({ contract, call, proof }) => `"${contract}" is not migrated by "${call}": "${proof}" does not answer what its proof expects.`,
  state: 'The contract is there as it is.',
  remedy: ({ contract, call }) =>
    `Run the deployment again: it calls "${call}". If the contract is new, let its constructor store what contracts.deploy.${contract}.upgrade.migrate.proof expects.`,
})

export const notInitialized = defineProblem({
  code: 'soroban/drift-not-initialized',
  example: { contract: 'refund', call: 'initialize' },
  what: ({ contract, call }) => `"${contract}" is not initialized: "${call}" was not called.`,
  state: asFound,
  remedy: 'Release at once: until then anybody can initialize it.',
})

export const paused = defineProblem({
  code: 'soroban/drift-paused',
  example: { contract: 'booking' } as InContract,
  what: ({ contract }) => `"${contract}" is paused.`,
  state: asFound,
  remedy: 'A rollback or a person paused it. Resume it once the reason is gone.',
})

export const otherAdministrator = defineProblem({
  code: 'soroban/drift-admin',
  example: { contract: 'booking', found: 'GB3K...', wanted: 'GAIH...' },
  what: ({ contract, found, wanted }) => `The administrator of "${contract}" is ${found}, and it was given ${wanted}.`,
  state: asFound,
  remedy: 'If it was handed over on purpose, bring fairlead.yml up to date; else whoever it is can replace the code.',
})

export const otherId = defineProblem({
  code: 'soroban/drift-other-id',
  example: { contract: 'token', recorded: 'CB44AMFN...', wanted: 'CDMEGZ6L...' },
  what: ({ contract, recorded, wanted }) => `The record knows "${contract}" as ${recorded}, and fairlead.yml makes it ${wanted}.`,
  state: asFound,
  remedy:
    'The deployer, the name of the system or the environment, or the generation is another one. Services that hold the old id are not told.',
})

export const unknownContract = defineProblem({
  code: 'soroban/drift-unknown-contract',
  example: { contract: 'voucher', id: 'CB44AMFN...' },
  what: ({ contract, id }) =>
    `"${contract}" (${id}) was deployed by an earlier release and is on the chain, and fairlead.yml no longer names it.`,
  state: asFound,
  remedy: 'Pause or empty it, or name it again under contracts.deploy.',
})

export const envFileMissing = defineProblem({
  code: 'soroban/drift-env-file-missing',
  example: { path: 'packages/backend/.env', folder: '/srv/traqora/production-8412' },
  what: ({ path, folder }) => `The env file ${path} is not in the release folder ${folder}.`,
  state: asFound,
  remedy: 'A release renders it.',
})

export const envVariableDiffers = defineProblem({
  code: 'soroban/drift-env-variable',
  example: { path: 'packages/backend/.env', variable: 'TOKEN_CONTRACT_ID' },
  what: ({ path, variable }) => `${variable} of the env file ${path} is not what fairlead.yml wants.`,
  state: asFound,
  remedy: 'A release renders it. Then restart what read the file.',
})
