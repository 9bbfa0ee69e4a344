import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Child, serviceFolder, startChild } from '../services/child.ts'
import type { LoadConfiguration, LoadMessage } from './command.ts'
import type { LoadReport, SecondFigures } from './figures.ts'
import { clientEnded, nothingToSend } from './problems.ts'
import type { Target } from './request.ts'

export interface LoadOptions {
  /** Asked in turn. A text is the url of a GET. */
  readonly targets: readonly (string | Target)[]
  readonly ratePerSecond?: number
  /** Over kept connections, as browsers and services do: these are the ones that a careless switch breaks. */
  readonly keepAlive?: boolean
  /** The answer's header that tells who answered. */
  readonly identityHeader?: string
  readonly onSecond?: (figures: SecondFigures) => void
}

export interface Load extends AsyncDisposable {
  readonly pid: number
  readonly log: string
  /** When the first request was due, in milliseconds since 1970. */
  readonly startedAt: number
  /** The seconds told so far. */
  readonly series: readonly SecondFigures[]
  /** Waits until the condition holds for what ended so far; looks once a second. Rejects when the client ended. */
  until(condition: (soFar: { requests: number; failed: number; identities: Readonly<Record<string, number>> }) => boolean): Promise<void>
  /** Sends no more, waits for the answers that are due (5 s at most), and returns all figures. */
  stop(): Promise<LoadReport>
}

const defaultRate = 120

/** Starts an open-loop HTTP client in a process of its own: it sends by the clock, counts a 5 s silence as a failure, and never tries again. */
export async function startLoad(options: LoadOptions): Promise<Load> {
  const { targets, ratePerSecond = defaultRate } = options
  if (targets.length === 0 || !(ratePerSecond > 0)) throw nothingToSend({ targets: targets.length, ratePerSecond })
  const place = await serviceFolder('load', null, null)
  const child = await startCommand(options, place.path)
  const told = listen(child, options.onSecond ?? (() => {}))
  const startedAt = await Promise.race([told.begun, told.closed.then(() => null)])
  if (startedAt === null) throw await whyEnded(child)

  return {
    pid: child.pid,
    log: join(place.path, 'load.log'),
    startedAt,
    series: told.series,
    async until(condition) {
      while (!condition(sumOf(told.series))) {
        if (!(await told.anotherSecond())) throw await whyEnded(child)
      }
    },
    async stop() {
      await child.stop()
      await told.closed
      const report = told.report()
      if (report === null) throw await whyEnded(child)
      return report
    },
    async [Symbol.asyncDispose]() {
      await child.kill()
      await place[Symbol.asyncDispose]()
    },
  }
}

interface Told {
  readonly begun: Promise<number>
  readonly closed: Promise<void>
  readonly series: readonly SecondFigures[]
  /** False when there will be none. */
  anotherSecond(): Promise<boolean>
  report(): LoadReport | null
}

function listen(child: Child, onSecond: (figures: SecondFigures) => void): Told {
  const begun = Promise.withResolvers<number>()
  const closed = Promise.withResolvers<void>()
  const series: SecondFigures[] = []
  let next = Promise.withResolvers<boolean>()
  let report: LoadReport | null = null
  if (child.stdout === null) throw new Error('the load client was started without a pipe')
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    const message = JSON.parse(line) as LoadMessage
    if ('begun' in message) begun.resolve(message.begun)
    if ('report' in message) report = message.report
    if ('second' in message) {
      series.push(message.second)
      onSecond(message.second)
      next.resolve(true)
      next = Promise.withResolvers()
    }
  })
  lines.on('close', () => {
    next.resolve(false)
    closed.resolve()
  })
  return { begun: begun.promise, closed: closed.promise, series, anotherSecond: () => next.promise, report: () => report }
}

async function startCommand(
  { targets, ratePerSecond = defaultRate, keepAlive = true, identityHeader = 'x-fairlead-color' }: LoadOptions,
  folder: string,
): Promise<Child> {
  const wholeTargets = targets.map((target) => (typeof target === 'string' ? { url: target } : target))
  const configuration: LoadConfiguration = { targets: wholeTargets, ratePerSecond, keepAlive, identityHeader }
  const file = join(folder, 'load.json')
  await writeFile(file, JSON.stringify(configuration), { mode: 0o600 }) // requests may carry a token: not for the command line
  const command = fileURLToPath(new URL('command.ts', import.meta.url))
  return startChild({
    service: 'The load client',
    command: process.execPath,
    args: [command, file],
    folder,
    temporary: true,
    log: join(folder, 'load.log'),
    stdout: 'pipe',
  })
}

async function whyEnded(child: Child): Promise<Error> {
  return clientEnded({ ended: await child.ended, output: child.lastWords() })
}

function sumOf(series: readonly SecondFigures[]): { requests: number; failed: number; identities: Record<string, number> } {
  const identities: Record<string, number> = {}
  for (const second of series) {
    for (const [identity, count] of Object.entries(second.identities)) identities[identity] = (identities[identity] ?? 0) + count
  }
  const sum = (pick: (second: SecondFigures) => number) => series.reduce((total, second) => total + pick(second), 0)
  return { requests: sum(({ requests }) => requests), failed: sum(({ failed }) => failed), identities }
}
