import type { LoadReport, SecondFigures } from '../load/figures.ts'
import type { DemoFigures, Span } from './figures.ts'

const chartWidth = 1_000

/** One HTML file without any request to elsewhere: what users felt, when, and what every step did. */
export function reportHtml({
  figures,
  spans,
  load,
  parts,
}: {
  figures: DemoFigures
  spans: readonly Span[]
  load: LoadReport
  parts: readonly string[]
}): string {
  const beganAt = spans[0]?.beganAt ?? load.startedAt
  const endedAt = Math.max(load.endedAt, ...spans.map((span) => span.endedAt))
  const scale = (at: number) => ((at - beganAt) / (endedAt - beganAt)) * chartWidth
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Fairlead: three releases of Traqora</title>
<style>${style}</style></head><body><main>
<h1>Three releases of Traqora</h1>
<p class="lead">${escaped(parts.join(', '))}. ${figures.requests.toLocaleString('en')} requests, ${figures.failedRequests} failed, ${figures.failedAfterRevert} after the switch back.</p>
<section class="cards">${spans.map((span, index) => card(span, figures.releases[index]?.failedRequests ?? 0)).join('')}</section>
<h2>What users felt</h2>
${trafficChart({ load, scale, spans })}
<p class="legend"><i class="blue"></i>answered by blue <i class="green"></i>by green <i class="failed"></i>failed</p>
<h2>What the releases did</h2>
${spans.map((span) => phasesChart(span)).join('')}
<h2>What each job wrote</h2>
${spans.map(({ result }) => result.summaries.map(({ job, markdown }) => `<details><summary>${escaped(result.name)}: ${escaped(job)}</summary><pre>${escaped(markdown)}</pre></details>`).join('')).join('')}
</main></body></html>
`
}

function card({ result }: Span, failed: number): string {
  const kind = result.rolledBack ? 'back' : result.conclusion
  const outcome = result.rolledBack ? 'rolled back by itself' : result.conclusion === 'success' ? 'accepted' : result.conclusion
  const why = result.errors
    .map(({ title, message }) => `<p><code>${escaped(title)}</code> ${escaped(message.split('\n')[0] ?? '')}</p>`)
    .join('')
  return `<article class="${kind}"><h3>${escaped(result.name)}</h3><p class="outcome">${outcome}</p><p>${result.seconds.toFixed(1)} s, ${failed} failed requests, commit <code>${result.commit.slice(0, 10)}</code></p>${why}</article>`
}

/** Stacked bars, one a second: who answered, and what failed; the releases as bands behind them. */
function trafficChart({ load, scale, spans }: { load: LoadReport; scale: (at: number) => number; spans: readonly Span[] }): string {
  const height = 160
  const most = Math.max(1, ...load.series.map(({ requests }) => requests))
  const width = Math.max(1, scale(load.startedAt + 1_000) - scale(load.startedAt) - 1)
  const bars = load.series.map((second) => secondBar(second, { x: scale(load.startedAt + second.second * 1_000), width, height, most }))
  const bands = spans.map(({ beganAt, endedAt, result }) => {
    const x = scale(beganAt)
    return `<rect class="band ${result.rolledBack ? 'back' : 'good'}" x="${x.toFixed(1)}" y="0" width="${(scale(endedAt) - x).toFixed(1)}" height="${height}"/><text x="${(x + 6).toFixed(1)}" y="14">${escaped(result.name)}</text>`
  })
  return `<svg viewBox="0 0 ${chartWidth} ${height}" role="img" aria-label="Requests a second by color, and failed ones">${bands.join('')}${bars.join('')}</svg>`
}

function secondBar(
  { requests, failed, identities, second }: SecondFigures,
  { x, width, height, most }: { x: number; width: number; height: number; most: number },
): string {
  const usable = height - 24
  const blue = Math.min(identities['blue'] ?? 0, requests)
  const parts: [string, number][] = [
    ['failed', failed],
    ['blue', Math.max(0, blue - (blue >= requests - blue ? failed : 0))],
    ['green', Math.max(0, requests - blue - (blue >= requests - blue ? 0 : failed))],
  ]
  let y = height
  const rects = parts.map(([name, count]) => {
    const tall = (count / most) * usable
    y -= tall
    return tall === 0
      ? ''
      : `<rect class="${name}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${tall.toFixed(1)}"/>`
  })
  return `<g><title>second ${second}: ${requests} requests, ${failed} failed</title>${rects.join('')}</g>`
}

function phasesChart({ result }: Span): string {
  const phases = result.phases.filter(({ job }) => !job.endsWith('plan'))
  const began = Math.min(...phases.map(({ startedAt }) => startedAt))
  const ended = Math.max(...phases.map(({ startedAt, seconds }) => startedAt + seconds * 1_000))
  const scale = (at: number) => 130 + ((at - began) / Math.max(1, ended - began)) * (chartWidth - 240)
  const rows = phases.map(({ name, conclusion, startedAt, seconds }, index) => {
    const y = index * 24
    const x = scale(startedAt)
    const width = Math.max(2, scale(startedAt + seconds * 1_000) - x)
    return `<text x="0" y="${y + 15}">${escaped(name)}</text><rect class="${conclusion}" x="${x.toFixed(1)}" y="${y + 3}" width="${width.toFixed(1)}" height="16" rx="3"/><text x="${(x + width + 6).toFixed(1)}" y="${y + 15}">${seconds.toFixed(1)} s</text>`
  })
  return `<h3>${escaped(result.name)}</h3><svg viewBox="0 0 ${chartWidth} ${phases.length * 24 + 4}" role="img" aria-label="Steps of the release job and how long each took">${rows.join('')}</svg>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const style = `
:root { color-scheme: light dark; --ink: #16222e; --paper: #fbfcfd; --line: #d8e0e7; --blue: #3b82d6; --green: #2f9e6b; --failed: #d6453b; --back: #c98a1b }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #10161c; --line: #2a3540 } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 1040px; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 2rem; margin: 0 } h2 { margin-top: 2.5rem } h3 { margin: 1rem 0 .4rem; font-size: 1rem }
.lead { font-size: 1.1rem } code { font-size: .9em }
.cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)) }
article { border: 1px solid var(--line); border-top: 4px solid var(--green); border-radius: 8px; padding: .25rem 1rem 1rem }
article.back { border-top-color: var(--back) } article.failure { border-top-color: var(--failed) }
article p { margin: .3rem 0 } .outcome { font-weight: 600 }
svg { width: 100%; height: auto; display: block } svg text { fill: var(--ink); font-size: 12px }
rect.blue { fill: var(--blue) } rect.green, rect.success { fill: var(--green) } rect.failed, rect.failure { fill: var(--failed) } rect.cancelled { fill: var(--back) }
rect.band { opacity: .08; fill: var(--green) } rect.band.back { fill: var(--failed) }
.legend i { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin: 0 .3em 0 1em }
i.blue { background: var(--blue) } i.green { background: var(--green) } i.failed { background: var(--failed) }
details { border-bottom: 1px solid var(--line); padding: .4rem 0 } pre { overflow-x: auto; font-size: .8rem }
`
