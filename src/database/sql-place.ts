import type { Place } from '../core/problem.ts'

/** Where an offset (UTF-16 units) of a file's text is. Columns count characters. */
export function placeIn(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  return { file, line: before.split('\n').length, column: [...before.slice(start)].length + 1 }
}
