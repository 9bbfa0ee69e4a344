import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { heading } from '../../src/core/markdown.ts'
import { type Problem, type ProblemFactory, placeText } from '../../src/core/problem.ts'

/** Every problem that `src` defines, by code. Two of the same code are a defect. */
export async function definedProblems(source: string): Promise<ProblemFactory<object>[]> {
  const found = new Map<string, ProblemFactory<object>>()
  for await (const path of glob('**/*.ts', { cwd: source })) {
    if (path === 'main.ts') continue
    const module = (await import(join(source, path))) as Record<string, unknown>
    for (const exported of Object.values(module)) {
      if (!isFactory(exported)) continue
      const known = found.get(exported.definition.code)
      if (known !== undefined && known !== exported) throw new TypeError(`two problems are called ${exported.definition.code}`)
      found.set(exported.definition.code, exported)
    }
  }
  return [...found.values()].sort((a, b) => a.definition.code.localeCompare(b.definition.code))
}

/** The page of all errors, each shown as one real case. */
export async function errorsPage(source: string): Promise<string> {
  const problems = (await definedProblems(source)).map((factory) => factory(factory.definition.example))
  return [
    '<!-- Generated from the problems.ts of each domain by `npm run build`. -->\n\n',
    heading('Errors', 1),
    'Every failure has a code: it is the title of its annotation and the `reason-code` output. Each is shown here with one real case.\n\n',
    ...problems.map(problemSection),
  ].join('')
}

function problemSection(problem: Problem): string {
  const where = problem.at === null ? '' : ` (${placeText(problem.at)})`
  return `${heading(problem.code, 2)}${problem.message}${where}\n\n- State now: ${problem.state}\n- Do this: ${remedyText(problem.remedy)}\n\n`
}

function remedyText(remedy: string): string {
  const [first = '', ...rest] = remedy.split('\n')
  return rest.length === 0 ? first : `${first}\n\n  \`\`\`yaml\n${rest.map((line) => `  ${line}`).join('\n')}\n  \`\`\``
}

function isFactory(value: unknown): value is ProblemFactory<object> {
  return typeof value === 'function' && 'definition' in value
}
