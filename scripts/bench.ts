/** `npm run bench -- NAME [--size small|full] [--json]`: one benchmark of test/bench, its figures as a table or as JSON. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** What a benchmark exports as `bench`: its figures, in the order to print them. */
export type Bench = (options: BenchOptions) => Promise<Readonly<Record<string, number>>>

export interface BenchOptions {
  readonly size: 'small' | 'full'
  /** Major of PostgreSQL, or null for the machine's own. */
  readonly postgres: number | null
  /** Says what is being measured; goes to standard error. */
  readonly say: (text: string) => void
}

const folder = join(import.meta.dirname, '..', 'test', 'bench')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { size: { type: 'string', default: 'small' }, json: { type: 'boolean', default: false }, postgres: { type: 'string' } },
})
const [name = ''] = positionals
const known = readdirSync(folder).flatMap((file) => (/^[a-z-]+\.ts$/.test(file) ? [file.slice(0, -3)] : []))
if (!known.includes(name) || !existsSync(join(folder, `${name}.ts`)) || (values.size !== 'small' && values.size !== 'full')) {
  console.error(`npm run bench -- NAME [--size small|full] [--postgres MAJOR] [--json]\nNAME is one of: ${known.join(', ')}`)
  process.exit(2)
}
const { bench } = (await import(join(folder, `${name}.ts`))) as { bench: Bench }
const figures = await bench({
  size: values.size,
  postgres: values.postgres === undefined ? null : Number(values.postgres),
  say: (text) => console.error(text),
})
if (values.json) console.log(JSON.stringify(figures, null, 2))
else for (const [figure, value] of Object.entries(figures)) console.log(`${figure.padEnd(28)}${String(value).padStart(12)}`)
