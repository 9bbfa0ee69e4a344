/** The SDK is big: it is loaded beside the start of the service, not before it. */
const sdk = () => import('@stellar/stellar-sdk')

export async function isAccount(account: string): Promise<boolean> {
  const { StrKey } = await sdk()
  return StrKey.isValidEd25519PublicKey(account)
}

/**
 * Whether the account's key signed the text, plainly or as wallets do (SEP-53). The signature comes as base64 or hex.
 */
export async function isSignedBy(account: string, text: string, signature: string): Promise<boolean> {
  const { Keypair } = await sdk()
  const bytes = Buffer.from(signature, /^[0-9a-fA-F]{128}$/.test(signature) ? 'hex' : 'base64')
  if (bytes.length !== 64) return false
  const pair = Keypair.fromPublicKey(account)
  return pair.verify(Buffer.from(text), bytes) || pair.verifyMessage(text, bytes)
}

/** Loads the SDK ahead of the first request that needs it. */
export async function warmUp(): Promise<void> {
  await sdk()
}
