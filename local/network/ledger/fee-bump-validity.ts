import { availableBalance, loadAccount } from './account.ts'
import { isFrozenPayer } from './frozen-keys.ts'
import type { transactionCode } from './result.ts'
import type { Rules } from './rules.ts'
import { SignatureCheck, verificationBudget } from './signatures.ts'
import type { View } from './state.ts'
import { inclusionFee, innerInclusionFee, operationCount, type Transaction, tellable } from './transaction.ts'

export interface FeeBumpRefusal {
  code: keyof typeof transactionCode
  /** Stroops that would do, when the fee is the reason. */
  fee: bigint | null
}

/** Why a fee bump is refused for its own sake, whatever it holds; null: it is not (stellar-core: FeeBumpTransactionFrame::checkValid). */
export function refusalOfFeeBump(transaction: Transaction, view: View, rules: Rules): FeeBumpRefusal | null {
  const { feeBump, hash } = transaction
  if (feeBump === null) throw new Error('not a fee bump')
  const refusal = refusalOfFee(transaction, rules)
  if (refusal !== null) return refusal
  const account = loadAccount(view, feeBump.source)
  if (account === null) return { code: 'noAccount', fee: null }
  const signatures = new SignatureCheck(hash, feeBump.signatures, verificationBudget)
  const [, low] = account.thresholds
  if (!signatures.byAccount(account, low)) return { code: 'badAuth', fee: null }
  if (availableBalance(account, rules.moment.baseReserve) < feeBump.fee) return { code: 'insufficientBalance', fee: null }
  if (isFrozenPayer(feeBump.source, hash, rules.settings)) return { code: 'frozenKeyAccessed', fee: null }
  return signatures.allUsed ? null : { code: 'badAuthExtra', fee: null }
}

// It must pay for one operation more, and not less an operation than what it holds.
function refusalOfFee(transaction: Transaction, { baseFee }: Rules): FeeBumpRefusal | null {
  const { inner } = transaction
  const [offered, innerOffered] = [inclusionFee(transaction), innerInclusionFee(inner)]
  const least = BigInt(baseFee) * BigInt(operationCount(transaction))
  const innerLeast = BigInt(baseFee) * BigInt(Math.max(inner.body.operations.length, 1))
  if (offered < least) return { code: 'insufficientFee', fee: null }
  // An inner Soroban transaction may lack what its resources cost: the bump pays for them (protocol 23).
  if (innerOffered < 0n || offered * innerLeast >= innerOffered * least) return null
  return { code: 'insufficientFee', fee: tellable((innerOffered * least + innerLeast - 1n) / innerLeast) }
}
