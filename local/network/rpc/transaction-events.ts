/** When it happened, as the first field of the XDR says it (CAP-67). */
export const stage = { beforeAllTransactions: 0, afterTransaction: 1, afterAllTransactions: 2 } as const

/** The two parts of a TransactionEvent. */
export function readTransactionEvent(bytes: Uint8Array): { stage: number; event: Uint8Array } {
  return { stage: bytes[3] ?? 0, event: bytes.subarray(4) }
}
