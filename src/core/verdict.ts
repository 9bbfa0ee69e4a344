/**
 * What a judgement ends in. `error`: could not know. `inconclusive`: not enough evidence.
 * Only `pass`, `waived` and a declared `not-applicable` let a release through.
 */
export type Verdict = 'pass' | 'fail' | 'error' | 'inconclusive' | 'waived' | 'not-applicable'

/** From worst to best: the verdict of many is the worst among them. */
const severity: readonly Verdict[] = ['fail', 'error', 'inconclusive', 'waived', 'pass', 'not-applicable']

export function letsThrough(verdict: Verdict): boolean {
  return verdict === 'pass' || verdict === 'waived' || verdict === 'not-applicable'
}

/** The verdict of many. An empty set of things to check is an error: nothing was proved. */
export function verdictOf(verdicts: readonly Verdict[]): Verdict {
  return severity.find((verdict) => verdicts.includes(verdict)) ?? 'error'
}
