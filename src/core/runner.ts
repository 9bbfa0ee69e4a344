import type { Place } from './problem.ts'

/** The port to where an action runs: GitHub's runner today. Nothing else knows how inputs come in and results go out. */
export interface Runner {
  /** What was given under `with:`, unknown names included, by name in lower case. */
  inputs(): ReadonlyMap<string, string>
  setOutput(name: string, value: string): void
  setFailed(): void
  /** Hides a text in every later log line. */
  mask(text: string): void
  info(line: string): void
  annotate(level: 'error' | 'warning' | 'notice', text: string, options: { title: string; at: Place | null }): void
  startGroup(title: string): void
  endGroup(): void
  writeSummary(markdown: string): Promise<void>
  readonly facts: RunFacts
}

/** Public facts about the run, as the platform tells them. */
export interface RunFacts {
  readonly repository: string
  readonly commit: string
  readonly ref: string
  readonly runId: string
  readonly attempt: number
  readonly actor: string
  readonly job: string
  readonly apiUrl: string
  readonly serverUrl: string
  readonly temporaryFolder: string
  /** A pull request from a fork: it has no secrets and a read-only token. */
  readonly fromFork: boolean
}
