/**
 * The names and values written to `GITHUB_OUTPUT`, `GITHUB_ENV` or `GITHUB_STATE`: `name=value` lines and heredocs.
 * @throws Error with GitHub's own sentence when the file is malformed; the step fails with it
 */
export function parseCommandFile(content: string): Map<string, string> {
  const pairs = new Map<string, string>()
  const lines = content.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs.set(nameIn(line, line.slice(0, equals)), line.slice(equals + 1))
    } else if (heredoc >= 0) {
      const name = nameIn(line, line.slice(0, heredoc))
      const delimiter = line.slice(heredoc + 2)
      const end = lines.indexOf(delimiter, index + 1)
      if (delimiter === '' || end < 0) throw new MalformedCommandFile(`Invalid value. Matching delimiter not found '${delimiter}'`)
      pairs.set(name, lines.slice(index + 1, end).join('\n'))
      index = end
    } else {
      throw new MalformedCommandFile(`Invalid format '${line}'`)
    }
  }
  return pairs
}

/** The folders written to `GITHUB_PATH`, the last first, as they go in front of `PATH`. */
export function parsePathFile(content: string): string[] {
  return content
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .reverse()
}

/** A step that wrote such a file fails. */
export class MalformedCommandFile extends Error {
  override readonly name = 'MalformedCommandFile'
}

function nameIn(line: string, name: string): string {
  if (name === '') throw new MalformedCommandFile(`Invalid format '${line}'. Name must not be empty`)
  return name
}
