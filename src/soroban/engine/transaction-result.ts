import type { Sdk } from '../network/sdk.ts'

/** What the network says of one transaction. */
export interface TransactionResult {
  /** Such as txSuccess or txBadSeq; null where it cannot be read. */
  readonly code: string | null
  /** For people: the code, and of a failed operation its own. */
  readonly text: string
  readonly feeCharged: bigint | null
}

/** Reads a result. A newer protocol than the SDK knows never turns an outcome into an error: then nothing is read. */
export function readResult(resultXdr: string | undefined, { xdr }: Sdk): TransactionResult {
  try {
    const { feeCharged, result: outer } = xdr.TransactionResult.fromXdr(resultXdr ?? '', 'base64')
    // A fee bump only says that what is inside it succeeded or failed; why stands inside.
    const result = outer.type === 'txFeeBumpInnerFailed' || outer.type === 'txFeeBumpInnerSuccess' ? outer.value.result.result : outer
    const inner = result.type === 'txFailed' ? operationCode(result.value?.find((operation) => !isSuccess(operation))) : null
    return { code: result.type, text: inner === null ? result.type : `${result.type}: ${inner}`, feeCharged }
  } catch {
    return { code: null, text: 'a result that cannot be read', feeCharged: null }
  }
}

function isSuccess(result: unknown): boolean {
  return /Success$/.test(operationCode(result) ?? '')
}

interface WithCode {
  readonly type?: string
  readonly value?: unknown
}

/** The innermost code: operation result, then the result of its kind. */
function operationCode(result: unknown): string | null {
  const { type, value } = (result ?? {}) as WithCode
  const inner = value !== null && typeof value === 'object' && 'type' in value ? operationCode(value) : null
  return inner ?? type ?? null
}
