import { defineProblem } from '../../src/core/problem.ts'

export const portTaken = defineProblem({
  code: 'network/port-taken',
  example: { port: 8000 },
  what: ({ port }) => `Port ${port} is in use.`,
  state: 'The local network was not started.',
  remedy: ({ port }) => `End what listens on port ${port}, or name another one with --port.`,
})

export const unknownOption = defineProblem({
  code: 'network/unknown-option',
  example: { option: '--prot', suggestion: '--port' },
  what: ({ option, suggestion }) => `There is no option ${option}${suggestion === '' ? '' : `; did you mean ${suggestion}?`}`,
  state: 'The local network was not started.',
  remedy: 'Run the command with --help for the options there are.',
})

export const badOption = defineProblem({
  code: 'network/bad-option',
  example: { option: '--close', value: '5', wanted: 'a time with a unit, for instance 5s or 500ms, or instant' },
  what: ({ option, value, wanted }) => `${option} is "${value}", but must be ${wanted}.`,
  state: 'The local network was not started.',
  remedy: ({ option, wanted }) => `Give ${option} ${wanted}.`,
})

export const stateInUse = defineProblem({
  code: 'network/state-in-use',
  example: { folder: '.fairlead/network' },
  what: ({ folder }) => `The state in ${folder} is in use by another network.`,
  state: 'The local network was not started; the other one goes on.',
  remedy: 'End the other one, or name another folder with --state.',
})

export const stateOfAnotherNetwork = defineProblem({
  code: 'network/state-of-another-network',
  example: { folder: '.fairlead/network', option: '--profile', found: 'mainnet', wanted: 'testnet' },
  what: ({ folder, option, found, wanted }) => `The state in ${folder} began with ${option} "${found}", not with "${wanted}".`,
  state: 'The local network was not started; the state is as it was.',
  remedy: ({ option, found }) => `Give ${option} "${found}", or name another folder with --state.`,
})

export const stateUnreadable = defineProblem({
  code: 'network/state-unreadable',
  example: { folder: '.fairlead/network', reason: 'file is not a database' },
  what: ({ folder, reason }) => `The state in ${folder} cannot be read: ${reason}.`,
  state: 'The local network was not started; the state is as it was.',
  remedy: 'Name another folder with --state, or remove this one to begin anew.',
})

export const stateNotWritten = defineProblem({
  code: 'network/state-not-written',
  example: { folder: '.fairlead/network', reason: 'database or disk is full' },
  what: ({ folder, reason }) => `A ledger could not be written to the state in ${folder}: ${reason}.`,
  state: 'The ledger did not close; nobody has seen it.',
  remedy: 'See to the room and the rights there, then start the network again: it carries on after the ledger before.',
})

export const stateBegan = defineProblem({
  code: 'network/state-began',
  example: { folder: '.fairlead/network', sequence: 4711 },
  what: ({ folder, sequence }) => `The state in ${folder} is at ledger ${sequence} already, so nothing can be imported into it.`,
  state: 'The local network was not started; the state is as it was.',
  remedy: 'Leave the import out to carry on with it, or name another folder with --state.',
})

export const badFault = defineProblem({
  code: 'network/bad-fault',
  example: { kind: 'lag', reason: 'a replica lags 0 to 3 ledgers' },
  what: ({ kind, reason }) => `The fault "${kind}" cannot be armed so: ${reason}.`,
  state: 'It was not armed; the network goes on.',
  remedy: 'See "Faults" in action-docs/local-network.md for what each of them strikes and needs.',
})

export const badLedgerFile = defineProblem({
  code: 'network/bad-ledger-file',
  example: { reason: 'it is of protocol 28, and this network of 27' },
  what: ({ reason }) => `The ledger cannot be imported: ${reason}.`,
  state: 'The local network was not started.',
  remedy: "Give a file in the JSON of soroban-sdk's LedgerSnapshot, of this network's passphrase and of no newer protocol.",
})

export const badProfile = defineProblem({
  code: 'network/bad-profile',
  example: { profile: 'testnt', reason: 'it is not known. Did you mean "testnet"?' },
  what: ({ profile, reason }) => `The profile ${profile} cannot be used: ${reason}`,
  state: 'The local network was not started.',
  remedy: 'Name testnet or mainnet, or a file that --refresh-profile wrote.',
})

export const rpcUnusable = defineProblem({
  code: 'network/rpc-unusable',
  example: { method: 'getLedgerEntries', reason: 'HTTP 502' },
  what: ({ method, reason }) => `The RPC did not answer ${method}: ${reason}.`,
  state: 'No profile was written.',
  remedy: 'Check the URL after --rpc, and whether the node is healthy.',
})
