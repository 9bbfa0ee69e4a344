import type { Counters, Statistics } from './balancer.ts'
import type { Color } from './color.ts'
import { statisticsMissing } from './problems.ts'

/** Reads `show stat` and `show info`; the backends are called SERVICE-COLOR. */
export function readStatistics(
  { stat, info }: { stat: string; info: string },
  { name, services }: { name: string; services: readonly string[] },
): Statistics {
  const rows = csvRows(stat)
  const backends = new Map(rows.flatMap((row) => (row['svname'] === 'BACKEND' ? [[row['pxname'] ?? '', row] as const] : [])))
  const countersOf = (service: string, color: Color): Counters => {
    const row = backends.get(`${service}-${color}`)
    const counters = {
      requests: Number(row?.['stot'] || NaN),
      failed: Number(row?.['hrsp_5xx'] || NaN),
      inFlight: Number(row?.['scur'] || NaN),
    }
    if (Object.values(counters).every(Number.isSafeInteger)) return counters
    throw statisticsMissing({ balancer: name, service, color, found: [...backends.keys()].join(', ') || 'no backend' })
  }
  return {
    epoch: ['Pid', 'Start_time_sec'].map((field) => new RegExp(`^${field}: (.*)$`, 'm').exec(info)?.[1] ?? '').join(' '),
    services: new Map(services.map((service) => [service, { blue: countersOf(service, 'blue'), green: countersOf(service, 'green') }])),
  }
}

/** The first line names the columns, after `# `. Fields of `show stat` hold no quoted commas before the counters we read. */
function csvRows(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.split('\n')
  const columns = head.replace(/^# /, '').split(',')
  return lines.map((line) => {
    const fields = line.split(',')
    return Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']))
  })
}
