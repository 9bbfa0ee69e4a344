import { readFile } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'
import picomatch from 'picomatch'
import { z } from 'zod'
import { keeps, parseThreshold, thresholdText } from '../core/threshold.ts'
import { type GateKind, passed, refused } from './gate.ts'
import { coveragePercent, type FileCoverage, readLcov } from './lcov.ts'
import { coverageTooLow, coverageUnreadable } from './problems.ts'

const schema = z.strictObject({
  report: z.string().describe('Path of an lcov tracefile.'),
  lines: z.string().describe('Threshold for all files together: ">= 80 %".'),
  paths: z
    .record(z.string(), z.string())
    .default({})
    .describe('Glob of source files -> threshold of their own. All files still count overall.'),
})

interface Rule {
  readonly name: string
  readonly threshold: string
  readonly files: readonly FileCoverage[]
}

/** Line coverage, overall and by path. A path that matches no file is not covered, it is an error. */
export const coverageGate: GateKind<z.infer<typeof schema>> = {
  key: 'coverage',
  description: 'Share of lines that tests ran, overall and by path, from an lcov report.',
  schema,
  runsCommands: false,
  name: ({ report }) => `coverage ${report}`,
  async judge({ report, lines, paths }, { world, at }) {
    const unreadable = (reason: string, expected: string) =>
      refused(coverageUnreadable({ report, reason, at }), { expected, observed: reason, verdict: 'error' })
    const expected = [`all ${lines}`, ...Object.entries(paths).map(([glob, threshold]) => `${glob} ${threshold}`)].join(', ')
    const text = await readFile(join(world.directory, report), 'utf8').catch(() => null)
    if (text === null) return unreadable('there is no such file', expected)
    const files = readLcov(text)?.map((file) => ({ ...file, file: fromRoot(file.file, world.directory) })) ?? null
    if (files === null) return unreadable('it is not a complete lcov tracefile', expected)
    const rules: Rule[] = [
      { name: 'all', threshold: lines, files },
      ...Object.entries(paths).map(([glob, threshold]) => ({
        name: glob,
        threshold,
        files: files.filter(({ file }) => picomatch.isMatch(file, glob)),
      })),
    ]
    const empty = rules.filter((rule) => !(coveragePercent(rule.files) >= 0))
    if (empty.length > 0) return unreadable(`no line of ${empty.map(({ name }) => name).join(', ')} is in it`, expected)
    const observed = rules.map(({ name, files: matched }) => `${name} ${coveragePercent(matched).toFixed(2)} %`).join(', ')
    const low = rules.filter((rule) => !keeps(parseThreshold(rule.threshold, at), coveragePercent(rule.files)))
    if (low.length === 0) return passed(expected, observed)
    const found = low
      .map(
        (rule) =>
          `${rule.name}: ${coveragePercent(rule.files).toFixed(2)} % of lines, wanted ${thresholdText(parseThreshold(rule.threshold))}`,
      )
      .join('; ')
    return refused(coverageTooLow({ found, at }), { expected, observed })
  },
}

/** Reports name files absolutely or from the root of the repository. */
function fromRoot(file: string, directory: string): string {
  return isAbsolute(file) ? relative(directory, file) : file.replace(/^\.\//, '')
}
