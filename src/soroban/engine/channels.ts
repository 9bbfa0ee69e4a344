import type { Run } from '../../core/action.ts'
import { contractsSection } from '../contracts-section.ts'
import type { Chain } from '../network/chain.ts'
import { accountReserve } from '../network/facts.ts'
import { accountKey } from '../network/keys.ts'
import type { Sdk } from '../network/sdk.ts'
import type { Deployer } from '../signers/deployer.ts'
import { channelsNeedKeys } from '../signers/problems.ts'
import { signerOfSeed } from '../signers/secret-key.ts'
import type { Signer } from '../signers/signer.ts'
import type { ChainTask } from './carry-out.ts'

/**
 * The channel accounts of this run, in their order: they lend sequence numbers, so that a ledger can hold more than one
 * transaction of the deployer. Given ones, or such that follow from the deployer's secret and the environment; none
 * where fairlead.yml wants none. Problem `soroban/channels-need-keys` where that secret is not on this machine.
 */
export function channelsOf({ config, references }: Pick<Run, 'config' | 'references'>, deployer: Deployer, sdk: Sdk): readonly Signer[] {
  const { channels } = config.require(contractsSection)
  if (channels === undefined) return []
  if ('count' in channels) {
    const { derive } = deployer
    if (derive === null) throw channelsNeedKeys({ at: config.position('contracts', 'channels', 'count') })
    return Array.from({ length: channels.count }, (_, index) => derive(`channel\0${config.environment}\0${index}`))
  }
  return channels['secret-keys'].map((text, index) =>
    signerOfSeed(text, { references, sdk, at: config.position('contracts', 'channels', 'secret-keys', index) }),
  )
}

/** Opens the accounts that are missing, all with one transaction. They get their reserve and no more: the deployer pays the fees. */
export async function openChannels(name: string, channels: readonly Signer[], chain: Chain): Promise<ChainTask> {
  const { Operation } = chain.sdk
  const missing = await absent(channels, chain)
  const startingBalance = (Number(accountReserve) / 1e7).toString()
  return {
    call: {
      name,
      operations: missing.map(({ address }) => Operation.createAccount({ destination: address, startingBalance })),
      signers: [],
    },
    isDone: async () => (await absent(channels, chain)).length === 0,
  }
}

/** Gives what the accounts hold back to the deployer; they are gone then. */
export async function mergeChannels(
  name: string,
  channels: readonly Signer[],
  { chain, deployer }: { chain: Chain; deployer: Pick<Deployer, 'address'> },
): Promise<ChainTask> {
  const { Operation } = chain.sdk
  const gone = await absent(channels, chain)
  const present = channels.filter((channel) => !gone.includes(channel))
  return {
    call: {
      name,
      operations: present.map(({ address }) => Operation.accountMerge({ source: address, destination: deployer.address })),
      signers: present,
    },
    isDone: async () => (await absent(channels, chain)).length === channels.length,
  }
}

async function absent(channels: readonly Signer[], chain: Chain): Promise<readonly Signer[]> {
  const read = await chain.read(channels.map(({ address }) => accountKey(address, chain.sdk)))
  return channels.filter(({ address }) => read.entry(accountKey(address, chain.sdk)) === null)
}
