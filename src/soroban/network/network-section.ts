import { z } from 'zod'
import { defineSection } from '../../config/section.ts'

/** Networks whose passphrase everybody knows. Source: the networks page of the Stellar documentation; local is quickstart's. */
export const passphrases = {
  mainnet: 'Public Global Stellar Network ; September 2015',
  testnet: 'Test SDF Network ; September 2015',
  futurenet: 'Test SDF Future Network ; October 2022',
  local: 'Standalone Network ; February 2017',
} as const

const names = ['mainnet', 'testnet', 'futurenet', 'local', 'custom'] as const

export const networkSection = defineSection({
  name: 'network',
  description: 'The Stellar network of the environment. There is no default.',
  sketch: 'network: { name: testnet, rpc: "${env.STELLAR_RPC_URL}" }',
  schema: z
    .strictObject({
      name: z.enum(names).describe('A network with a known passphrase, or custom.'),
      rpc: z.string().describe('Address of a stellar-rpc node: https, or http on this machine.'),
      passphrase: z.string().optional().describe('Of a custom network only.'),
    })
    .superRefine(({ name, passphrase }, context) => {
      if (name === 'custom' && passphrase === undefined)
        context.addIssue({ code: 'custom', path: ['name'], message: 'A custom network needs its passphrase' })
      if (name !== 'custom' && passphrase !== undefined)
        context.addIssue({ code: 'custom', path: ['passphrase'], message: `The passphrase of ${name} is built in; remove it` })
    }),
})
