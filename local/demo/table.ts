import type { DemoFigures } from './figures.ts'

/** The end of the demo as a table for the terminal. */
export function figuresTable(figures: DemoFigures): string {
  const releases = figures.releases.map(({ name, conclusion, rolledBack, seconds, failedRequests }) => [
    name,
    rolledBack ? 'rolled back' : conclusion,
    `${seconds} s`,
    `${failedRequests} failed`,
  ])
  return [
    aligned([['release', 'result', 'seconds', 'requests'], ...releases]),
    '',
    aligned([
      ['requests sent', String(figures.requests), `failed ${figures.failedRequests}, after the switch back ${figures.failedAfterRevert}`],
      ['counted by the balancer', String(figures.balancer.requests), `failed ${figures.balancer.failed}`],
      ['ledgers', String(figures.ledgers), `${figures.contracts} contracts`],
      ['memory', `${figures.memory.networkMb ?? '?'} MB`, `network; an action at most ${figures.memory.actionMb ?? '?'} MB`],
      ['in all', `${figures.seconds} s`, ''],
    ]),
  ].join('\n')
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
