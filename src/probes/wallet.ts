import type { World } from '../core/world.ts'
import { loadSdk } from '../soroban/network/sdk.ts'

/** A key pair that no account belongs to, made for one scenario and forgotten after it. */
export interface Wallet {
  /** G... */
  readonly address: string
  /** The ed25519 signature over the UTF-8 bytes of the text. */
  sign(text: string): Uint8Array
}

export async function throwAwayWallet({ randomBytes }: Pick<World, 'randomBytes'>): Promise<Wallet> {
  const { Keypair } = await loadSdk()
  const pair = Keypair.fromRawEd25519Seed(Buffer.from(randomBytes(32)))
  return { address: pair.publicKey(), sign: (text) => pair.sign(Buffer.from(text, 'utf8')) }
}
