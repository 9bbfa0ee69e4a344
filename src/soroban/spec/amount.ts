import { defineProblem, type Place } from '../../core/problem.ts'

export const notAnAmount = defineProblem({
  code: 'soroban/not-an-amount',
  example: { text: '25' },
  what: ({ text }) => `"${text}" is not an amount of lumens.`,
  state: 'Nothing was signed or sent.',
  remedy: 'Write a number with at most seven places and its unit: 25 XLM, 0.5 XLM.',
})

/** Reads `25 XLM` as stroops (a ten-millionth of a lumen). An amount without its unit is refused. */
export function parseLumens(text: string, at: Place | null = null): bigint {
  const [, whole, places = ''] = /^(\d{1,11})(?:\.(\d{1,7}))?\s*XLM$/.exec(text.trim()) ?? []
  if (whole === undefined) throw notAnAmount({ text, at })
  return BigInt(whole) * 10_000_000n + BigInt(places.padEnd(7, '0'))
}
