/** Lines found and lines executed of one source file. */
export interface FileCoverage {
  readonly file: string
  readonly lines: number
  readonly covered: number
}

/**
 * Reads an lcov tracefile (geninfo(1)). A file that several tests report is merged by line: it counts as covered where
 * any of them ran it. Null where the text is no complete tracefile.
 */
export function readLcov(text: string): FileCoverage[] | null {
  const hits = new Map<string, Map<number, number>>()
  let current: Map<number, number> | null = null
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('SF:')) {
      const file = line.slice(3)
      current = hits.get(file) ?? new Map()
      hits.set(file, current)
    } else if (line.startsWith('DA:')) {
      const [, number, count] = /^DA:(\d+),(\d+)/.exec(line) ?? []
      if (current === null || number === undefined) return null
      current.set(Number(number), Math.max(current.get(Number(number)) ?? 0, Number(count)))
    } else if (line === 'end_of_record') current = null
  }
  // A report cut in the middle of a record would count only a part of a file.
  if (!text.trimEnd().endsWith('end_of_record') || hits.size === 0) return null
  return [...hits].map(([file, lines]) => ({
    file,
    lines: lines.size,
    covered: [...lines.values()].filter((count) => count > 0).length,
  }))
}

/** Share of lines executed, in percent. NaN where there is no line. */
export function coveragePercent(files: readonly FileCoverage[]): number {
  const lines = files.reduce((sum, file) => sum + file.lines, 0)
  return (files.reduce((sum, file) => sum + file.covered, 0) / lines) * 100
}
