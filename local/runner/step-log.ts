import { parseCommand, type WorkflowCommand } from './commands.ts'
import type { Masks } from './masks.ts'
import type { Annotation } from './result.ts'

/** The log of one step: obeys workflow commands, masks every line. */
export class StepLog {
  readonly lines: string[] = []
  readonly annotations: Annotation[] = []
  /** What old-style `::set-output` and `::save-state` commands said. */
  readonly outputs = new Map<string, string>()
  readonly state = new Map<string, string>()
  maskedLines = 0
  readonly #masks: Masks
  readonly #onLine: (line: string) => void
  #stoppedBy: string | null = null

  constructor({ masks, onLine }: { masks: Masks; onLine: (line: string) => void }) {
    this.#masks = masks
    this.#onLine = onLine
  }

  /** A line that a program wrote. */
  read(line: string): void {
    if (!line.includes('::add-mask::') && this.#masks.touches(line)) this.maskedLines++
    const command = parseCommand(line)
    if (command !== null && this.#stoppedBy === null) this.#obey(command, line)
    else if (command !== null && command.name === this.#stoppedBy) this.#stoppedBy = null
    else this.write(line)
  }

  /** A line of the runner itself. */
  write(line: string): void {
    const masked = this.#masks.apply(line)
    this.lines.push(masked)
    this.#onLine(masked)
  }

  error(message: string): void {
    this.#annotate('error', message, {})
  }

  warning(message: string): void {
    this.#annotate('warning', message, {})
  }

  #obey({ name, properties, message }: WorkflowCommand, line: string): void {
    switch (name) {
      case 'error':
      case 'warning':
      case 'notice':
        this.#annotate(name, message, properties)
        break
      case 'add-mask':
        this.#masks.add(message)
        break
      case 'group':
        this.write(`##[group]${message}`)
        break
      case 'endgroup':
        this.write('##[endgroup]')
        break
      case 'stop-commands':
        this.#stoppedBy = message
        break
      case 'set-output':
      case 'save-state':
        this.#keep(name === 'set-output' ? this.outputs : this.state, properties, message)
        this.warning(`The \`${name}\` command is deprecated: write to $GITHUB_OUTPUT or $GITHUB_STATE.`)
        break
      case 'set-env':
      case 'add-path':
        this.error(`The \`${name}\` command is disabled: write to $GITHUB_ENV or $GITHUB_PATH.`)
        break
      case 'debug':
      case 'echo':
      case 'add-matcher':
      case 'remove-matcher':
        break
      default:
        this.write(line)
    }
  }

  #keep(place: Map<string, string>, properties: Readonly<Record<string, string>>, message: string): void {
    place.set(properties['name'] ?? '', message)
  }

  #annotate(level: Annotation['level'], message: string, properties: Readonly<Record<string, string>>): void {
    const number = (text: string | undefined) => (text === undefined || text === '' ? null : Number(text))
    this.annotations.push({
      level,
      message: this.#masks.apply(message),
      title: properties['title'] === undefined ? null : this.#masks.apply(properties['title']),
      file: properties['file'] ?? null,
      line: number(properties['line']),
      column: number(properties['col']),
    })
    for (const line of message.split('\n')) this.write(`##[${level}]${line}`)
  }
}
