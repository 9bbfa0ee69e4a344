/** What is known of a transaction that was sent, or may have been. */
export interface Evidence {
  /** What the network says of any of its hashes. */
  readonly found: 'SUCCESS' | 'FAILED' | null
  /** The account as it was at one ledger, read before the last look at the hashes; null: not looked at. */
  readonly account: { readonly sequence: bigint; readonly ledger: number } | null
  readonly sequence: bigint
  readonly maxLedger: number
}

/**
 * - `applied`, `failed`: the network knows the hash (a failed one charged its fee and used its sequence number).
 * - `never-applied`: proved: at a ledger it could no longer be in, its sequence number was not used.
 * - `number-used`: its sequence number is used and no hash is known: the effect on the chain decides.
 * - `open`: it may still be applied.
 */
export type Judgement = 'applied' | 'failed' | 'never-applied' | 'number-used' | 'open'

/** Judges by evidence only (research/soroban-deploy.md section 3.7): neither a lost answer nor "not found" proves anything. */
export function judge({ found, account, sequence, maxLedger }: Evidence): Judgement {
  if (found === 'SUCCESS') return 'applied'
  if (found === 'FAILED') return 'failed'
  if (account === null) return 'open'
  if (account.sequence >= sequence) return 'number-used'
  // One snapshot holds both the ledger and the unused number, so nothing can come between them.
  return account.ledger >= maxLedger ? 'never-applied' : 'open'
}

/** What to do after an answer of sendTransaction (section 3.6). */
export type AfterSend = 'poll' | 'send-again' | 'bid-more' | 'refused'

/** `result` is the code inside an ERROR, such as txBadSeq. An answer that was lost is null: it may have arrived. */
export function afterSend(status: string | null, result: string | null): AfterSend {
  switch (status) {
    case 'PENDING':
    case 'DUPLICATE':
      return 'poll'
    // The same bytes again do no harm: a copy that arrived makes the next one a duplicate.
    case null:
    case 'TRY_AGAIN_LATER':
      return 'send-again'
    default:
      return afterError(result)
  }
}

function afterError(result: string | null): AfterSend {
  switch (result) {
    // Applied already, a lagging node, really used, or over: only account and ledger tell, and a copy may be on its way.
    case 'txBadSeq':
    case 'txTooLate':
    case 'txTooEarly':
      return 'send-again'
    case 'txInsufficientFee':
      return 'bid-more'
    // A bad signature, no balance, beyond the limits: this copy is in no queue, but one sent before may be.
    default:
      return 'refused'
  }
}
