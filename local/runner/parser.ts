import { registerHooks } from 'node:module'
import { FeatureFlags } from '@actions/expressions/features'
import { TemplateContext, TemplateValidationErrors } from '@actions/workflow-parser/templates/template-context'
import { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token'
import { isBasicExpression } from '@actions/workflow-parser/templates/tokens/type-guards'
import { NoOperationTraceWriter } from '@actions/workflow-parser/templates/trace-writer'
import { type Place, type Problem, throwProblems } from '../../src/core/problem.ts'
import { invalidWorkflow, unsupported } from './problems.ts'
import { placeOf, type Token, text } from './tokens.ts'

/** A file that GitHub's own parser accepts. */
export interface ParsedFile {
  readonly root: Token
  readonly context: TemplateContext
}

/**
 * Reads a workflow file with GitHub's grammar.
 * @param path how the file is named in problems
 * @throws every error that GitHub would show, each with its place
 */
export async function parseWorkflowFile(path: string, content: string): Promise<ParsedFile> {
  const context = new TemplateContext(new TemplateValidationErrors(), github.getWorkflowSchema(), new NoOperationTraceWriter())
  // Flags of the parser for what GitHub has by now, such as background steps.
  const featureFlags = new FeatureFlags({ all: true })
  context.state['featureFlags'] = featureFlags
  const parsed = github.parseWorkflow({ name: path, content }, context)
  const root = present(parsed, path)
  throwProblems(problemsOf(parsed.context, path))
  await github.convertWorkflowTemplate(parsed.context, root, undefined, { featureFlags })
  throwProblems([...problemsOf(parsed.context, path), ...unsupportedFunctions(root, path)])
  return { root, context: parsed.context }
}

/** Reads an `action.yml` with GitHub's grammar. */
export function parseActionFile(path: string, content: string): ParsedFile {
  const parsed = github.parseAction({ name: path, content }, new NoOperationTraceWriter())
  const root = present(parsed, path)
  throwProblems(problemsOf(parsed.context, path))
  github.convertActionTemplate(parsed.context, root)
  throwProblems([...problemsOf(parsed.context, path), ...unsupportedFunctions(root, path)])
  return { root, context: parsed.context }
}

function unsupportedFunctions(root: Token, path: string): Problem[] {
  return [...TemplateToken.traverse(root)]
    .filter(([, token, key]) =>
      isBasicExpression(token)
        ? /\bhashFiles\s*\(/i.test(token.expression)
        : text(key ?? null) === 'if' && /\bhashFiles\s*\(/i.test(text(token) ?? ''),
    )
    .map(([, token]) => unsupported({ feature: 'hashFiles()', at: placeOf(token, path) }))
}

/** What the parser has found wrong so far. */
export function problemsOf(context: TemplateContext, path: string): Problem[] {
  return context.errors.getErrors().map((error) => {
    const at: Place = { file: path, line: error.range?.start.line ?? null, column: error.range?.start.column ?? null }
    // A YAML error comes with a drawing below its first line.
    const [message = ''] = error.rawMessage.replace(/ at line \d+, column \d+:$/m, '').split('\n')
    return invalidWorkflow({ message: message.replace(/\.$/, ''), at })
  })
}

/** The tree of the file. Where its YAML is broken only the first error is told: the others follow from it. */
function present({ value, context }: { value?: Token | undefined; context: TemplateContext }, path: string): Token {
  if (value !== undefined) return value
  throw problemsOf(context, path)[0] ?? invalidWorkflow({ message: 'it is empty', at: { file: path, line: null, column: null } })
}

allowJsonImports()
const github = {
  ...(await import('@actions/workflow-parser')),
  ...(await import('@actions/workflow-parser/workflows/workflow-schema')),
  ...(await import('@actions/workflow-parser/actions/action-parser')),
  ...(await import('@actions/workflow-parser/actions/action-template')),
}

/** The parser imports its schemas without `with { type: 'json' }`, which Node refuses (0.3.61): the hook adds it. */
function allowJsonImports(): void {
  try {
    registerHooks({
      load: (url, context, next) => next(url, url.endsWith('.min.json') ? { ...context, importAttributes: { type: 'json' } } : context),
    })
  } catch {
    // Jest has a loader of its own, which takes no hooks and reads JSON without being told.
  }
}
