import type { InnerTransaction } from './transaction.ts'

/** Arms of unions that came with a protocol; before it, nodes cannot read what holds them (CAP-85). */
const arms: readonly { since: number; type: string }[] = [
  { since: 28, type: 'contractExecutableExternalRef' },
  { since: 28, type: 'scvExecutableTag' },
]

/** Whether a transaction can be written in the XDR of a protocol (stellar-core: validateXDRForProtocol). */
export function isOfProtocol({ body }: InnerTransaction, protocol: number): boolean {
  const later = arms.filter(({ since }) => since > protocol).map(({ type }) => type)
  return later.length === 0 || !holds([body.operations, body.ext], later)
}

function holds(value: unknown, types: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false
  if ('type' in value && types.includes(String(value.type))) return true
  return Object.values(value).some((part) => holds(part, types))
}
