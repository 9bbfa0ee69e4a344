import type { Finished } from '../core/process.ts'

const mostLines = 4

/** The end of what a program said, for a problem; its last line that tells an error comes along when a stack trace follows it. */
export function lastWords({ tail }: Pick<Finished, 'tail'>): string {
  const lines = tail.filter((line) => line.trim() !== '')
  const end = lines.slice(-mostLines)
  const telling = lines.findLast((line) => /error:/i.test(line))
  const told = telling === undefined || end.includes(telling) ? end : [telling, ...end.slice(1)]
  return told.length === 0 ? 'it said nothing' : told.join('\n')
}
