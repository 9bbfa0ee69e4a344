import type * as xdr from '@stellar/stellar-sdk/xdr'
import { equal } from '../bytes.ts'
import type { Found } from './difference.ts'

/** Differences in diagnostic events, each called after the event: figures after their name. */
export function compareDiagnostics(ours: readonly xdr.DiagnosticEvent[], theirs: readonly xdr.DiagnosticEvent[]): Found[] {
  if (ours.length !== theirs.length) {
    const names = (events: readonly xdr.DiagnosticEvent[]) => events.map(nameOf).join(' ')
    return [{ level: 'meta', what: 'diagnostics: number of events', detail: `${names(ours)} for ${names(theirs)}` }]
  }
  return theirs.flatMap((other, place): Found[] => {
    const own = ours[place]
    if (own === undefined || equal(own.toXDR(), other.toXDR())) return []
    return [{ level: 'meta', what: `diagnostics: ${nameOf(other)}`, detail: `${text(own)} for ${text(other)}` }]
  })
}

function nameOf({ event }: xdr.DiagnosticEvent): string {
  const [first, second] = event.body.v0.topics.map((topic) => (topic.type === 'scvSymbol' ? topic.sym.toString() : ''))
  return (first === 'core_metrics' ? second : first) ?? ''
}

function text(event: xdr.DiagnosticEvent): string {
  return JSON.stringify(event.toJson())
}
