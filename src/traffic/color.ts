/** A complete set of the system's services at one release. */
export type Color = 'blue' | 'green'

export const colors: readonly Color[] = ['blue', 'green']

export function isColor(text: unknown): text is Color {
  return text === 'blue' || text === 'green'
}

export function otherColor(color: Color): Color {
  return color === 'blue' ? 'green' : 'blue'
}
