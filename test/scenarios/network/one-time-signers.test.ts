import { expect, test } from '@jest/globals'
import { Asset, Keypair, Operation, type Transaction, type xdr } from '@stellar/stellar-sdk'
import { startNetwork } from '../../../local/network/network.ts'
import { StellarClient } from '../../support/stellar-client.ts'

/** A transaction that is authorized in advance: by the next but one number, so that the authorization can come first. */
async function ahead(client: StellarClient, key: Keypair, operation: xdr.Operation): Promise<Transaction> {
  const account = await client.server.getAccount(key.publicKey())
  return await client.build(key, operation, { sequence: BigInt(account.sequenceNumber()) + 2n })
}

async function authorize(client: StellarClient, key: Keypair, transaction: Transaction): Promise<void> {
  await signedAndSent(client, key, Operation.setOptions({ signer: { preAuthTx: Buffer.from(transaction.hash()), weight: 1 } }))
}

async function signedAndSent(client: StellarClient, key: Keypair, operation: xdr.Operation): Promise<void> {
  const transaction = await client.build(key, operation)
  transaction.sign(key)
  const { hash } = await client.server.sendTransaction(transaction)
  expect((await client.server.getTransaction(hash)).status).toBe('SUCCESS')
}

async function sentUnsigned(client: StellarClient, transaction: Transaction): Promise<string> {
  const { status, hash } = await client.server.sendTransaction(transaction)
  return status === 'PENDING' ? (await client.server.getTransaction(hash)).status : status
}

async function signersOf(client: StellarClient, key: Keypair): Promise<{ signers: number; subEntries: number }> {
  const { signers, numSubEntries } = await client.server.getAccountEntry(key.publicKey())
  return { signers: signers.length, subEntries: numSubEntries }
}

const none = { signers: 0, subEntries: 0 }

test('what was authorized in advance needs no signature, and its signer is gone with it', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const transaction = await ahead(client, key, Operation.bumpSequence({ bumpTo: '0' }))
  await authorize(client, key, transaction)

  expect(await signersOf(client, key)).toEqual({ signers: 1, subEntries: 1 })
  expect(await sentUnsigned(client, transaction)).toBe('SUCCESS')
  expect(await signersOf(client, key)).toEqual(none)
})

test('the signer is gone though the transaction failed', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const nobody = Keypair.random().publicKey()
  const transaction = await ahead(client, key, Operation.payment({ destination: nobody, asset: Asset.native(), amount: '1' }))
  await authorize(client, key, transaction)

  expect(await sentUnsigned(client, transaction)).toBe('FAILED')
  expect(await signersOf(client, key)).toEqual(none)
})

test('the signer is gone from every account that the transaction acts for', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const [key, other] = [await client.funded(), await client.funded()]
  const transaction = await ahead(client, key, Operation.bumpSequence({ bumpTo: '0', source: other.publicKey() }))
  await authorize(client, key, transaction)
  await authorize(client, other, transaction)

  expect(await sentUnsigned(client, transaction)).toBe('SUCCESS')
  expect([await signersOf(client, key), await signersOf(client, other)]).toEqual([none, none])
})

test('one that is authorized for one of two accounts is refused, and the authorization stays', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const [key, other] = [await client.funded(), await client.funded()]
  const transaction = await ahead(client, key, Operation.bumpSequence({ bumpTo: '0', source: other.publicKey() }))
  await authorize(client, key, transaction)

  expect(await sentUnsigned(client, transaction)).toBe('ERROR')
  expect(await signersOf(client, key)).toEqual({ signers: 1, subEntries: 1 })
})
