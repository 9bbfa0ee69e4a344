/** `npm run bench -- NAME [--size small|full|large] [--close 5s] [--json]`: one benchmark of test/bench, its figures as a table or as JSON. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseDuration } from '../src/core/duration.ts'

/** What a benchmark exports as `bench`: its figures, in the order to print them; null: not measured yet. */
export type Bench = (options: BenchOptions) => Promise<Readonly<Record<string, number | null>>>

const sizes = ['small', 'full', 'large'] as const
export type Size = (typeof sizes)[number]

export interface BenchOptions {
  /** About 50 MB, 1.2 GB and 5 GB of the database; of the largest only what must not depend on size is measured. */
  readonly size: Size
  /** Major of PostgreSQL, or null for the machine's own. */
  readonly postgres: number | null
  /** Milliseconds between ledgers of the local network. */
  readonly closeMs: number
  /** Says what is being measured; goes to standard error. */
  readonly say: (text: string) => void
}

const folder = join(import.meta.dirname, '..', 'test', 'bench')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: 'small' },
    json: { type: 'boolean', default: false },
    postgres: { type: 'string' },
    close: { type: 'string', default: '5s' },
  },
})
const [name = ''] = positionals
const known = readdirSync(folder).flatMap((file) => (/^[a-z-]+\.ts$/.test(file) ? [file.slice(0, -3)] : []))
const size = sizes.find((known) => known === values.size)
if (!known.includes(name) || size === undefined) {
  console.error(
    `npm run bench -- NAME [--size small|full|large] [--postgres MAJOR] [--close 5s] [--json]\nNAME is one of: ${known.join(', ')}`,
  )
  process.exit(2)
}
const { bench } = (await import(join(folder, `${name}.ts`))) as { bench: Bench }
const figures = await bench({
  size,
  postgres: values.postgres === undefined ? null : Number(values.postgres),
  closeMs: parseDuration(values.close).ms,
  say: (text) => console.error(text),
})
if (values.json) console.log(JSON.stringify({ bench: name, figures }))
else for (const [figure, value] of Object.entries(figures)) console.log(`${figure.padEnd(28)}${String(value ?? 'not yet').padStart(12)}`)
