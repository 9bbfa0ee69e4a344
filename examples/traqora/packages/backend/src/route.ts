/** A wish for flights: `from` and `to` are airports, null stands for any. */
export interface FlightWish {
  from: string | null
  to: string | null
}

/** Reads `?from=LIS&to=MAD`; null when an airport is not three letters. */
export function readWish(query: URLSearchParams): FlightWish | null {
  const from = query.get('from')?.toUpperCase() ?? null
  const to = query.get('to')?.toUpperCase() ?? null
  return [from, to].every((airport) => airport === null || /^[A-Z]{3}$/.test(airport)) ? { from, to } : null
}

export function wishKey({ from, to }: FlightWish): string {
  return `${from ?? '*'}-${to ?? '*'}`
}
