import { defineProblem } from './problem.ts'

export const cancelled = defineProblem({
  code: 'core/cancelled',
  example: { signal: 'SIGINT', next: 'upload token' },
  what: ({ signal, next }) => `The run was cancelled by ${signal} before: ${next}.`,
  state: 'Every write that had begun was brought to a known outcome; no new one was started.',
  remedy: 'Run the release again to finish it, or the rollback workflow to go back.',
})

/** Whether somebody asked the run to stop. No new work starts then; the current write is brought to its outcome. */
export interface Cancellation {
  readonly signal: AbortSignal
  requested(): boolean
  throwIfRequested(next: string): void
}

export function neverCancelled(): Cancellation {
  return cancellationOf(new AbortController().signal)
}

/** Listens for SIGINT and SIGTERM (the runner sends SIGINT, after 7.5 s SIGTERM, after 2.5 s more it kills). */
export function listenForSignals(process: NodeJS.Process): Cancellation & Disposable & { after(ms: number): void } {
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals) => controller.abort(signal)
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    ...cancellationOf(controller.signal),
    after(ms) {
      setTimeout(() => controller.abort('the timeout'), Math.min(ms, longestTimerMs)).unref()
    },
    [Symbol.dispose]() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}

/** A longer timer of Node fires at once. */
const longestTimerMs = 2 ** 31 - 1

function cancellationOf(signal: AbortSignal): Cancellation {
  return {
    signal,
    requested: () => signal.aborted,
    throwIfRequested(next) {
      if (signal.aborted) throw cancelled({ signal: String(signal.reason), next })
    },
  }
}
