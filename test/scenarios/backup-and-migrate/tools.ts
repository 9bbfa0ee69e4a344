import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Configuration } from './system.ts'

/** A migration tool as a project would use it: files, and how fairlead.yml calls it. It is installed in `node_modules`. */
export interface Tool {
  readonly name: string
  readonly configuration: Configuration
  readonly files: Readonly<Record<string, string>>
  /** How its table names the two migrations. */
  readonly applied: readonly [string, string]
}

const dependencies = { 'node-pg-migrate': '9.0.0', dbmate: '2.36.0', typeorm: '1.1.1', knex: '3.3.0', pg: '8.23.1', 'squawk-cli': '2.66.0' }

/** Installs the tools once on this machine, without install scripts; null where there is no registry. */
export async function installTools(): Promise<string | null> {
  const folder = join(tmpdir(), 'fairlead-migration-tools-1')
  if (existsSync(folder)) return folder
  const draft = `${folder}-${process.pid}`
  await mkdir(draft, { recursive: true })
  await writeFile(join(draft, 'package.json'), JSON.stringify({ private: true, dependencies }))
  try {
    await promisify(execFile)('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: draft, timeout: 120_000 })
    await rename(draft, folder)
    return folder
  } catch {
    await rm(draft, { recursive: true, force: true })
    return existsSync(folder) ? folder : null
  }
}

const add = 'ALTER TABLE flights ADD COLUMN seats integer'
const make = 'CREATE TABLE seats (code text PRIMARY KEY)'
const remove = 'ALTER TABLE flights DROP COLUMN seats'

function typeormClass(name: string, statement: string): string {
  return `class ${name} { async up(runner) { await runner.query('${statement}') } async down() {} }\nmodule.exports = { ${name} }\n`
}

export const tools: readonly Tool[] = [
  {
    name: 'a script of the project',
    configuration: {},
    files: { 'migrations/002_add.sql': add, 'migrations/003_make.sql': make },
    applied: ['2 add', '3 make'],
  },
  {
    name: 'our own runner',
    configuration: { sql: 'sql' },
    files: { 'sql/1_add.up.sql': add, 'sql/1_add.down.sql': remove, 'sql/2_make.sql': make },
    applied: ['1 add', '2 make'],
  },
  {
    name: 'node-pg-migrate',
    configuration: { command: 'node_modules/.bin/node-pg-migrate up -m steps', versionTable: 'pgmigrations' },
    files: {
      'steps/1700000000001_add.sql': `-- Up Migration\n${add};\n-- Down Migration\n${remove};\n`,
      'steps/1700000000002_make.sql': `-- Up Migration\n${make};\n`,
    },
    applied: ['1700000000001_add', '1700000000002_make'],
  },
  {
    name: 'dbmate',
    configuration: {
      command: 'node_modules/.bin/dbmate --migrations-dir steps --no-dump-schema up',
      versionTable: 'schema_migrations',
      migrate: ', environment: { DATABASE_URL: "${env.DATABASE_URL}?sslmode=disable" }',
    },
    files: {
      'steps/001_add.sql': `-- migrate:up\n${add};\n-- migrate:down\n${remove};\n`,
      'steps/002_make.sql': `-- migrate:up\n${make};\n-- migrate:down\n`,
    },
    applied: ['001', '002'],
  },
  {
    name: 'TypeORM',
    configuration: { command: 'node_modules/.bin/typeorm migration:run -d source.cjs', versionTable: 'typeorm_migrations' },
    files: {
      'source.cjs': `const { DataSource } = require('typeorm')
module.exports.source = new DataSource({ type: 'postgres', url: process.env.DATABASE_URL, migrations: ['steps/*.cjs'], migrationsTableName: 'typeorm_migrations' })\n`,
      'steps/one.cjs': typeormClass('Add1700000000001', add),
      'steps/two.cjs': typeormClass('Make1700000000002', make),
    },
    applied: ['Add1700000000001', 'Make1700000000002'],
  },
  {
    name: 'Knex',
    configuration: { command: 'node_modules/.bin/knex migrate:latest --knexfile knexfile.cjs', versionTable: 'knex_migrations' },
    files: {
      'knexfile.cjs': `module.exports = { client: 'pg', connection: process.env.DATABASE_URL, migrations: { directory: './steps', loadExtensions: ['.cjs'] } }\n`,
      'steps/1_add.cjs': `exports.up = (knex) => knex.raw('${add}')\nexports.down = () => {}\n`,
      'steps/2_make.cjs': `exports.up = (knex) => knex.raw('${make}')\nexports.down = () => {}\n`,
    },
    applied: ['1_add.cjs', '2_make.cjs'],
  },
]
