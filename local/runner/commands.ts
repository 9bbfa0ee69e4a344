/** A workflow command on a line of output, such as `::error file=a.ts,line=3::message`. */
export interface WorkflowCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/** The command that a line holds, or null where it is plain text. */
export function parseCommand(line: string): WorkflowCommand | null {
  const start = line.trimStart()
  const end = start.startsWith('::') ? start.indexOf('::', 2) : -1
  if (end < 0) return null
  const head = start.slice(2, end)
  const space = head.indexOf(' ')
  const name = space < 0 ? head : head.slice(0, space)
  return {
    name,
    properties: space < 0 ? {} : parseProperties(head.slice(space + 1)),
    message: unescapeMessage(start.slice(end + 2)),
  }
}

function parseProperties(source: string): Record<string, string> {
  return Object.fromEntries(
    source
      .split(',')
      .map((pair) => pair.trim())
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), unescapeProperty(pair.slice(pair.indexOf('=') + 1))]),
  )
}

function unescapeMessage(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}

function unescapeProperty(text: string): string {
  return unescapeMessage(text.replaceAll('%3A', ':').replaceAll('%2C', ','))
}
