/** Profiles that come with this network. */
export const profileNames = ['testnet', 'mainnet'] as const
