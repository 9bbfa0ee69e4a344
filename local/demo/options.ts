import { parseArgs } from 'node:util'

export interface DemoOptions {
  /** Print one line of JSON at the end instead of the timeline. */
  readonly json: boolean
  /** Do as if these were not installed. */
  readonly without: readonly ('haproxy' | 'redis')[]
  /** Where the HTML report goes. */
  readonly report: string
}

/** Reads the command line; an unknown option ends the program with the list of known ones. */
export function readOptions(argumentsList: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...argumentsList],
    options: {
      json: { type: 'boolean', default: false },
      without: { type: 'string', multiple: true, default: [] },
      report: { type: 'string', default: 'report.html' },
    },
  })
  const without = values.without.map((name) => {
    if (name !== 'haproxy' && name !== 'redis') throw new TypeError(`--without takes haproxy or redis, not "${name}"`)
    return name
  })
  return { json: values.json, without, report: values.report }
}
