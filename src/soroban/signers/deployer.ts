import type { Run } from '../../core/action.ts'
import { parseDuration } from '../../core/duration.ts'
import { contractsSection, type DeployerSection } from '../contracts-section.ts'
import type { Sdk } from '../network/sdk.ts'
import { checkedAddress } from './address.ts'
import type { SignerContext, SigningWorld } from './kind.ts'
import type { MultiSignature } from './multi-signature.ts'
import { openSigner } from './open-signer.ts'
import type { Derive, Signer } from './signer.ts'

/** The account that contract ids belong to, and who signs for it. */
export interface Deployer {
  /** The account, G... */
  readonly address: string
  /** Those who sign on this machine, in the order they are asked. */
  readonly signers: readonly Signer[]
  /** Addresses of those who sign elsewhere: their signatures are collected between two runs. */
  readonly elsewhere: readonly string[]
  /** Pays the fees; null: the account itself does. */
  readonly feePayer: Signer | null
  /** How long what is signed elsewhere can be used. */
  readonly signingWindowMs: number
  /** A signer whose key follows from the deployer's own and a label; null: the secret is not on this machine. */
  readonly derive: Derive | null
}

type Opening = Pick<Run, 'config' | 'references'>

/** The deployer of this run. A seed is read here, masked before anything else happens, and stays inside; a service is asked for its public key. */
export async function deployerOf({ config, references }: Opening, { sdk, world }: { sdk: Sdk; world: SigningWorld }): Promise<Deployer> {
  const section = config.require(contractsSection).deployer
  const position: SignerContext['position'] = (...path) => config.position('contracts', 'deployer', ...path)
  const context = { references, sdk, world, position }
  if (isMultiSignature(section)) return openMultiSignature(section['multi-signature'], context)
  const { derive, ...signer } = await openSigner(section, context)
  return { address: signer.address, signers: [signer], elsewhere: [], feePayer: null, signingWindowMs: 0, derive }
}

function isMultiSignature(section: DeployerSection): section is { 'multi-signature': MultiSignature } {
  return 'multi-signature' in section
}

async function openMultiSignature(section: MultiSignature, { position, ...context }: SignerContext): Promise<Deployer> {
  const { sdk, references } = context
  const under: SignerContext['position'] = (...path) => position('multi-signature', ...path)
  const addressAt = (text: string, ...path: (string | number)[]) => {
    const at = under(...path)
    return checkedAddress(references.resolve(text, { at }), { sdk, at })
  }
  const address = addressAt(section.account, 'account')
  const signers: Signer[] = []
  const elsewhere: string[] = []
  for (const [index, one] of section.signers.entries()) {
    if (typeof one['address'] === 'string') elsewhere.push(addressAt(one['address'], 'signers', index, 'address'))
    else signers.push(await openSigner(one, { ...context, position: (...path) => under('signers', index, ...path) }))
  }
  const payer = section['fee-payer']
  return {
    address,
    signers,
    elsewhere,
    feePayer: payer === undefined ? null : await openSigner(payer, { ...context, position: (...path) => under('fee-payer', ...path) }),
    signingWindowMs: parseDuration(section['signing-window'], under('signing-window')).ms,
    derive: null,
  }
}
