/** The SDK's keys, codecs and transactions, without its clients. */
export type Sdk = typeof import('@stellar/stellar-sdk/base')

/** Loads the SDK where a chain is spoken to: importing it takes about half a second. */
export function loadSdk(): Promise<Sdk> {
  return import('@stellar/stellar-sdk/base')
}
