/** The open-loop client as a process: `node command.ts CONFIGURATION.json`. Started by client.ts; tells one JSON line a second, and all at SIGTERM. */
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { failuresOf, type LoadReport, loadTotals, type RequestRecord, type SecondFigures, secondFigures } from './figures.ts'
import { now, sendOnce, type Target } from './request.ts'

export interface LoadConfiguration {
  readonly targets: readonly Target[]
  readonly ratePerSecond: number
  readonly keepAlive: boolean
  readonly identityHeader: string
}

export type LoadMessage = { readonly begun: number } | { readonly second: SecondFigures } | { readonly report: LoadReport }

/** A keep-alive connection of ours ends before a balancer's does (60 s). */
const idleTimeoutMs = 30_000

const { targets, ratePerSecond, keepAlive, identityHeader } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LoadConfiguration
const agent = new Agent({ keepAlive, ...(keepAlive ? { timeout: idleTimeoutMs } : {}) })
const records: RequestRecord[] = []
const series: SecondFigures[] = []
const running = new Set<Promise<void>>()
const startedAt = now()
let told = 0
let sent = 0

process.stdout.on('error', () => process.exit(1)) // nobody listens any more
tell({ begun: startedAt })
let sender = setTimeout(sendDue)
const teller = setInterval(tellSecond, 1000)
process.once('SIGTERM', finish)

/** The clock decides what is sent, not the answers: a slow server gets as many requests as a fast one. */
function sendDue(): void {
  const dueAt = (index: number) => startedAt + (index * 1000) / ratePerSecond
  for (; dueAt(sent) <= now(); sent += 1) sendNext(dueAt(sent))
  sender = setTimeout(sendDue, Math.max(0, dueAt(sent) - now()))
}

function sendNext(dueAt: number): void {
  const target = targets[sent % targets.length]
  if (target === undefined) return
  const request = sendOnce(target, { agent, dueAt, identityHeader }).then((record) => {
    records.push(record)
    running.delete(request)
  })
  running.add(request)
}

function tellSecond(): void {
  const second = secondFigures(series.length, records.slice(told))
  told = records.length
  series.push(second)
  tell({ second })
}

async function finish(): Promise<void> {
  clearTimeout(sender)
  const seconds = (now() - startedAt) / 1000
  await Promise.all(running)
  clearInterval(teller)
  tellSecond()
  const endedAt = now()
  tell({ report: { ...loadTotals(records, { ratePerSecond, seconds }), startedAt, endedAt, failures: failuresOf(records), series } })
  agent.destroy()
}

function tell(message: LoadMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}
