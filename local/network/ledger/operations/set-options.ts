import type * as xdr from '@stellar/stellar-sdk/xdr'
import { equal, hex } from '../../bytes.ts'
import { type Account, accountIdOf, loadAccount, storeAccount } from '../account.ts'
import type { AccountId } from '../keys.ts'
import type { ClassicOperation, ClassicOutcome, OperationContext } from '../operation-kind.ts'
import { addSigner, removeSigner } from '../signer.ts'

const code = {
  success: 0,
  lowReserve: -1,
  tooManySigners: -2,
  badFlags: -3,
  invalidInflation: -4,
  cantChange: -5,
  unknownFlag: -6,
  thresholdOutOfRange: -7,
  badSigner: -8,
  invalidHomeDomain: -9,
  revocableRequired: -10,
}
const flag = { required: 1, revocable: 2, immutable: 4, clawback: 8 }
const allFlags = 15
const largestWeight = 255
const mostSigners = 20

export const setOptions: ClassicOperation<'setOptions'> = {
  level: ({ setOptionsOp: options }) => {
    const changesKeys = [options.masterWeight, options.lowThreshold, options.medThreshold, options.highThreshold, options.signer]
    return changesKeys.some((option) => option !== null) ? 'high' : 'medium'
  },
  check({ setOptionsOp: options }, source) {
    const [set, clear] = [options.setFlags ?? 0, options.clearFlags ?? 0]
    if (((set | clear) & ~allFlags) !== 0) return code.unknownFlag
    if ((set & clear) !== 0) return code.badFlags
    const weights = [options.masterWeight, options.lowThreshold, options.medThreshold, options.highThreshold]
    if (weights.some((weight) => weight !== null && weight > largestWeight)) return code.thresholdOutOfRange
    if (options.signer !== null && isBadSigner(options.signer, source)) return code.badSigner
    return options.homeDomain !== null && !isPlainText(options.homeDomain.toString()) ? code.invalidHomeDomain : code.success
  },
  apply({ setOptionsOp: options }, context) {
    const { draft, rules, source } = context
    const account = loadAccount(draft, source)
    if (account === null) throw new Error('the source of an operation is gone')
    if (options.inflationDest !== null) {
      if (accountIdOf(options.inflationDest) !== source && loadAccount(draft, accountIdOf(options.inflationDest)) === null) {
        return { code: code.invalidInflation }
      }
      account.inflationDest = options.inflationDest
    }
    const badFlags = changeFlags(account, options)
    if (badFlags !== null) return { code: badFlags }
    const refusal = changeSigner(account, options.signer, context)
    if (refusal !== null) return refusal
    if (options.homeDomain !== null) account.homeDomain = options.homeDomain
    const weights = [options.masterWeight, options.lowThreshold, options.medThreshold, options.highThreshold]
    for (const [place, weight] of weights.entries()) if (weight !== null) account.thresholds[place] = weight
    storeAccount(draft, account, rules.moment.ledger)
    return { code: code.success }
  },
}

function isBadSigner({ key, weight }: xdr.Signer, source: AccountId): boolean {
  const isSelf = key.type === 'signerKeyTypeEd25519' && hex(key.ed25519.value) === source
  const isEmpty = key.type === 'signerKeyTypeEd25519SignedPayload' && key.ed25519SignedPayload.payload.length === 0
  return isSelf || isEmpty || weight > largestWeight
}

function isPlainText(text: string): boolean {
  return [...text].every((character) => character >= ' ' && character <= '~')
}

function changeFlags(account: Account, { setFlags, clearFlags }: xdr.SetOptionsOp): number | null {
  if (setFlags === null && clearFlags === null) return null
  const changed = ((setFlags ?? 0) | (clearFlags ?? 0)) & allFlags
  if (changed !== 0 && (account.flags & flag.immutable) !== 0) return code.cantChange
  account.flags = (account.flags & ~(clearFlags ?? 0)) | (setFlags ?? 0)
  const clawbackAlone = (account.flags & flag.clawback) !== 0 && (account.flags & flag.revocable) === 0
  return clawbackAlone ? code.revocableRequired : null
}

function changeSigner(account: Account, signer: xdr.Signer | null, context: OperationContext): ClassicOutcome | null {
  if (signer === null) return null
  const place = account.signers.findIndex(({ key }) => equal(key.toXDR(), signer.key.toXDR()))
  if (signer.weight === 0) {
    if (place >= 0) removeSigner(account, place, context)
    return null
  }
  if (place >= 0) {
    account.signers[place] = signer
    return null
  }
  if (account.signers.length >= mostSigners) return { code: code.tooManySigners }
  const refused = addSigner(account, signer, context)
  if (refused === null) return null
  return refused === 'lowReserve' ? { code: code.lowReserve } : { error: refused }
}
