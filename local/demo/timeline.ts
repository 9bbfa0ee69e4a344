import { styleText } from 'node:util'
import { durationText } from '../../src/core/duration.ts'
import type { SecondFigures } from '../load/figures.ts'
import type { Phase, ReleaseResult } from './releases.ts'

/** What a person sees while the demo runs: one line a phase, one line of traffic at the end of each release. */
export interface Timeline {
  say(text: string): void
  begin(title: string): void
  phase(phase: Phase): void
  end(result: ReleaseResult, traffic: readonly SecondFigures[]): void
}

const bars = ' ▁▂▃▄▅▆▇█'

/** Writes to a stream; says nothing with `quiet`. */
export function timeline({ quiet, write }: { quiet: boolean; write: (line: string) => void }): Timeline {
  const started = performance.now()
  const line = (text: string) => {
    if (!quiet) write(`${styleText('dim', clock(performance.now() - started))} ${text}`)
  }
  return {
    say: line,
    begin: (title) => line(styleText('bold', title)),
    phase({ job, name, conclusion, seconds }) {
      const mark = conclusion === 'success' ? styleText('green', '✓') : styleText('red', '✗')
      const where = job.endsWith('plan') ? 'plan' : 'release'
      line(`  ${mark} ${where.padEnd(8)}${name.padEnd(12)}${durationText(seconds * 1_000).padStart(9)}`)
    },
    end(result, traffic) {
      const state =
        result.conclusion === 'success'
          ? styleText('green', 'accepted')
          : styleText('yellow', result.rolledBack ? 'rolled back by itself' : 'failed')
      line(`  ${result.name}: ${state} after ${durationText(result.seconds * 1_000)}`)
      for (const { title, message } of result.errors) line(`    ${styleText('red', title)} ${message.split('\n')[0] ?? ''}`)
      if (traffic.length > 0) line(`    failed requests each second ${sparkline(traffic.map(({ failed }) => failed))}`)
    },
  }
}

/** One character a second; a space is none. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts)
  return counts.map((count) => bars[count === 0 ? 0 : Math.max(1, Math.round((count / most) * 8))]).join('') || '(none)'
}

function clock(ms: number): string {
  const seconds = ms / 1_000
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${(seconds % 60).toFixed(1).padStart(4, '0')}`
}
