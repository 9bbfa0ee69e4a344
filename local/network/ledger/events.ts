import * as xdr from '@stellar/stellar-sdk/xdr'
import { encodeAddress } from '../address.ts'
import { accountIdOf, accountIdOfMuxed } from './account.ts'
import { assetContractId, codeOf, isCredit, issuerOf } from './asset.ts'
import type { AccountId } from './keys.ts'

/** Events that classic operations and fees have, as the contract of their asset would tell them (CAP-67). All give XDR. */

export interface Transfer {
  amount: bigint
  from: xdr.MuxedAccount
  to: xdr.MuxedAccount | xdr.PublicKey
  memo: xdr.Memo
}

/** Of the native asset. */
export function transferEvent(transfer: Transfer, networkId: Uint8Array): Uint8Array {
  return contractEvent(networkId, xdr.Asset.assetTypeNative(), ['transfer', transfer.from, transfer.to], data(transfer))
}

/** A payment by the issuer makes what it pays, one to the issuer destroys it. */
export function paymentEvent(transfer: Transfer & { asset: xdr.Asset }, networkId: Uint8Array): Uint8Array {
  const { asset, from, to, amount } = transfer
  const issuer = isCredit(asset) ? issuerOf(asset) : null
  const [makes, destroys] = [accountOf(from) === issuer, accountOf(to) === issuer]
  if (makes && !destroys) return contractEvent(networkId, asset, ['mint', to], data(transfer))
  if (destroys && !makes) return contractEvent(networkId, asset, ['burn', from], int128(amount))
  return contractEvent(networkId, asset, ['transfer', from, to], data(transfer))
}

/** A fee that was taken, in stroops; one given back is negative. It belongs to a transaction, not to an operation. */
export function feeEvent(payer: AccountId, amount: bigint, stage: 'beforeAll' | 'afterAll', networkId: Uint8Array): Uint8Array {
  const topics = [symbol('fee'), address(payer)]
  const event = eventOf(networkId, xdr.Asset.assetTypeNative(), topics, int128(amount))
  const { transactionEventStageBeforeAllTxs, transactionEventStageAfterAllTxs } = xdr.TransactionEventStage
  const when = stage === 'beforeAll' ? transactionEventStageBeforeAllTxs : transactionEventStageAfterAllTxs
  return new xdr.TransactionEvent({ stage: when, event }).toXDR()
}

type Account = Transfer['from'] | Transfer['to']

function contractEvent(networkId: Uint8Array, asset: xdr.Asset, [name, ...accounts]: [string, ...Account[]], value: xdr.ScVal): Uint8Array {
  const topics = [symbol(name), ...accounts.map((account) => address(accountOf(account))), assetName(asset)]
  return eventOf(networkId, asset, topics, value).toXDR()
}

function eventOf(networkId: Uint8Array, asset: xdr.Asset, topics: xdr.ScVal[], value: xdr.ScVal): xdr.ContractEvent {
  return new xdr.ContractEvent({
    ext: xdr.ExtensionPoint.v0(),
    contractId: new xdr.ContractId(assetContractId(networkId, asset)),
    type: xdr.ContractEventType.contract,
    body: xdr.ContractEventBody.v0(new xdr.ContractEventV0({ topics, data: value })),
  })
}

// Whom a payment is for within an account is told with the amount: by a muxed account, or by a memo.
function data({ amount, to, memo }: Transfer): xdr.ScVal {
  const id = to.type === 'keyTypeMuxedEd25519' ? xdr.ScVal.scvU64(to.med25519.id) : memoValue(memo)
  if (id === null) return int128(amount)
  return xdr.ScVal.scvMap([
    new xdr.ScMapEntry({ key: symbol('amount'), val: int128(amount) }),
    new xdr.ScMapEntry({ key: symbol('to_muxed_id'), val: id }),
  ])
}

function memoValue(memo: xdr.Memo): xdr.ScVal | null {
  switch (memo.type) {
    case 'memoNone':
      return null
    case 'memoText':
      return xdr.ScVal.scvString(memo.text)
    case 'memoId':
      return xdr.ScVal.scvU64(memo.id)
    case 'memoHash':
      return xdr.ScVal.scvBytes(memo.hash.value)
    case 'memoReturn':
      return xdr.ScVal.scvBytes(memo.retHash.value)
  }
}

function accountOf(account: Account): AccountId {
  return account.type === 'publicKeyTypeEd25519' ? accountIdOf(account) : accountIdOfMuxed(account)
}

function assetName(asset: xdr.Asset): xdr.ScVal {
  const name = isCredit(asset) ? `${codeOf(asset)}:${encodeAddress('account', Buffer.from(issuerOf(asset), 'hex'))}` : 'native'
  return xdr.ScVal.scvString(name)
}

function address(account: AccountId): xdr.ScVal {
  const key = xdr.PublicKey.publicKeyTypeEd25519(Buffer.from(account, 'hex'))
  return xdr.ScVal.scvAddress(xdr.ScAddress.scAddressTypeAccount(key))
}

function symbol(text: string): xdr.ScVal {
  return xdr.ScVal.scvSymbol(text)
}

function int128(amount: bigint): xdr.ScVal {
  return xdr.ScVal.scvI128(new xdr.Int128Parts({ hi: amount >> 64n, lo: BigInt.asUintN(64, amount) }))
}
