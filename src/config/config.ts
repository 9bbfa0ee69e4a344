import { z } from 'zod'
import { type Place, type Problem, throwProblems } from '../core/problem.ts'
import { didYouMean } from '../core/suggestion.ts'
import { problemsOfIssues } from './issues.ts'
import { configInvalid, configSectionMissing, environmentUnknown, referenceUnknown } from './problems.ts'
import { allReferences } from './references.ts'
import type { Section } from './section.ts'
import { isPlainMap, nest, nothing, overlay, type Path, partOf, placeOf, readYaml, type Sourced } from './source.ts'

/** fairlead.yml as one environment sees it: overlays laid, keys and references checked, values not yet resolved. */
export interface Config {
  readonly system: string
  readonly environment: string
  /** The section's value, or null where the file has none. */
  section<Value>(section: Section<Value>): Value | null
  /** The section's value; problem `config/section-missing` where the file has none. */
  require<Value>(section: Section<Value>): Value
  /** Where a value stands in the YAML it came from. */
  position(...path: Path): Place | null
}

interface ConfigSource {
  /** Text of fairlead.yml, or null where there is none and inputs say everything. */
  readonly text: string | null
  readonly file: string
  readonly environment: string
  /** YAML texts of sections given as inputs; they win over the file. Input name -> section and text. */
  readonly inline: ReadonlyMap<string, { section: string; text: string }>
  readonly sections: readonly Section<unknown>[]
}

/** References that every system has. `env.*` is any variable of the process environment. */
const builtIn = ['environment', 'release.id', 'release.commit', 'release.directory', 'release.attempt', 'system']

/** Reads fairlead.yml for one environment; reports all problems at once, each with file, line and column. */
export function loadConfig({ text, file, environment, inline, sections }: ConfigSource): Config {
  const written = text === null ? nothing : readYaml(text, file)
  const withOverlay = layEnvironment(written, { environment, sections, hasFile: text !== null })
  const source = [...inline].reduce(
    (below, [input, { section, text: yaml }]) => overlay(removeSection(below, section), nest(readYaml(yaml, `input ${input}`), [section])),
    withOverlay,
  )
  const { values, problems } = readSections(source, sections)
  throwProblems([...problems, ...unknownReferences(source, sections, values)])
  const position = (...path: Path) => placeOf(source, path)
  return {
    system: String((source.value as Record<string, unknown>)['system'] ?? 'system'),
    environment,
    section: (section) => (values.get(section.name) ?? null) as never,
    require(section) {
      const value = values.get(section.name)
      if (value === undefined) throw configSectionMissing({ section: section.name, file, sketch: section.sketch })
      return value as never
    },
    position,
  }
}

/** JSON Schema (2020-12) of fairlead.yml, for editors. */
export function configJsonSchema(sections: readonly Section<unknown>[]): unknown {
  const shape = Object.fromEntries(sections.map((section) => [section.name, section.schema.describe(section.description).optional()]))
  const overlaid = z.looseObject({}).describe('What is different in this environment: any part of the file. Null removes a key.')
  return z.toJSONSchema(z.strictObject({ system: systemName, environments: z.record(z.string(), overlaid), ...shape }), {
    unrepresentable: 'any',
    io: 'input',
  })
}

const systemName = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'Expected lower-case letters, digits and hyphens')

function layEnvironment(
  written: Sourced,
  { environment, sections, hasFile }: { environment: string; sections: readonly Section<unknown>[]; hasFile: boolean },
): Sourced {
  const root = isPlainMap(written.value) ? written.value : {}
  const environments = isPlainMap(root['environments']) ? root['environments'] : {}
  const names = Object.keys(environments)
  if (hasFile && !names.includes(environment)) {
    throw environmentUnknown({ environment, hint: didYouMean(environment, names), at: placeOf(written, ['environments']) })
  }
  const { environments: _, ...base } = root
  const over = partOf(written, ['environments', environment])
  const appended = sections.filter((section) => section.appended).map((section) => section.name)
  return overlay({ ...written, value: base }, { ...over, value: over.value ?? {} }, appended)
}

function removeSection(source: Sourced, section: string): Sourced {
  const { [section]: _, ...value } = source.value as Record<string, unknown>
  return { ...source, value }
}

function readSections(source: Sourced, sections: readonly Section<unknown>[]): { values: Map<string, unknown>; problems: Problem[] } {
  const values = new Map<string, unknown>()
  const shape = Object.fromEntries(sections.map((section) => [section.name, section.schema.optional()]))
  const schema = z.strictObject({ system: systemName.optional(), ...shape })
  if (!isPlainMap(source.value))
    return { values, problems: [configInvalid({ path: 'fairlead.yml', reason: 'expected a map', at: placeOf(source, []) })] }
  const read = schema.safeParse(source.value)
  if (!read.success) return { values, problems: problemsOfIssues(read.error.issues, { source, schema }) }
  for (const [name, value] of Object.entries(read.data)) if (value !== undefined) values.set(name, value)
  return { values, problems: [] }
}

function unknownReferences(source: Sourced, sections: readonly Section<unknown>[], values: ReadonlyMap<string, unknown>): Problem[] {
  const provided = sections.flatMap((section) => (values.has(section.name) ? section.provides(values.get(section.name)) : []))
  const known = [...builtIn, ...provided]
  // Where the schema already refused the file, what a section provides is not known.
  if (values.size === 0) return []
  return allReferences(source.value)
    .filter(({ name }) => !known.includes(name) && !/^env\.[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    .map(({ name, path }) => referenceUnknown({ reference: name, hint: didYouMean(name, known), at: placeOf(source, path) }))
}
