import { type Keypair, Transaction, xdr } from '@stellar/stellar-sdk'

type Fields = ConstructorParameters<typeof xdr.Transaction>[0]

export function v1Of(transaction: Transaction): xdr.TransactionV1Envelope {
  const envelope = transaction.toEnvelope()
  if (envelope.type !== 'envelopeTypeTx') throw new Error('not an envelope of version 1')
  return envelope.v1
}

export function resourcesOf(transaction: Transaction): xdr.SorobanTransactionData {
  const { ext } = v1Of(transaction).tx
  if (ext.type !== 'sorobanData') throw new Error('a classic transaction')
  return ext.sorobanData
}

/** With other fields, and signed anew. */
export function resigned(transaction: Transaction, key: Keypair, fields: Partial<Fields>): Transaction {
  const tx = new xdr.Transaction({ ...v1Of(transaction).tx, ...fields })
  const unsigned = xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx, signatures: [] }))
  const again = new Transaction(unsigned, transaction.networkPassphrase)
  again.sign(key)
  return again
}
