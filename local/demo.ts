/**
 * The whole release chain on this machine: the Traqora system is released from nothing, upgraded, and released broken,
 * through release.yml on the local runner. Ends everything it started, also on Ctrl-C.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Checkout, makeCheckout } from './demo/checkout.ts'
import { type DemoFigures, demoFigures, type Span } from './demo/figures.ts'
import { type Machine, startMachine } from './demo/machine.ts'
import { peakMemory } from './demo/memory.ts'
import { readOptions } from './demo/options.ts'
import { type ReleaseResult, release } from './demo/releases.ts'
import { reportHtml } from './demo/report.ts'
import { stopServices } from './demo/services.ts'
import { figuresTable } from './demo/table.ts'
import { timeline } from './demo/timeline.ts'
import { type Load, startLoad } from './load/client.ts'

const root = join(import.meta.dirname, '..')
const options = readOptions(process.argv.slice(2))
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(signal))

const started = performance.now()
const told = timeline({ quiet: options.json, write: (line) => console.log(line) })
process.exitCode = (await demo()) ? 0 : 1

/** Whether the demo showed what it promises. */
async function demo(): Promise<boolean> {
  await using folder = await temporaryFolder()
  told.say('starting PostgreSQL, the Soroban network, a balancer and Redis')
  await using machine = await startMachine({ folder: folder.path, without: options.without })
  await using services = stopServices(machine.variables['TRAQORA_STATE'] ?? '')
  told.say(`running: ${machine.parts.join(', ')}`)
  const checkout = await makeCheckout({
    example: join(root, 'examples', 'traqora'),
    folder: join(folder.path, 'traqora'),
    packages: join(root, 'node_modules'),
    rehearsal: machine.rehearsal,
  })
  const show = await showReleases({ checkout, machine })
  void services
  if (show === null) return false
  const { figures, html } = show
  await writeFile(resolve(options.report), html)
  if (options.json) console.log(JSON.stringify(figures))
  else console.log(`\n${figuresTable(figures)}\nreport: ${resolve(options.report)}`)
  return isAsPromised(figures)
}

async function showReleases({
  checkout,
  machine,
}: {
  checkout: Checkout
  machine: Machine
}): Promise<{ figures: DemoFigures; html: string } | null> {
  const firstLedger = await machine.latestLedger()
  const spans: Span[] = []
  const runOne = async (name: string, commit: string, load: Load | null): Promise<ReleaseResult> => {
    told.begin(`release ${spans.length + 1}: ${name}`)
    const beganAt = Date.now()
    const secondsBefore = load?.series.length ?? 0
    const result = await release({
      name,
      commit,
      checkout,
      machine,
      root,
      runId: 8_412 + spans.length,
      signal: interrupted.signal,
      onPhase: told.phase,
    })
    spans.push({ result, beganAt, endedAt: Date.now() })
    told.end(result, load?.series.slice(secondsBefore) ?? [])
    return result
  }

  const first = await runOne('first release, from nothing', checkout.firstCommit, null)
  if (first.conclusion !== 'success') return fail(first)
  await using load = await startLoad({
    targets: [`${machine.publicApi}/flights?from=LIS&to=MAD`, `${machine.publicApi}/health`, `${machine.publicClient}/`],
    ratePerSecond: 120,
    keepAlive: true,
    identityHeader: 'x-fairlead-color',
  })
  told.say('users arrive: 120 requests a second, open loop, no retries')
  const second = await runOne('upgrade: migration, contract, service', await checkout.commitUpgrade('second'), load)
  if (second.conclusion !== 'success') return fail(second)
  await runOne('broken: passes its smoke tests, fails under load', await checkout.commitUpgrade('third'), load)
  if (interrupted.signal.aborted) return null
  const afterRevert = load.series.length + 3
  await load.until(() => load.series.length >= afterRevert)
  const report = await load.stop()
  const figures = demoFigures({
    spans,
    load: report,
    balancer: await machine.balancerCount(),
    ledgers: (await machine.latestLedger()) - firstLedger,
    seconds: (performance.now() - started) / 1_000,
    memory: { networkMb: await peakMemory(machine.networkPid), actionMb: actionMemory(spans) },
  })
  return { figures, html: reportHtml({ figures, spans, load: report, parts: machine.parts }) }
}

function isAsPromised({ releases, failedAfterRevert, rolledBack }: DemoFigures): boolean {
  const [first, second, third] = releases
  const areGood = [first, second].every((good) => good?.conclusion === 'success' && good.failedRequests === 0)
  return areGood && third?.conclusion === 'failure' && rolledBack && failedAfterRevert === 0
}

function fail(result: ReleaseResult): null {
  if (interrupted.signal.aborted) {
    console.error('interrupted: everything that was started is ended')
    return null
  }
  console.error(result.log)
  console.error(`${result.name}: ${result.conclusion}, which the demo did not expect. The log is above.`)
  return null
}

/** Each action tells its peak in its result. */
function actionMemory(spans: readonly Span[]): number | null {
  const peaks = spans.flatMap(({ result }) => result.results.flatMap(({ peakMemoryMb }) => peakMemoryMb ?? []))
  return peaks.length === 0 ? null : Math.max(...peaks)
}

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'fairlead-demo-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
