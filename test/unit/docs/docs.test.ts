import { glob, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseDocument } from 'yaml'
import { definedProblems } from '../../../scripts/generate/errors-page.ts'
import { keyTable } from '../../../scripts/generate/key-table.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { Problem } from '../../../src/core/problem.ts'
import { sections } from '../../../src/sections.ts'

const root = join(import.meta.dirname, '..', '..', '..')

interface Snippet {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly text: string
}

async function snippets(): Promise<Snippet[]> {
  const found: Snippet[] = []
  for await (const page of glob(['*.md', 'action-docs/*.md', 'actions/*/README.md', 'examples/*/README.md'], { cwd: root })) {
    const text = await readFile(join(root, page), 'utf8')
    for (const match of text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)) {
      found.push({ page, line: text.slice(0, match.index).split('\n').length, language: match[1] ?? '', text: match[2] ?? '' })
    }
  }
  return found
}

test('every YAML snippet is valid YAML, and every fairlead.yml among them loads for each of its environments', async () => {
  const yaml = (await snippets()).filter(({ language }) => language === 'yaml')
  expect(yaml.length).toBeGreaterThan(10)
  let files = 0
  for (const { page, line, text } of yaml) {
    const document = parseDocument(text)
    expect({ page, line, errors: document.errors.map(({ message }) => message) }).toEqual({ page, line, errors: [] })
    const value: unknown = document.toJS()
    if (typeof value !== 'object' || value === null || !('system' in value) || !('environments' in value)) continue
    for (const environment of Object.keys((value as { environments: object }).environments)) {
      loadConfig({ text, file: `${page}:${line}`, environment, inline: new Map(), sections })
      files += 1
    }
  }
  expect(files).toBeGreaterThan(1)
})

interface Used {
  readonly uses: string
  readonly with: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, unknown>>
}

/** Every map of a value that names something of this repository to run. */
function usedIn(value: unknown): Used[] {
  if (typeof value !== 'object' || value === null) return []
  const { uses, with: given, secrets } = value as Partial<Used>
  const own = typeof uses === 'string' && uses.startsWith('fairlead/fairlead') ? [{ uses, with: given ?? {}, secrets: secrets ?? {} }] : []
  return [...own, ...Object.values(value).flatMap(usedIn)]
}

test('what a snippet gives to an action or a workflow is an input or a secret of it', async () => {
  const seen = new Set<string>()
  for (const { page, line, language, text } of await snippets()) {
    if (language !== 'yaml') continue
    for (const { uses, with: given, secrets } of usedIn(parseDocument(text).toJS())) {
      const path = uses.replace(/^fairlead\/fairlead\/?/, '').replace(/@.*$/, '')
      const file = path.endsWith('.yml') ? path : join(path, 'action.yml')
      const declared = parseDocument(await readFile(join(root, file), 'utf8')).toJS() as Record<string, Record<string, Used>>
      const { inputs = {}, secrets: known = {} } = (declared['on']?.['workflow_call'] ?? declared) as Partial<Record<string, object>>
      const strangers = [
        ...Object.keys(given).filter((name) => !(name in inputs)),
        ...Object.keys(secrets).filter((name) => !(name in known)),
      ]
      expect({ page, line, file, strangers }).toEqual({ page, line, file, strangers: [] })
      seen.add(file)
    }
  }
  expect(seen.size).toBeGreaterThan(8)
})

test('a duration that would switch its limit off is refused', () => {
  const text = (limit: string) => `environments: { production: {} }
database: { url: "x", migrate: { command: x, lock-timeout: ${limit} }, backup: { store: { directory: x } } }
`
  const load = (limit: string) =>
    loadConfig({ text: text(limit), file: 'fairlead.yml', environment: 'production', inline: new Map(), sections })
  for (const limit of ['0s', '0.4ms', '0.0001 s'])
    expect(() => load(limit)).toThrow('Expected a duration of 1 ms at least'.replace('E', 'e'))
  expect(() => load('1ms')).not.toThrow()
})

test('the sketch of every section loads', () => {
  for (const { name, sketch } of sections) {
    const text = `environments: { production: {} }\n${sketch}\n`
    const config = () => loadConfig({ text, file: name, environment: 'production', inline: new Map(), sections })
    try {
      config()
    } catch (thrown) {
      // A sketch may speak of what another section makes known.
      expect((thrown as Problem).code).toBe('config/unknown-reference')
    }
  }
})

test('the reference has every key: kinds, names of yours, items of lists, defaults and choices', () => {
  const text = { type: 'string' }
  const schema = {
    properties: {
      store: {
        anyOf: [
          { properties: { directory: text, keep: text }, required: ['directory', 'keep'] },
          { properties: { s3: { properties: { bucket: text }, required: ['bucket'] }, keep: text }, required: ['s3', 'keep'] },
        ],
      },
      services: { additionalProperties: { properties: { ports: { type: 'array', items: { type: 'integer' }, default: [1, 2] } } } },
      gates: { type: 'array', items: { properties: { color: { enum: ['blue', 'green'], default: 'blue', description: 'Of a set.' } } } },
    },
  }
  const cells = keyTable(schema)
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.slice(2, -2).split(' | '))
  expect(cells).toEqual([
    ['`store`', 'map', '', ''],
    ['`store.directory`', 'text', 'kind', ''],
    ['`store.keep`', 'text', 'required', ''],
    ['`store.s3`', 'map', 'kind', ''],
    ['`store.s3.bucket`', 'text', 'required', ''],
    ['`services`', 'map', '', ''],
    ['`services.NAME.ports`', 'list of number', '`1, 2`', ''],
    ['`gates`', 'list of map', '', ''],
    ['`gates[].color`', '`blue`, `green`', '`blue`', 'Of a set.'],
  ])
})

test('every shell snippet names scripts and files that exist', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  const commands = (await snippets()).filter(({ language }) => language === 'sh').flatMap(({ text }) => text.split('\n'))
  const named = commands.flatMap((command) => [...command.matchAll(/npm (?:run )?([a-z][\w:]*)/g)].map((match) => match[1] ?? ''))
  expect(named.length).toBeGreaterThan(0)
  for (const name of named) expect(name === 'ci' || name === 'test' || name in scripts ? name : `npm run ${name} does not exist`).toBe(name)
})

test('every relative link leads to a file', async () => {
  for await (const page of glob(['*.md', 'action-docs/*.md', 'actions/*/README.md', 'examples/*/README.md'], { cwd: root })) {
    const text = await readFile(join(root, page), 'utf8')
    for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      if (/^https?:/.test(target)) continue
      const isThere = await stat(join(root, page, '..', target)).then(
        () => true,
        () => false,
      )
      expect({ page, target, isThere }).toEqual({ page, target, isThere: true })
    }
  }
})

test('every problem tells what, the state and what to do, and has its section on the errors page', async () => {
  const page = await readFile(join(root, 'action-docs', 'errors.md'), 'utf8')
  const problems = await definedProblems(join(root, 'src'))
  expect(problems.length).toBeGreaterThan(60)
  for (const factory of problems) {
    const { code, example } = factory.definition
    const problem = factory(example)
    expect(problem).toBeInstanceOf(Problem)
    expect(code).toMatch(/^[a-z]+\/[a-z0-9-]+$/)
    for (const text of [problem.message, problem.state, problem.remedy]) {
      expect(text.length).toBeGreaterThan(10)
      expect(text).not.toMatch(/undefined|\[object Object\]|NaN/)
    }
    expect(page).toContain(`## ${code}\n`)
    expect(problem.documentation).toContain(`#${code.replaceAll('/', '')}`)
  }
})
