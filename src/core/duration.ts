import { defineProblem, type Place } from './problem.ts'

/** A length of time. Milliseconds, so that `30s` and `30000 ms` are equal. */
export interface Duration {
  readonly ms: number
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export const notADuration = defineProblem({
  code: 'core/not-a-duration',
  example: { text: '30' },
  what: ({ text }) => `"${text}" is not a duration.`,
  state: 'Nothing was changed.',
  remedy: 'Write a number and its unit: 200 ms, 30s, 5m, 2h or 7d.',
})

/** Reads `200 ms`, `30s`, `5m`, `2h`, `7d`. A number without its unit is refused. */
export function parseDuration(text: string, at: Place | null = null): Duration {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim())
  const factor = unitMs[match?.[2] ?? '']
  if (match === null || factor === undefined) throw notADuration({ text, at })
  return { ms: Number(match[1]) * factor }
}

/** `950 ms`, `4.2 s`, `3 min 20 s`: for people, in logs and summaries. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
