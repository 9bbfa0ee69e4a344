import { defineProblem } from '../../core/problem.ts'

const nothingSent = 'Nothing was signed or sent.'
const notUpgraded = 'The upgrade was not sent; the contract runs what it ran.'

export const upgradeBreaks = defineProblem({
  code: 'soroban/upgrade-breaks',
  example: {
    contract: 'booking',
    kind: 'field-added',
    about: 'Config.limit',
    what: 'values from before have no limit (u32)',
    remedy: 'Put new data under a key of its own, or into a new type; a stored value without the field cannot be read.',
  },
  what: ({ contract, kind, about, what }) => `Upgrading "${contract}" breaks what is there: ${kind} ${about}: ${what}.`,
  state: nothingSent,
  remedy: ({ contract, kind, about, remedy }) =>
    `${remedy} If it is meant: contracts.deploy.${contract}.accept: [{ ${kind}: ${about}, because: "..." }].`,
})

export const acceptanceUnused = defineProblem({
  code: 'soroban/acceptance-unused',
  example: { contract: 'booking', acceptance: 'field-added: Config.limits', hint: ' Did you mean "field-added: Config.limit"?' },
  what: ({ contract, acceptance, hint }) => `"${contract}" accepts "${acceptance}", and this upgrade has no such finding.${hint}`,
  state: nothingSent,
  remedy: 'Correct the name, or remove what belonged to an earlier upgrade: it would silence a later one.',
})

export const upgradeNotAuthorized = defineProblem({
  code: 'soroban/upgrade-not-authorized',
  example: {
    contract: 'booking',
    call: 'upgrade',
    reason: '"upgrade booking" needs the authorization of GAIH..., and only the deployer signs.',
  },
  what: ({ contract, call, reason }) =>
    `"${call}" of "${contract}" was rehearsed on the chain as it is, and the deployer may not call it: ${reason}`,
  state: nothingSent,
  remedy: 'Make the deployer the administrator of the contract again, or upgrade it with the account that is.',
})

export const upgradeTrialFailed = defineProblem({
  code: 'soroban/upgrade-trial-failed',
  example: { contract: 'booking', call: 'limit', reason: 'HostError: Error(Object, UnexpectedSize)' },
  what: ({ contract, call, reason }) =>
    `The upgrade of "${contract}" was rehearsed with its new code on what is stored on the chain now, and "${call}" fails: ${reason}`,
  state: notUpgraded,
  remedy: ({ contract }) =>
    `Let the new code read what the old one stored, or bring it into its form: contracts.deploy.${contract}.upgrade.migrate.`,
})

export const upgradeProbeDiffers = defineProblem({
  code: 'soroban/upgrade-probe-differs',
  example: { contract: 'booking', call: 'limit', found: '0', wanted: '100' },
  what: ({ contract, call, found, wanted }) =>
    `The upgrade of "${contract}" was rehearsed with its new code on what is stored on the chain now, and "${call}" answers ${found}, wanted ${wanted}.`,
  state: notUpgraded,
  remedy: ({ contract }) => `Correct the new code, or what contracts.deploy.${contract}.upgrade.probes expects of it.`,
})

export const probeAnswersNothing = defineProblem({
  code: 'soroban/probe-answers-nothing',
  example: { contract: 'booking', call: 'close' },
  what: ({ contract, call }) => `"${call}" of "${contract}" answers nothing, so it cannot equal anything.`,
  state: nothingSent,
  remedy: 'Leave out `equals`, or name a function that answers.',
})

export const upgradeRehearsalFailed = defineProblem({
  code: 'soroban/upgrade-rehearsal-failed',
  example: { contract: 'booking', call: 'upgrade', reason: '"upgrade booking" would fail on the chain: Error(Contract, #3) (Paused).' },
  what: ({ contract, call, reason }) => `"${call}" of "${contract}" was rehearsed on the chain as it is, and it fails: ${reason}`,
  state: nothingSent,
  remedy: ({ contract }) =>
    `Bring the contract into a state in which it takes an upgrade, or correct contracts.deploy.${contract}.upgrade.`,
})
