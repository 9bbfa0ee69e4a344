export type Color = 'blue' | 'green'

/** One public port and the two ports behind it. */
export interface Frontend {
  /** Letters, digits and dashes: a service of the system. */
  readonly name: string
  readonly port: number
  readonly blue: number
  readonly green: number
}

export const colors: readonly Color[] = ['blue', 'green']

/** The public url of each frontend by its name. */
export function frontendUrls(frontends: readonly Frontend[]): Readonly<Record<string, string>> {
  return Object.fromEntries(frontends.map(({ name, port }) => [name, `http://127.0.0.1:${port}`]))
}
