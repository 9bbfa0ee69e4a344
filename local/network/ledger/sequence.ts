/** The sequence number that an account made in this ledger starts with; no transaction in that ledger may carry exactly it. */
export function startingSequence(ledger: number): bigint {
  return BigInt(ledger) << 32n
}
