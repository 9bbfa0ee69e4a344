import type { Verdict } from './verdict.ts'

/**
 * Whether the share of bad events is proved below `limit`: the exact one-sided binomial test
 * (Clopper and Pearson 1934). P(at most `bad` of `samples` when the true share is the limit) <= 1 - confidence.
 * A p95 below 200 ms is the share of answers slower than 200 ms being below 5 %.
 */
export function shareIsBelow(
  limit: number,
  { bad, samples, confidence = 0.95 }: { bad: number; samples: number; confidence?: number },
): boolean {
  return samples > 0 && binomialTail(bad, samples, limit) <= 1 - confidence
}

/** Whether the share of bad events is proved above `limit`, by the same test from the other side. */
export function shareIsAbove(
  limit: number,
  { bad, samples, confidence = 0.95 }: { bad: number; samples: number; confidence?: number },
): boolean {
  return bad > 0 && 1 - binomialTail(bad - 1, samples, limit) <= 1 - confidence
}

/** The fewest samples that can prove a share below `limit` when none of them is bad. 59 for a p95 at 95 %. */
export function fewestSamples(limit: number, confidence = 0.95): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log(1 - limit))
}

/** The value below which `share` (0 to 1) of the sorted samples lie: nearest rank. NaN of none. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** Good and bad events counted so far; `polls` counts the looks in which a new bad one was seen. */
export interface EventCount {
  readonly good: number
  readonly bad: number
  readonly polls: number
}

/** How much worse than the limit the true share could be: the alternatives that the sequential test mixes evenly. */
const ratios = [1.5, 2, 3, 5, 10, 20, 50, 100]

/**
 * The sequential test of research on rapid regression detection (Lindon, Sanden, Shirikian, KDD 2022), for shares:
 * ln of the mean over q of (q/p)^bad ((1-q)/(1-p))^good. Under a true share of at most p the chance that it ever
 * exceeds ln(1/alpha) is at most alpha, however often one looks (Ville's inequality).
 */
export function logEvidence({ good, bad }: EventCount, limit: number): number {
  const terms = ratios
    .map((ratio) => limit * ratio)
    .filter((q) => q < 1)
    .map((q) => bad * Math.log(q / limit) + good * Math.log((1 - q) / (1 - limit)))
  if (terms.length === 0) return Number.NEGATIVE_INFINITY
  const largest = Math.max(...terms)
  return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0) / terms.length)
}

/** Bad events come in bursts, so a verdict needs at least three, seen in at least two looks. */
const fewestBad = 3
const fewestPolls = 2

/** `fail` as soon as the evidence against the limit is enough; else `inconclusive`: keep watching. Safe at every look. */
export function judgeSequentially(
  count: EventCount,
  { limit, alpha = 0.01 }: { limit: number; alpha?: number },
): Extract<Verdict, 'fail' | 'inconclusive'> {
  const enough = count.bad >= fewestBad && count.polls >= fewestPolls && logEvidence(count, limit) >= Math.log(1 / alpha)
  return enough ? 'fail' : 'inconclusive'
}

/** P(X <= k) for X ~ Binomial(n, p), summed in logarithms so that large n keeps its precision. */
function binomialTail(k: number, n: number, p: number): number {
  if (k >= n) return 1
  if (p <= 0) return 1
  if (p >= 1) return 0
  let logTerm = n * Math.log1p(-p)
  let sum = Math.exp(logTerm)
  for (let i = 1; i <= k; i += 1) {
    logTerm += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p)
    sum += Math.exp(logTerm)
  }
  return Math.min(1, sum)
}
